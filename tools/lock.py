"""`make lock`: resolve what pyproject.toml and package.json ask into the lock files.

    requirements.txt        what the hub runs on
    requirements-build.txt  the same, and what builds the wheel and the assets
    requirements-dev.txt    the same, and what tests and checks

Every line carries hashes and no file names a download host, so that an authority installs from its
own mirror. Pins stay as they are unless `--upgrade` is given.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PYTHON = "3.11"
DEV, BUILD, RUN = "requirements-dev.txt", "requirements-build.txt", "requirements.txt"


def main(upgrade: bool) -> None:
    build_requires = _build_requires()
    _resolve(DEV, build_requires, "--group=test", "--group=check", *["--upgrade"] * upgrade)
    # The two smaller sets are cut from the large one: one version of each package everywhere.
    _resolve(BUILD, build_requires, f"--constraint={DEV}")
    _resolve(RUN, f"--constraint={DEV}")
    _lock_npm(upgrade)


def _build_requires() -> str:
    """A requirements file of `build-system.requires`, as a path relative to the root."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    path = Path("build") / "build-requires.in"
    (ROOT / path).parent.mkdir(exist_ok=True)
    (ROOT / path).write_text("\n".join(project["build-system"]["requires"]) + "\n")
    return path.as_posix()


def _resolve(target: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--generate-hashes", "--python-version", PYTHON, "--no-emit-index-url"]
    command += ["--no-emit-find-links", "--custom-compile-command", "make lock"]
    command += ["pyproject.toml", *arguments, "--output-file", target]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _lock_npm(upgrade: bool) -> None:
    from tools.assets import npm

    npm("update" if upgrade else "install", "--package-lock-only", "--ignore-scripts")
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)  # addresses of sponsors: no host belongs in a lock file
    path.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(upgrade="--upgrade" in sys.argv[1:])
