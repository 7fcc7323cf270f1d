"""Repeating events within RFC 5545 §3.3.10, drawn at random: every part that a rule can have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from hypothesis import assume
from hypothesis import strategies as st

from tests.calendar.conftest import ics
from tests.calendar.references import rrules, vtimezones
from tests.calendar.references.rrules import DAYS

ZONES = ("Europe/Paris", "America/New_York", "Pacific/Noumea", "Indian/Reunion")
HOME = ZoneInfo("Europe/Paris")
"""Of the calendar: days and floating times are by its clock."""
FREQS = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY")
SPAN = {"YEARLY": 9000, "MONTHLY": 1500, "WEEKLY": 700, "DAILY": 400, "HOURLY": 40}
"""Days that are looked at."""


@dataclass(frozen=True)
class Drawn:
    """An event that repeats: its text, and the rule for those who know no calendar objects."""

    ics: str
    rule: str
    first: datetime
    """By its own clock."""
    zone: tzinfo
    is_all_day: bool
    added: tuple[datetime, ...]
    left_out: tuple[datetime, ...]
    """Both by its own clock."""
    end: datetime
    """Until when it is looked at."""

    @classmethod
    def of(cls, rule: str, first: datetime, end: datetime, name: str) -> Drawn:
        """Not drawn, but chosen: in that zone, by its own clock."""
        write = _Writer("zone", name)
        lines = (write.line("DTSTART", first, UTC), f"RRULE:{rule}")
        text = ics(*lines, zone=write.described)
        return cls(text, rule, first, ZoneInfo(name), False, (), (), end)

    @property
    def parts(self) -> dict[str, str]:
        return dict(it.split("=") for it in self.rule.split(";"))

    @property
    def from_to(self) -> tuple[datetime, datetime]:
        return instant(self.first, self.zone), instant(self.end, self.zone)


def instant(wall: datetime, zone: tzinfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)


def is_doubtful(wall: datetime, zone: tzinfo) -> bool:
    """Whether the clocks skip it or show it twice."""
    there = wall.replace(tzinfo=zone)
    return there.utcoffset() != there.replace(fold=1).utcoffset()


@st.composite
def events(draw: st.DrawFn) -> Drawn:
    sort = draw(st.sampled_from(["zone", "zone", "zone", "own zone", "utc", "floating", "days"]))
    name = draw(st.sampled_from(ZONES))
    zone: tzinfo = {"utc": UTC, "floating": HOME, "days": HOME}.get(sort) or ZoneInfo(name)
    freq = draw(st.sampled_from(FREQS[:-1] if sort == "days" else FREQS))
    parts = [f"FREQ={freq}", *draw(_parts(freq, is_all_day=sort == "days"))]
    about = draw(st.datetimes(datetime(2010, 1, 1), datetime(2030, 1, 1)))
    seed = about.replace(microsecond=0, second=draw(st.sampled_from([0, 0, 0, 30])))
    if sort == "days":
        seed = datetime.combine(seed, time())
    elif draw(st.booleans()):
        seed = seed.replace(hour=draw(st.sampled_from([0, 1, 2, 3])))
    # What follows from a first moment that its rule does not name is undefined (§3.8.5.3).
    walls = rrules.walls(";".join(parts), seed, seed + timedelta(4 * SPAN[freq]))
    assume(walls)
    first = walls[0]
    end = first + timedelta(SPAN[freq])
    walls = rrules.walls(";".join(parts), first, end)
    parts += draw(_limits(walls, zone, sort))
    write = _Writer(sort, name)
    left_out = draw(st.lists(st.sampled_from(walls[:60]), max_size=2, unique=True))
    shifts = st.integers(1, 400).map(
        lambda it: first + timedelta(it, 0 if sort == "days" else 5400)
    )
    # Of one moment that is both, EXDATE has the last word (§3.8.5.1), but not to ical.js.
    added = draw(st.lists(shifts.filter(lambda it: it not in left_out), max_size=2, unique=True))
    lines = [write.line("DTSTART", first, zone), f"RRULE:{';'.join(parts)}"]
    lines += [write.line("EXDATE", it, zone, is_utc=draw(st.booleans())) for it in left_out]
    lines += [write.line("RDATE", it, zone) for it in added]
    text = ics(*lines, zone=write.described)
    return Drawn(
        text, ";".join(parts), first, zone, sort == "days", tuple(added), tuple(left_out), end
    )


@dataclass(frozen=True)
class _Writer:
    sort: str
    name: str

    @property
    def tzid(self) -> str:
        return f"Heure de {self.name.split('/')[1]}" if self.sort == "own zone" else self.name

    @property
    def described(self) -> str:
        if "zone" not in self.sort:
            return ""
        return vtimezones.TEXTS[self.name].replace(f"TZID:{self.name}", f"TZID:{self.tzid}")

    def line(self, property_: str, wall: datetime, zone: tzinfo, *, is_utc: bool = False) -> str:
        if self.sort == "days":
            return f"{property_};VALUE=DATE:{wall:%Y%m%d}"
        if self.sort == "utc":
            return f"{property_}:{wall:%Y%m%dT%H%M%SZ}"
        if self.sort == "floating":
            return f"{property_}:{wall:%Y%m%dT%H%M%S}"
        if is_utc and not is_doubtful(wall, zone):
            return f"{property_}:{instant(wall, zone):%Y%m%dT%H%M%SZ}"
        return f"{property_};TZID={self.tzid}:{wall:%Y%m%dT%H%M%S}"


def _some(least: int, most: int) -> st.SearchStrategy[str]:
    numbers = st.integers(least, most).filter(lambda it: it != 0 or least == 0)
    return st.lists(numbers, min_size=1, max_size=3, unique=True).map(
        lambda found: ",".join(map(str, sorted(found)))
    )


@st.composite
def _parts(draw: st.DrawFn, freq: str, *, is_all_day: bool) -> list[str]:
    """BYxxx as the table of §3.3.10 allows them, INTERVAL and WKST."""
    options = {"BYMONTH": _some(1, 12), "BYMONTHDAY": _some(-31, 31), "BYDAY": _weekdays(freq)}
    if freq == "WEEKLY":
        del options["BYMONTHDAY"]
    if freq == "YEARLY":
        # Week -52 can be the first, which dateutil looks for in the year before as 1 alone.
        options |= {"BYWEEKNO": _some(-51, 53), "BYYEARDAY": _some(-366, 366)}
    if not is_all_day:
        options |= {"BYHOUR": _some(0, 23), "BYMINUTE": _some(0, 59)}
    rare = {"BYWEEKNO", "BYYEARDAY", "BYHOUR", "BYMINUTE"}
    found = {
        name: draw(values)
        for name, values in options.items()
        if draw(st.integers(0, 5 if name in rare else 2)) == 0
    }
    if "BYWEEKNO" in found and "BYDAY" in found:  # numbers are not allowed beside weeks
        found["BYDAY"] = draw(_weekdays(""))
    parts = [f"{name}={value}" for name, value in found.items()]
    if parts and draw(st.integers(0, 3)) == 0:
        parts.append(f"BYSETPOS={draw(_some(-3, 3))}")
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    if draw(st.integers(0, 2)) == 0:
        parts.append(f"WKST={draw(st.sampled_from(DAYS))}")
    return parts


def _weekdays(freq: str) -> st.SearchStrategy[str]:
    plain = st.lists(st.sampled_from(DAYS), min_size=1, max_size=4, unique=True).map(",".join)
    if freq not in {"YEARLY", "MONTHLY"}:
        return plain
    number = st.sampled_from([-2, -1, 1, 2, 3, 4, 5])
    one = st.tuples(number, st.sampled_from(DAYS)).map(lambda it: f"{it[0]}{it[1]}")
    return plain | st.lists(one, min_size=1, max_size=2, unique=True).map(",".join)


@st.composite
def _limits(draw: st.DrawFn, walls: list[datetime], zone: tzinfo, sort: str) -> list[str]:
    how = draw(st.sampled_from(["", "COUNT", "UNTIL"]))
    if how == "COUNT" or all(is_doubtful(it, zone) for it in walls[:60]):
        return [f"COUNT={draw(st.integers(1, 40))}"]
    if how == "":
        return []
    last = draw(st.sampled_from([it for it in walls[:60] if not is_doubtful(it, zone)]))
    if sort == "days":
        return [f"UNTIL={last:%Y%m%d}"]
    if sort == "floating":
        return [f"UNTIL={last:%Y%m%dT%H%M%S}"]
    return [f"UNTIL={instant(last, zone):%Y%m%dT%H%M%SZ}"]
