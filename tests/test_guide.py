"""The walk through the demo names what is there: buttons, people, addresses, files, commands.

In the guides, **bold** is what the interface says, *slanted* what the demo contains, and `code`
what is typed.
"""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest
import typer
from PIL import Image
from starlette.routing import Match

from hub import cli, demonstration
from hub.access import actors
from hub.app import Hub
from hub.database import read
from hub.demo import load, sso
from hub.language import LANGUAGES, PACKAGES
from hub.parts import ROUTES
from tools import screens, translations

ROOT = Path(__file__).parents[1]
GUIDES = {"docs/guide/visite.md": "fr", "docs/guide/tour.md": "en"}
SHELL = re.compile(r"```sh\n(.*?)```", re.S)
BOLD = re.compile(r"\*\*(.+?)\*\*")
SLANTED = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
TYPED = re.compile(r"`([^`\n]+)`")
LINKED = re.compile(r"\]\(([^)]+)\)")
TODAY = date(2026, 11, 26)
ELSEWHERE = {"make run", "data-demo", load.PASSWORD, load.DEVICE}
"""Beside sign-ins, addresses and files: said by the README and `make run`."""
NAMED = (
    "SELECT given_name || ' ' || family_name AS name FROM person"
    " UNION SELECT name FROM people_group UNION SELECT name FROM node"
)


@pytest.fixture(params=GUIDES)
def guide(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def prose(guide: str) -> str:
    return SHELL.sub("", (ROOT / guide).read_text(encoding="utf-8"))


def test_what_is_bold_is_what_the_interface_says(guide: str) -> None:
    bold = set(BOLD.findall(prose(guide)))
    headings = {it for it in bold if it.endswith(".")}  # of the steps of the short one
    assert len(bold - headings) > 5
    assert bold - headings - said(GUIDES[guide]) - {sso.LABEL, *LANGUAGES} == set()


def said(language: str) -> set[str]:
    """Every text of the interface, as it is typed: with plain spaces."""
    texts = set()
    for package in PACKAGES:
        for message in translations.catalogue(package):
            told = message.id if language == "en" else message.string
            texts |= {told} if isinstance(told, str) else set(told)
    return {re.sub(r"[\u00a0\u202f]", " ", text) for text in texts} | {"English"}


@pytest.mark.anyio
async def test_what_is_slanted_is_in_the_demo(hub: Hub) -> None:
    by = await actors.of_job("demo")
    await load.load("s", TODAY, demos=demonstration.demos(), by=by)
    names = {row["name"] for row in await read(NAMED)}
    for guide in GUIDES:
        slanted = set(SLANTED.findall(prose(guide)))
        assert len(slanted) > 5
        assert slanted - names == set(), guide


def test_what_is_typed_is_a_sign_in_an_address_or_a_file(guide: str) -> None:
    typed = set(TYPED.findall(prose(guide))) - ELSEWHERE
    addresses = {it for it in typed if it.startswith("/")}
    files = {it for it in typed if it.startswith("docs/")}
    assert len(addresses) > 5
    assert [it for it in addresses if not is_opened(it)] == []
    assert [it for it in files if not (ROOT / it).is_file()] == []
    assert typed - addresses - files <= set(load.SIGN_INS)


def is_opened(path: str) -> bool:
    if path == "/dav/":
        return True  # before the routes: every method of it is the gateway's
    asked = {"type": "http", "method": "GET", "path": path, "headers": []}
    return any(route.matches(asked)[0] is Match.FULL for route in ROUTES)


def test_the_links_lead_to_files(guide: str) -> None:
    for link in LINKED.findall(prose(guide)):
        assert ((ROOT / guide).parent / link).is_file(), link


def test_the_commands_are_those_of_hub(guide: str) -> None:
    commands = list(lines(guide, ".venv/bin/hub "))
    assert len(commands) == 2
    for words in commands:
        command: click.Command = typer.main.get_command(cli.app)
        while isinstance(command, click.Group):
            command = command.commands[words.pop(0)]
        command.make_context("hub", words)  # raises for what it does not take


def test_both_tell_the_same_commands() -> None:
    french, english = (list(lines(guide, ".venv/bin/hub ")) for guide in GUIDES)
    assert french == english


def test_the_files_that_commands_send_are_there(guide: str) -> None:
    for block in SHELL.findall((ROOT / guide).read_text(encoding="utf-8")):
        for file in re.findall(r"docs/\S+", block):
            assert (ROOT / file).is_file(), file


def lines(guide: str, start: str) -> Iterator[list[str]]:
    for block in SHELL.findall((ROOT / guide).read_text(encoding="utf-8")):
        for line in block.splitlines():
            if line.strip().startswith(start):
                yield shlex.split(line.strip().removeprefix(start))


def test_every_picture_is_taken_by_the_tool_and_shown_somewhere() -> None:
    pictures = {path.name for path in screens.FOLDER.iterdir()}
    pages = [ROOT / "README.md", *map(ROOT.joinpath, GUIDES)]
    shown = {Path(it).name for page in pages for it in LINKED.findall(page.read_text("utf-8"))}
    assert pictures == {f"{it.name}.webp" for it in screens.SCREENS}
    assert pictures - shown == set()
    assert max(path.stat().st_size for path in screens.FOLDER.iterdir()) <= screens.LARGEST


def test_a_picture_too_large_for_git_is_refused() -> None:
    noise = Image.effect_noise((1280, 900), 255)
    written = io.BytesIO()
    noise.save(written, "PNG")
    with pytest.raises(ValueError, match="bytes are more than 80000"):
        screens.reduced(written.getvalue())
