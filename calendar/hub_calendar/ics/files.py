"""Whole files of other programs: Outlook, Google, Apple, Zimbra, and what people edited by hand.

What is wrong in one event leaves out that event, with the line and the reason; the rest is read.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta, tzinfo

from hub.errors import Invalid
from hub.language import N_, _
from hub_calendar.ics.horizon import horizon
from hub_calendar.ics.lines import (
    DEEPEST,
    Component,
    Malformed,
    Property,
    parse,
    serialise,
    unfolded,
)
from hub_calendar.ics.masking import PRODID
from hub_calendar.ics.objects import MOST_BYTES as MOST_BYTES_OF_ONE
from hub_calendar.ics.objects import Parsed, parsed
from hub_calendar.ics.values import duration

MOST_BYTES = 20 * 1024 * 1024
MOST_EVENTS = 20_000
_READ = {"VEVENT", "VTODO", "VJOURNAL"}
_BETWEEN_OCTETS = re.compile(rb"\r?\n[ \t](?=[\x80-\xbf])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")
_NAME = re.compile(r"[A-Za-z0-9-]+(?=[;:])")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_UNSTABLE = {"DTSTAMP", "LAST-MODIFIED", "CREATED", "SEQUENCE"}
_STAMP = re.compile(rf"^(?:{'|'.join(sorted(_UNSTABLE))})[;:].*\n(?:[ \t].*\n)*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Fault:
    """An event that is left out, and why."""

    line: int
    title: str
    reason: str
    """In the reader's language."""


@dataclass(slots=True)
class Found:
    """What a file has."""

    objects: list[Parsed] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    """By UID, where its first component begins."""
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """The UIDs of what is left out."""
    name: str = ""
    """What the file calls the calendar (NAME, X-WR-CALNAME)."""
    every: timedelta | None = None
    """After how long it asks to be looked at again (REFRESH-INTERVAL, X-PUBLISHED-TTL)."""
    is_whole: bool = True
    """Whether each calendar in it is ended: a file that was cut says less than there is."""


class TooMany(Invalid):
    """The file has more events than are taken at once."""


def read_file(content: bytes, zone: tzinfo) -> Found:
    """All events and tasks of a file.

    Raises:
        Invalid: there is no calendar in it, or too much.
    """
    found = Found()
    reader = _Reader(found)
    for number, line in unfolded(decoded(content)):
        reader.take(number, line)
    if not reader.calendars:
        raise Invalid(file=_("There is no calendar in this file."))
    for uid, parts in reader.by_uid.items():
        _build(reader, found, uid, parts, zone)
    found.faults.sort(key=lambda it: it.line)
    found.is_whole &= reader.ended == reader.calendars
    return found


def decoded(content: bytes) -> str:
    """The text, whichever encoding it is in; some programs fold lines inside a character."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _clean(content.decode(encoding, errors="replace"))
    for attempt in (content, _BETWEEN_OCTETS.sub(b"", content)):
        try:
            return _clean(attempt.decode())
        except UnicodeDecodeError:
            continue
    return _clean(content.decode("cp1252", errors="replace"))


def substance(tree: Component) -> str:
    """What an object says, whenever and by whatever program it was written down: two exports of the
    same event differ in their stamps."""
    parts = [
        Component(
            it.name, sorted((line for line in it.properties if line.name not in _UNSTABLE),
                            key=lambda line: line.line), it.components,
        )
        for it in tree.components
        if it.name != "VTIMEZONE"
    ]  # fmt: skip
    return serialise(Component("VCALENDAR", [], sorted(parts, key=serialise)))


def says_the_same(ics: str, other: Parsed) -> bool:
    """Whether a text that is stored says what an object does that was just read."""
    if _without_stamps(ics) == _without_stamps(other.ics):
        return True  # of a calendar that is looked at every hour, nearly always
    try:
        return substance(parse(ics)) == substance(other.tree)
    except Malformed:
        return False


def _without_stamps(ics: str) -> str:
    return _STAMP.sub("", ics)


def _clean(text: str) -> str:
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


class _Reader:
    """Follows BEGIN and END, and forgives."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.calendars = self.ended = 0
        self.zones: dict[str, Component] = {}
        self.by_uid: dict[str, list[Component]] = {}
        self._stack: list[Component] = []
        self._fault = Malformed("")
        self._events = 0

    def take(self, number: int, line: str) -> None:
        match = _NAME.match(line)
        name = match[0].upper() if match and ":" in line else ""
        if name == "BEGIN":
            self._begin(line[6:].strip().upper(), number)
        elif name == "END":
            self._end(line[4:].strip().upper(), number)
        elif self._stack and name:
            self._stack[-1].properties.append(Property(name, line))
            if len(self._stack) == 1:
                self._learn(Property(name, line))
        elif self._stack:
            self._note(Malformed(N_("A line is not of the form NAME:VALUE."), number))

    def _begin(self, name: str, number: int) -> None:
        if name == "VCALENDAR":
            self._leave()
            self.calendars += 1
        elif not self._stack:
            return
        if len(self._stack) < DEEPEST:
            self._stack.append(Component(name, line=number))
        else:
            self._note(Malformed(N_("Components lie too deep inside each other."), number))

    def _end(self, name: str, number: int) -> None:
        if not any(it.name == name for it in self._stack):
            return
        while (ended := self._stack.pop()).name != name:
            self._note(Malformed(N_("{name} is not ended."), ended.line, name=ended.name[:40]))
            if len(self._stack) == 1:
                self.found.is_whole = False
        if not self._stack:
            self.ended += 1
        elif len(self._stack) == 1:
            self._keep(ended)
        else:
            self._stack[-1].components.append(ended)

    def _learn(self, line: Property) -> None:
        """What the file says of itself as a whole."""
        if line.name in {"NAME", "X-WR-CALNAME"}:
            self.found.name = line.text.strip()[:200] or self.found.name
        elif line.name in {"REFRESH-INTERVAL", "X-PUBLISHED-TTL"}:
            with suppress(Malformed, OverflowError):
                self.found.every = duration(line.value).nominal

    def _leave(self) -> None:
        """A calendar that begins inside another one, or a file that was cut."""
        self._stack = []
        self._fault = Malformed("")

    def _note(self, fault: Malformed) -> None:
        """Of several faults of an event, the first is told."""
        if not self._fault.message:
            self._fault = fault

    def _keep(self, ended: Component) -> None:
        fault, self._fault = self._fault, Malformed("")
        if ended.name == "VTIMEZONE" and not fault.message:
            self.zones.setdefault(ended.text("TZID"), ended)
        if ended.name not in _READ:
            return
        self._events += 1
        if self._events > MOST_EVENTS:
            most = MOST_EVENTS
            raise TooMany(file=_("At most {most} events can be imported at once.", most=most))
        uid = ended.text("UID").strip() or _made_up(ended)
        if fault.message:
            self.found.faults.append(_fault(fault, ended))
            self.found.unread.add(uid)
            return
        self.by_uid.setdefault(f"{ended.name} {uid}", []).append(ended)


def _build(reader: _Reader, found: Found, key: str, parts: list[Component], zone: tzinfo) -> None:
    """One object of all components with that UID."""
    uid = key.partition(" ")[2]
    for part in parts:
        part.set("UID", Property.of("UID", uid))
    tree = Component("VCALENDAR", [Property.of("VERSION", "2.0"), Property.of("PRODID", PRODID)])
    tree.components = [*_zones(reader, parts), *parts]
    text = serialise(tree)
    try:
        if len(text.encode()) > MOST_BYTES_OF_ONE:
            raise Malformed(N_("This event is too large."), parts[0].line)
        if uid in found.lines:
            raise Malformed(N_("Something else in this file has the same UID."), parts[0].line)
        made = parsed(tree, text, zone)
        made.series.check(*horizon())
    except Malformed as error:
        found.faults.append(_fault(error, parts[0]))
        found.unread.add(uid)
        return
    found.objects.append(made)
    found.lines[uid] = parts[0].line


def _zones(reader: _Reader, parts: list[Component]) -> Iterator[Component]:
    names = {
        line.params["TZID"]
        for part in parts
        for line in part.properties
        if ";TZID=" in line.line.upper() and "TZID" in line.params
    }
    return (reader.zones[name] for name in sorted(names) if name in reader.zones)


def _fault(error: Malformed, part: Component) -> Fault:
    title = part.text("SUMMARY").strip()[:200]
    return Fault(error.line or part.line, title, _(error.message, **error.values))


def _made_up(part: Component) -> str:
    """The same for the same event, so that a file can be brought twice."""
    return hashlib.sha256(serialise(part).encode()).hexdigest()[:32] + "@import"
