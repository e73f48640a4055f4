"""What drives Firefox and WebKit here: ``make browsers`` names what lacks.

With ``--install`` it prints the command that installs what lacks, or nothing. It needs
of Python nothing but Python itself.
"""

import shutil
import sys

PACKAGES = {  # of Debian 13, by the program that is looked for
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
}


def main():
    lacking = [name for program, name in PACKAGES.items() if not shutil.which(program)]
    install = f"apt-get install --no-install-recommends {' '.join(lacking)}"
    if "--install" in sys.argv:
        print(install if lacking else "", end="")
    elif lacking:
        sys.exit(
            "The pages are looked at in Firefox and WebKitGTK, and something lacks:"
            f" on Debian 13, {install}"
        )


if __name__ == "__main__":
    main()
