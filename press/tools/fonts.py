"""Make the fonts of the book anew: parts of STIX Two with the characters that it needs.

``make fonts`` fetches the whole fonts with npm and writes into theme/static/fonts. The
characters of formulas are those in characters-of-formulas.txt there; those of the text
are all of English and Spanish.
"""

import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "theme" / "static" / "fonts"
OF_FORMULAS = FONTS / "characters-of-formulas.txt"
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
OF_TEXT = PRINTABLE + "ÁÉÍÑÓÚÜáéíñóúüäëö¿¡«»“”‘’–—…·×−©¶\u00a0"
VERSION = "5.3.0"  # of the packages of npm
# what is written, and the file that it is a part of
TEXTS = {
    "stix-two-text": "stix-two-text-latin-400-normal",
    "stix-two-text-italic": "stix-two-text-latin-400-italic",
    "stix-two-text-bold": "stix-two-text-latin-600-normal",
}
HEIGHTS = 1000, 1300, 1850, 2500  # of the signs of a root; a letter is about 700 high
FORMULAS = {"stix-two-math": "stix-two-math-latin-400-normal"}


def fetch(package: str, folder: Path) -> Path:
    """The folder of the package's fonts."""
    name = f"@fontsource/{package}@{VERSION}"
    subprocess.run(["npm", "pack", "--silent", name], cwd=folder, check=True)
    [archive] = folder.glob(f"*{package}-*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder / package, filter="data")
    return folder / package / "package" / "files"


def reshape_roots(font: TTFont) -> None:
    """Make the signs of a root narrow and low.

    Chromium leaves room for the widest of them after each root, however low it is, and
    lets what is too high hang down.
    """
    variants = font["MATH"].table.MathVariants
    root = font.getBestCmap()[ord("√")]
    signs = variants.VertGlyphConstruction[
        variants.VertGlyphCoverage.glyphs.index(root)
    ]
    width, _ = font["hmtx"][root]
    heights = dict.fromkeys((part.glyph for part in signs.GlyphAssembly.PartRecords), 1)
    for record, height in zip(signs.MathGlyphVariantRecord, HEIGHTS, strict=True):
        heights[record.VariantGlyph] = height / record.AdvanceMeasurement
        record.AdvanceMeasurement = height
    for name, factor in heights.items():
        wide, _ = font["hmtx"][name]
        shape = font["glyf"][name]
        shape.coordinates.scale((width / wide, factor))
        shape.coordinates.toInt()
        shape.recalcBounds(font["glyf"])
        font["hmtx"][name] = width, shape.xMin


def write_part(source: Path, name: str, characters: str, features: list[str]):
    """A font with these characters alone, without hints."""
    options = Options(
        flavor="woff2", layout_features=features, hinting=False, desubroutinize=True
    )
    options.drop_tables += ["STAT", "GDEF"]
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(font)
    if "MATH" in font:
        reshape_roots(font)
    target = FONTS / f"{name}.woff2"
    save_font(font, str(target), options)
    print(f"{target.stat().st_size:6} bytes: {target.name}")


def main():
    if not shutil.which("npm"):
        sys.exit("The fonts come from npm: on Debian or Ubuntu, apt install npm")
    with tempfile.TemporaryDirectory() as folder:
        texts = fetch("stix-two-text", Path(folder))
        for name, source in TEXTS.items():
            write_part(texts / f"{source}.woff2", name, OF_TEXT, ["kern", "liga"])
        formulas = fetch("stix-two-math", Path(folder))
        characters = OF_FORMULAS.read_text(encoding="utf-8").replace("\n", "\u00a0")
        for name, source in FORMULAS.items():
            write_part(formulas / f"{source}.woff2", name, characters, [])
        licence = texts.parent / "LICENSE"
        shutil.copyfile(licence, FONTS / "OFL.txt")


if __name__ == "__main__":
    main()
