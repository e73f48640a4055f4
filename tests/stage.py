"""Programs that are not what they seem, and disks that are small."""

import os
import subprocess

import pytest


def program(folder, name, script):
    """A shell script as a program in the folder's bin."""
    path = folder / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def with_own_mounts(folder, script):
    """Run it there with mounts of its own, which end with it."""
    for prefix in (["unshare", "-rm"], ["sudo", "-n", "unshare", "-m"]):
        if subprocess.run([*prefix, "true"], capture_output=True).returncode == 0:
            return subprocess.run(
                [*prefix, "bash", "-euc", script],
                cwd=folder,
                env={**os.environ, "MAKEFLAGS": ""},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
    pytest.fail(
        "This test mounts a file system of its own, which takes Linux and root, sudo"
        " without a password, or user namespaces: as root, sysctl"
        " kernel.unprivileged_userns_clone=1"
        " kernel.apparmor_restrict_unprivileged_userns=0"
    )
