"""`vdirsyncer` between the hub and folders of files, and `khal`, which people read these with."""

from __future__ import annotations

import itertools
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.calendar.conftest import ics
from tests.dav.conftest import EVENT, WEEKLY, Site
from tests.dav.device import Device, Multistatus, propfind, proppatch
from tests.system.running import Running

KHAL = """
[calendars]
[[own]]
path = {folder}/files/*
type = discover
[locale]
local_timezone = Europe/Paris
default_timezone = Europe/Paris
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = {calendar}
[sqlite]
path = {folder}/khal.db
"""
VDIRSYNCER = """
[general]
status_path = "{folder}/status"
[pair mine]
a = "files"
b = "hub"
collections = {collections}
metadata = ["displayname", "color"]
{conflict}
[storage files]
type = "filesystem"
path = "{folder}/files"
fileext = ".ics"
[storage hub]
type = "caldav"
url = "{url}/dav/"
username = "{login}"
password = "{secret}"
"""


@dataclass
class Desk:
    """Somebody's computer: a folder for a calendar."""

    folder: Path
    hub: Running
    device: Device
    calendar: str
    collections: str = ""
    conflict: str = ""

    @property
    def path(self) -> str:
        return f"{self.device.home}{self.calendar}/"

    def sync(self) -> subprocess.CompletedProcess[str]:
        return self._vdirsyncer("sync")

    def discover(self) -> None:
        """Calendars of either side that the other has not: all are wanted."""
        self._vdirsyncer("discover").check_returncode()

    def metasync(self) -> None:
        self._vdirsyncer("metasync").check_returncode()

    def khal(self, *arguments: str) -> str:
        path = self.folder / "khal.conf"
        text = KHAL.format(folder=self.folder, calendar=self.calendar)
        path.write_text(text, encoding="utf-8")
        return self._run("khal", "-c", str(path), *arguments).stdout

    def week(self) -> list[str]:
        """What khal says of the second week of December."""
        told = ("--format", "{start} {title}", "--day-format", "", "2026-12-07", "6d")
        return [it for it in self.khal("list", *told).splitlines() if it]

    def files(self) -> dict[str, Path]:
        """By UID."""
        found = (self.folder / "files" / self.calendar).glob("*.ics")
        return {uid_of(it.read_bytes().decode()): it for it in found}

    def _vdirsyncer(self, command: str) -> subprocess.CompletedProcess[str]:
        path = self.folder / "vdirsyncer.conf"
        told = {"login": self.device.login, "secret": self.device.secret, "url": self.hub.url}
        told["collections"] = self.collections or f'["{self.calendar}"]'
        text = VDIRSYNCER.format(folder=self.folder, conflict=self.conflict, **told)
        path.write_text(text, encoding="utf-8")
        return self._run("vdirsyncer", "-c", str(path), command)

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            [sys.executable, "-m", program, *arguments], env=environment, input="y\n" * 20,
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip


def uid_of(text: str) -> str:
    return next(it for it in text.splitlines() if it.startswith("UID:"))[4:]


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Desk:
    """Alice's, with a calendar of its own."""
    made = Desk(tmp_path, site.hub, site.cast.alice, f"calendar-{next(NUMBERS)}")
    assert site.wire.ask("MKCALENDAR", made.path).status == 201
    made.discover()
    return made


NUMBERS = itertools.count(1)


def test_both_sides_have_what_either_writes(desk: Desk, site: Site) -> None:
    path = desk.path
    assert site.wire.ask("PUT", f"{path}a.ics", EVENT).status == 201
    assert site.wire.ask("PUT", f"{path}w.ics", WEEKLY).status == 201
    desk.khal("new", "-a", desk.calendar, "2026-12-09", "10:00", "11:30", "Écrit avec khal")
    assert desk.sync().returncode == 0
    assert same(desk, site) == {"Réunion", "Point d’équipe", "Écrit avec khal"}
    assert desk.week() == [
        "2026-12-07 10:00 Réunion", "2026-12-07 14:00 Point d’équipe",
        "2026-12-09 10:00 Écrit avec khal",
    ]  # fmt: skip
    token = site.wire.sync(path).token
    assert desk.sync().returncode == 0
    assert site.wire.sync(path).token == token, "nothing was to be done, and something was written"


def test_changes_and_ends_go_both_ways(desk: Desk, site: Site) -> None:
    path = desk.path
    names = ("one", "two", "three", "four")
    events = {
        name: ics(f"DTSTART:2026120{number}T090000Z", "SUMMARY:Avant", uid=name)
        for number, name in enumerate(names, start=1)
    }
    etags = {}
    for name, text in events.items():
        etags[name] = site.wire.ask("PUT", f"{path}{name}.ics", text).header("etag")
    assert desk.sync().returncode == 0
    changed = events["one"].replace("Avant", "Changé au hub")
    site.wire.ask("PUT", f"{path}one.ics", changed, if_match=etags["one"])
    site.wire.ask("DELETE", f"{path}two.ics")
    files = desk.files()
    text = files["three"].read_bytes().decode().replace("Avant", "Changé au bureau")
    files["three"].write_bytes(text.encode())
    files["four"].unlink()
    assert desk.sync().returncode == 0
    assert same(desk, site) == {"Changé au hub", "Changé au bureau"}
    assert sorted(desk.files()) == ["one", "three"]


@pytest.mark.parametrize(("winner", "title"), [("a", "Changé au bureau"), ("b", "Changé au hub")])
def test_a_conflict_is_told_and_loses_nothing(
    desk: Desk, site: Site, winner: str, title: str
) -> None:
    path = desk.path
    event = ics("DTSTART:20261201T090000Z", "SUMMARY:Avant", uid="one")
    etag = site.wire.ask("PUT", f"{path}one.ics", event).header("etag")
    assert desk.sync().returncode == 0
    site.wire.ask("PUT", f"{path}one.ics", event.replace("Avant", "Changé au hub"), if_match=etag)
    desk.files()["one"].write_bytes(event.replace("Avant", "Changé au bureau").encode())
    told = desk.sync()
    assert told.returncode == 1
    assert "conflict" in told.stderr
    assert "Changé au hub" in site.wire.ask("GET", f"{path}one.ics").body.decode()
    assert "Changé au bureau" in desk.files()["one"].read_text(encoding="utf-8")
    desk.conflict = f'conflict_resolution = "{winner} wins"'
    assert desk.sync().returncode == 0
    assert same(desk, site) == {title}


def test_name_and_colour_go_both_ways(desk: Desk, site: Site) -> None:
    path, folder = desk.path, desk.folder / "files" / desk.calendar
    named = "<D:set><D:prop><D:displayname>Équipe, étage 2</D:displayname></D:prop></D:set>"
    assert site.wire.ask("PROPPATCH", path, proppatch(named)).status == 207
    desk.metasync()
    assert (folder / "displayname").read_text(encoding="utf-8") == "Équipe, étage 2"
    # The hub has six colours, on which its pages can be read, and takes the nearest.
    for chosen, kept in (("#2d4d78", "#2d4d78"), ("#3a7d44", "#1d4b36")):
        (folder / "color").write_text(chosen, encoding="utf-8")
        for _time in range(2):
            desk.metasync()
        assert (folder / "color").read_text(encoding="utf-8")[:7].lower() == kept
        asked = propfind("D:displayname", "A:calendar-color")
        (found,) = Multistatus.of(site.wire.ask("PROPFIND", path, asked, depth="0")).found.values()
        assert found["D:displayname"] == "Équipe, étage 2"
        assert found["A:calendar-color"][:7].lower() == kept


def test_a_calendar_begun_at_the_desk_is_made_at_the_hub(desk: Desk, site: Site) -> None:
    desk.calendar, desk.collections = "conges-2027", '["from a"]'
    (desk.folder / "files" / "conges-2027").mkdir()
    desk.discover()
    desk.khal("new", "-a", "conges-2027", "2027-01-04", "2027-01-08", "Congés")
    assert desk.sync().returncode == 0
    (name,) = site.wire.sync(desk.path).etags()
    text = site.wire.ask("GET", desk.path + name).body.decode()
    assert "SUMMARY:Congés" in text
    assert "DTSTART;VALUE=DATE:20270104" in text


def test_who_only_reads_changes_nothing(site: Site, tmp_path: Path) -> None:
    cast, path = site.cast, site.cast.at(site.cast.alice)
    assert site.wire.ask("PUT", f"{path}a.ics", EVENT).status == 201
    bob = Desk(tmp_path, site.hub, cast.bob, str(cast.calendar_id))
    bob.discover()
    assert bob.sync().returncode == 0
    before = site.wire.sync(path)
    (file,) = bob.files().values()
    file.write_bytes(file.read_bytes().replace("Réunion".encode(), "Changé".encode()))
    (file.parent / "new.ics").write_bytes(WEEKLY.encode())
    told = bob.sync()
    assert told.returncode == 1
    assert "403" in told.stderr
    after = site.wire.sync(path)
    assert (after.etags(), after.token) == (before.etags(), before.token)


def same(desk: Desk, site: Site) -> set[str]:
    """The titles, which both sides have in the same texts."""
    hub = {}
    for name in site.wire.sync(desk.path).etags():
        text = site.wire.ask("GET", desk.path + name).body.decode()
        hub[uid_of(text)] = text
    assert {uid: it.read_bytes().decode() for uid, it in desk.files().items()} == hub
    lines = "\n".join(hub.values()).splitlines()
    return {it[8:] for it in lines if it.startswith("SUMMARY:")}
