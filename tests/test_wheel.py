"""The wheel is whole: it needs neither Node nor network, and carries what pages and prints need."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path, PurePosixPath

import httpx2
import pytest

from hub.demo.load import PASSWORD
from tests.system.running import Running, free_port

ROOT = Path(__file__).parents[1]
PACKAGES = ("hub", "calendar/hub_calendar", "sharing/hub_sharing", "directory/hub_directory",
            "extranet/hub_extranet")  # fmt: skip
NOT_CARRIED = ("hub/web/src/",)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which no program is found, Node least of all."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    return kept | {"PATH": str(tmp_path_factory.mktemp("no-programs"))}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, bare: dict[str, str]) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True, env=bare)
    return next(folder.glob("parvis-*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


def test_every_file_of_the_packages_is_in_the_wheel(names: set[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, check=True, capture_output=True, text=True
    )
    tracked = [path for path in listed.stdout.split("\0") if path and (ROOT / path).exists()]
    wanted = {installed(path) for path in tracked if not path.startswith(NOT_CARRIED)}
    assert len(wanted) > 20
    assert wanted - names == set()
    assert not [name for name in names if name.startswith(NOT_CARRIED)]


def test_the_assets_are_in_the_wheel(wheel: Path, names: set[str]) -> None:
    manifest = json.loads(zipfile.ZipFile(wheel).read("hub/web/dist/manifest.json"))
    assert {"app.js", "app.css"} <= manifest.keys()
    assert {f"hub/web/dist/{name}" for name in manifest.values()} <= names
    assert "hub/web/dist/licences.txt" in names
    fonts = {PurePosixPath(name).suffix for name in names if name.startswith("hub/paper/fonts/")}
    assert ".ttf" in fonts


def test_only_our_packages_are_installed(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names}
    ours = {PurePosixPath(package).name for package in PACKAGES}
    assert {top for top in tops if not top.endswith(".dist-info")} == ours


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`hub` of an environment that has the wheel."""
    return installation(wheel, tmp_path_factory.mktemp("venv")).with_name("hub")


def test_the_command_runs_from_the_wheel_alone(
    command: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    where = "import hub, hub_extranet; print(hub.__file__)"
    python = command.with_name("python")
    found = subprocess.run(
        [python, "-c", where], cwd=tmp_path, env=bare, check=True, capture_output=True, text=True
    )
    assert Path(found.stdout.strip()).is_relative_to(command.parents[1])

    said = subprocess.run(
        [command, "--version"], cwd=tmp_path, env=bare, check=True, capture_output=True, text=True
    )
    assert said.stdout.startswith("Parvis ")
    subprocess.run([command, "migrate", "--data", "data"], cwd=tmp_path, env=bare, check=True)
    assert (tmp_path / "data" / "hub.db").exists()


def test_the_demo_is_served_from_the_wheel_alone(
    command: Path, bare: dict[str, str], tmp_path: Path
) -> None:
    site = f"http://127.0.0.1:{(port := free_port())}"
    demo = [command, "demo", "--data", "data", "--port", str(port)]
    with (log := tmp_path / "log").open("wb") as output:
        process = subprocess.Popen(
            demo, cwd=tmp_path, env=bare | {"HUB_DEMO": "1"}, stdout=output, stderr=output
        )
    try:
        Running(process, port, log).ready()
        with httpx2.Client(base_url=site, follow_redirects=True, trust_env=False) as reader:
            opened = reader.get("/sign-in")
            today = sign_in(reader, opened.text)
            assert today.url.path == "/today"
            assert "Maud" in today.text
            pages = opened.text + today.text
            assets = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', pages))
            assert {Path(it).suffix for it in assets} >= {".js", ".css", ".woff2", ".svg"}
            assert {it: reader.get(it).status_code for it in assets} == dict.fromkeys(assets, 200)
    finally:
        process.kill()
        process.wait()


def sign_in(reader: httpx2.Client, page: str) -> httpx2.Response:
    fields = dict(re.findall(r'name="(csrf|next)" value="([^"]*)"', page))
    fields |= {"login": "agent", "password": PASSWORD}
    return reader.post(
        "/sign-in", data=fields, headers={"origin": str(reader.base_url).rstrip("/")}
    )


def installed(path: str) -> str:
    """Where the wheel puts a file: domain packages lose the folder around them."""
    package = next(package for package in PACKAGES if path.startswith(f"{package}/"))
    return path.removeprefix(package.removesuffix(PurePosixPath(package).name))


def installation(wheel: Path, folder: Path) -> Path:
    """A virtual environment with the wheel; the packages it needs are those of this one."""
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    paths = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", vars=paths))
    (site / "locked.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    offline = ["--no-deps", "--no-index", "--no-warn-script-location", "--ignore-installed"]
    subprocess.run([*install, *offline, str(wheel)], check=True)
    return python
