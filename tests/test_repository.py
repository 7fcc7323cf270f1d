"""Promises of the repository itself: layout, lock files, nobody else's code, languages."""

from __future__ import annotations

import calendar
import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import grimp
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tools import translations

ROOT = Path(__file__).parents[1]
DOMAINS = ("calendar", "sharing", "directory", "extranet")
LOCKS = ("requirements.txt", "requirements-build.txt", "requirements-dev.txt")

# The first versions without a known hole that we would be open to.
FLOORS = {
    "starlette": "1.3.1",
    "python-multipart": "0.0.30",
    "authlib": "1.9.1",
    "joserfc": "1.7.4",
    "wsgidav": "4.3.4",
}


@pytest.mark.parametrize("folder", DOMAINS)
def test_a_domain_folder_is_no_package_itself(folder: str) -> None:
    """With an `__init__.py`, the folder `calendar` hides the standard library's module."""
    assert not (ROOT / folder / "__init__.py").exists()
    assert (ROOT / folder / f"hub_{folder}" / "__init__.py").exists()
    assert (ROOT / folder / "README.md").exists()


@pytest.mark.parametrize(
    "command",
    [
        ["-c", "import calendar; assert calendar.isleap(2028)"],
        [
            "-c",
            "import email.utils, http.cookiejar, datetime; datetime.datetime.strptime('1', '%d')",
        ],
        ["-m", "hub", "--version"],
        ["-m", "pytest", "--version"],
    ],
)
def test_the_standard_calendar_is_found_from_the_root(command: list[str]) -> None:
    """`-c` and `-m` put the current directory first on the path."""
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True)


def test_the_standard_calendar_is_found_by_pytest() -> None:
    assert str(ROOT) in sys.path
    assert calendar.isleap(2028)


def test_nothing_of_others_and_nothing_built_is_tracked() -> None:
    foreign = re.compile(
        r"\.min\.(js|css)$|\.(woff2?|ttf|otf|map|mo|whl|pyc)$"
        r"|(^|/)(node_modules|dist|vendor|third_party|__pycache__)/"
    )
    assert [path for path in tracked() if foreign.search(path)] == []


def test_no_tracked_source_is_minified() -> None:
    sources = [path for path in tracked() if path.endswith((".js", ".mjs", ".css", ".html", ".py"))]
    dense = [path for path in sources if max(map(len, lines(path)), default=0) > 1000]
    assert dense == []


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json", ".npmrc", "pyproject.toml"])
def test_a_lock_file_names_no_download_host(lock: str) -> None:
    addresses = re.compile(r"\w+://|index-url|find-links|registry|\"resolved\"")
    assert [line for line in lines(lock) if addresses.search(line) and "omit-" not in line] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes(lock: str) -> None:
    blocks = re.split(r"\n(?=\S)", (ROOT / lock).read_text())
    unhashed = [block for block in blocks if "==" in block and "--hash=sha256:" not in block]
    assert len(blocks) > 20
    assert unhashed == []


def test_the_locks_hold_what_the_project_asks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run, build = project["project"]["dependencies"], project["build-system"]["requires"]
    groups = project["dependency-groups"]
    assert unmet(run, "requirements.txt") == []
    assert unmet([*run, *build], "requirements-build.txt") == []
    assert unmet([*run, *build, *groups["test"], *groups["check"]], "requirements-dev.txt") == []


def test_the_locks_agree_with_each_other() -> None:
    run, build, dev = map(pins, LOCKS)
    assert run.items() <= build.items() <= dev.items()


def test_npm_locks_what_the_project_asks() -> None:
    asked = json.loads((ROOT / "package.json").read_text())
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert locked[""][kind] == asked[kind]
        for name, version in asked[kind].items():
            assert locked[f"node_modules/{name}"]["version"] == version, "pins are exact"
    assert all("integrity" in package for path, package in locked.items() if path)


@pytest.mark.parametrize("package", FLOORS)
def test_no_package_with_a_known_hole(package: str) -> None:
    floor = Version(FLOORS[package])
    locked = [pins(lock)[package] for lock in LOCKS if package in pins(lock)]
    assert [version for version in locked if version < floor] == []
    if package in pins("requirements.txt"):
        assert Version(metadata.version(package)) >= floor


def test_every_message_is_translated() -> None:
    assert list(translations.faults()) == []


def test_the_extranet_enters_a_domain_by_its_doors() -> None:
    domains = ("hub_calendar", "hub_sharing", "hub_directory")
    graph = grimp.build_graph("hub", "hub_extranet", *domains, cache_dir=None)
    entered = [
        f"{module} -> {imported}"
        for module in graph.modules
        if module.partition(".")[0] == "hub_extranet"
        for imported in graph.find_modules_directly_imported_by(module)
        if imported.partition(".")[0] in domains and not is_door(imported)
    ]
    assert is_door("hub_calendar.actions.events")
    assert not is_door("hub_calendar.models")
    assert entered == []


def is_door(module: str) -> bool:
    return module.split(".")[1:2] in (["actions"], ["queries"], ["policy"])


def tracked() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [path for path in listed.stdout.split("\0") if path and (ROOT / path).exists()]


def lines(path: str) -> list[str]:
    return (ROOT / path).read_text(encoding="utf-8").splitlines()


def pins(lock: str) -> dict[str, Version]:
    found = re.findall(r"^([\w.-]+)(?:\[.*\])?==([\w.+!-]+)", (ROOT / lock).read_text(), re.M)
    return {canonicalize_name(name): Version(version) for name, version in found}


def unmet(requirements: list[str], lock: str) -> list[str]:
    locked = pins(lock)
    return [
        asked
        for asked, requirement in ((asked, Requirement(asked)) for asked in requirements)
        if (version := locked.get(canonicalize_name(requirement.name))) is None
        or version not in requirement.specifier
    ]
