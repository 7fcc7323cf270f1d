"""The system packages that the tests need: installed by apt when root, else named.

Nothing of the hub itself needs them: it runs on Python packages alone.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def browser() -> str | None:
    """The path of the system's Chromium."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


def _database_server() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or bool(shutil.which("initdb"))


def _fonts() -> bool:
    # Without one the browser draws no letter until the hub's own typeface is there.
    return any(Path("/usr/share/fonts").rglob("*.[to]tf"))


NEEDED: dict[str, Callable[[], object]] = {
    "chromium": browser,
    "dovecot-imapd": lambda: Path("/usr/lib/dovecot/imap").exists(),
    "fonts-dejavu-core": _fonts,
    "git": lambda: shutil.which("git"),
    "postgresql": _database_server,
}


def missing() -> list[str]:
    """Debian's names of the packages that are needed and not there."""
    return [package for package, found in NEEDED.items() if not found()]


def main() -> int:
    if not (packages := missing()):
        return 0
    names = " ".join(packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"The tests need system packages that are missing: {names}", file=sys.stderr)
        print(f"On Debian or Ubuntu: sudo apt-get install {names}", file=sys.stderr)
        return 1
    print(f"Installing {names} ...")
    _install(packages)
    if still := missing():
        print(f"apt-get installed nothing usable for: {' '.join(still)}", file=sys.stderr)
        return 1
    return 0


def _install(packages: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-qq", "--yes", "--no-install-recommends", *packages]
    for command in (["apt-get", "update", "-qq"], install):
        subprocess.run(command, check=True, env=environment, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    sys.exit(main())
