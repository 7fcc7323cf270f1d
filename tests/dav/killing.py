"""Telephones that write into one calendar, and know what they were promised."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.access.asking import Answer
from tests.calendar.conftest import ics
from tests.dav.conftest import Cast
from tests.dav.device import Device
from tests.dav.wire import BROKEN, Wire
from tests.system.running import Running

TODAY = datetime.now(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
KEPT = 20
Named = dict[str, str]
"""Etags, or texts, by name."""


@dataclass(frozen=True)
class Kept:
    """An object as a telephone last wrote it."""

    text: str
    etag: str


@dataclass
class Diary:
    """All that the telephones were told. What is on its way when the hub dies is in `open`."""

    kept: dict[str, Kept] = field(default_factory=dict)
    open: dict[str, str | None] = field(default_factory=dict)
    """By name: the new text; None: it is being deleted."""
    looks: list[tuple[str, Named]] = field(default_factory=list)
    """Sync tokens, and the etags that there were."""
    changes: int = 0
    puts: int = 0
    dies_at: int = 0
    is_due: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def settle(self, name: str, etag: str) -> None:
        """What was on its way under that name is there now, or gone."""
        text = self.open.pop(name)
        self.changes += 1
        if text is None:
            del self.kept[name]
            return
        self.puts += 1
        self.kept[name] = Kept(text, etag)
        if self.puts == self.dies_at:
            self.is_due.set()

    def forget(self, dice: random.Random) -> None:
        """Keeps some of the looks: each round makes hundreds, and each is asked about again."""
        self.looks = [*dice.sample(self.looks[:-1], min(KEPT, len(self.looks) - 1)), self.looks[-1]]

    def of(self, writer: str) -> list[str]:
        with self.lock:
            return [name for name in self.kept if name.startswith(writer)]


def write(
    cast: Cast, hub: Running, diary: Diary, dice: random.Random, *, until: int, dies_at: int = 0
) -> None:
    """Six telephones of two people write, and one looks, until so many PUTs are acknowledged. Soon
    after as many as `dies_at` the hub is killed."""
    ended, seconds = threading.Event(), dice.random() / 50
    diary.dies_at = dies_at
    writers = [
        Writer(f"{device.login.split('.')[0]}-{number}", device, random.Random(dice.random()))
        for device in (cast.alice, cast.edgar)
        for number in range(3)
    ]

    def run(writer: Writer) -> None:
        wire = Wire(writer.device, hub.port)
        with suppress(*BROKEN):
            while diary.puts < until:
                writer.change(wire, cast.at(writer.device), diary)

    def look() -> None:
        wire = Wire(cast.alice, hub.port)
        with suppress(*BROKEN):
            while not ended.wait(0.02):
                follow(wire, cast.at(cast.alice), diary)

    def kill() -> None:
        diary.is_due.wait()
        if not ended.wait(seconds):
            hub.process.kill()

    with ThreadPoolExecutor(len(writers) + 2) as threads:
        beside = [threads.submit(it) for it in (look, kill)]
        for it in [threads.submit(run, writer) for writer in writers]:
            it.result()
        ended.set()
        diary.is_due.set()
        for it in beside:
            it.result()
    diary.is_due.clear()


def follow(wire: Wire, path: str, diary: Diary) -> None:
    """Notes one more token and what there is with it."""
    token, etags = diary.looks[-1] if diary.looks else ("", {})
    told = wire.sync(path, token)
    gone = {href.rpartition("/")[2] for href in told.statuses}
    now = {name: it for name, it in etags.items() if name not in gone} | told.etags()
    diary.looks.append((told.token, now))


@dataclass
class Writer:
    """One telephone, which alone writes the names that begin with its own."""

    name: str
    device: Device
    dice: random.Random

    def change(self, wire: Wire, path: str, diary: Diary) -> None:
        own, what = diary.of(self.name), self.dice.random()
        if own and what < 0.1:
            self._delete(wire, path, diary, self.dice.choice(own))
        elif own and what < 0.35:
            self._put(wire, path, diary, self.dice.choice(own))
        else:
            self._put(wire, path, diary, f"{self.name}-{self.dice.getrandbits(60):x}.ics")

    def _put(self, wire: Wire, path: str, diary: Diary, name: str) -> None:
        there = diary.kept.get(name)
        text = event(name.removesuffix(".ics"), self.dice, is_private="alice" in name)
        condition = {"if_match": there.etag} if there else {"if_none_match": "*"}
        with diary.lock:
            diary.open[name] = text
        answer = wire.ask("PUT", path + name, text, content_type="text/calendar", **condition)
        self._told(answer, 204 if there else 201, diary, name)

    def _delete(self, wire: Wire, path: str, diary: Diary, name: str) -> None:
        with diary.lock:
            diary.open[name] = None
        answer = wire.ask("DELETE", path + name, if_match=diary.kept[name].etag)
        self._told(answer, 204, diary, name)

    def _told(self, answer: Answer, expected: int, diary: Diary, name: str) -> None:
        assert answer.status == expected, (name, answer.status, answer.body)
        with diary.lock:
            diary.settle(name, answer.header("etag"))


INVITED = 3
KINDS = ("once", "weekly", "days", "meeting", "private")


def event(uid: str, dice: random.Random, *, is_private: bool) -> str:
    """Text of one of the kinds, each time another one."""
    kind = dice.choice(KINDS if is_private else KINDS[:-1])
    start = TODAY + timedelta(dice.randint(1, 200))
    title = f"SUMMARY:{kind} {dice.getrandbits(60):x}"
    return ics(title, *_lines(kind, start, dice), uid=f"{uid}@example")


def _lines(kind: str, start: datetime, dice: random.Random) -> Iterator[str]:
    if kind == "days":
        yield f"DTSTART;VALUE=DATE:{start:%Y%m%d}"
        return
    yield f"DTSTART:{start:%Y%m%dT%H%M%SZ}"
    yield "DURATION:PT1H"
    if kind == "weekly":
        yield "RRULE:FREQ=WEEKLY;COUNT=5"
        yield f"EXDATE:{start + timedelta(7):%Y%m%dT%H%M%SZ}"
    elif kind == "private":
        yield "CLASS:PRIVATE"
    elif kind == "meeting":
        for number in range(INVITED):
            yield f"ATTENDEE;CN=Invité {number}:mailto:invite{number}@example.fr"
        yield "DESCRIPTION:" + "\r\n ".join("Élodie, ordre du jour 📎 " for _ in range(9))
        yield f"X-LONG:{'x' * dice.randint(0, 40_000)}"


def times_of(text: str) -> int:
    """In how many rows of times an event of `event` is there."""
    return 4 if "RRULE" in text else 1


def invited_of(text: str) -> int:
    return text.count("ATTENDEE")
