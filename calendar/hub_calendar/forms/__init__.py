"""What the pages of calendars send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.datastructures import UploadFile

from hub import settings
from hub.language import _
from hub.people.days import today
from hub.web.forms import Fields
from hub_calendar.forms.inviting import guests
from hub_calendar.ics.drafts import EventDraft, Repeat
from hub_calendar.ics.guests import Guest
from hub_calendar.ics.rule_parts import WEEKDAYS
from hub_calendar.ics.tasks import Shown, TaskDraft
from hub_calendar.models import FeedKind
from hub_calendar.policy import CALENDAR

ONCE, AS_IT_IS, NTH = "once", "as-it-is", "nth"
"""Beside the words of RFC 5545: no repetition; one that the form cannot say; the second Tuesday."""
REPEATS = (ONCE, "DAILY", "WEEKLY", "MONTHLY", NTH, "YEARLY", AS_IT_IS)
MOST_TIMES = 999
MOST_LINE = 300
"""Characters of quick add, and of a title."""
MOST_RANK = 999
NO_ROLE = "none"
DAYS_OF_FIVE_WEEKS = 28


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which day an agenda is asked for, and which column a phone shows."""

    day: date | None
    column: int
    added: int
    """An event that was just put there; 0: none."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """Where a new event begins."""

    day: date | None
    hour: time | None
    calendar_id: int


@dataclass(frozen=True, slots=True)
class Written:
    """An event as it was filled in. Its rule is empty if it is to stay as it is."""

    calendar_id: int
    draft: EventDraft
    keeps_rule: bool
    version: int
    reach: str


@dataclass(frozen=True, slots=True)
class WrittenTask:
    calendar_id: int
    """0: the usual one."""
    draft: TaskDraft
    version: int


@dataclass(frozen=True, slots=True)
class Tick:
    version: int
    at: str
    """Which time of a task that repeats."""
    is_done: bool


@dataclass(frozen=True, slots=True)
class Deletion:
    version: int
    reach: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of the calendars that were listed are to be shown."""

    shown: tuple[int, ...]
    listed: tuple[int, ...]
    next: str


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    colour: int
    description: str


@dataclass(frozen=True, slots=True)
class Share:
    """What somebody is to be able to do from now on; no role: nothing."""

    role: str | None
    last_day: date | None


@dataclass(frozen=True, slots=True)
class NewFeed:
    name: str
    kind: FeedKind


def wanted(fields: Fields) -> Wanted:
    keys = (fields.optional_key(it) or 0 for it in ("column", "added"))
    return Wanted(fields.optional_day("day"), *keys)


def beginning(fields: Fields) -> Beginning:
    calendar_id = fields.optional_key("calendar") or 0
    return Beginning(fields.optional_day("day"), fields.optional_hour("hour"), calendar_id)


def line(fields: Fields) -> str:
    """One line of quick add; an empty one is no fault before it is sent."""
    return fields.text("q", required=False, most=MOST_LINE)


def quick(fields: Fields) -> tuple[str, tuple[Guest, ...]]:
    """The line, and who is invited by it."""
    return line(fields), guests(fields)


def text(fields: Fields) -> str:
    return fields.text("q", required=False, most=100)


def choice(fields: Fields) -> Choice:
    target = fields.text("next", most=2000, required=False) or "/calendars"
    return Choice(fields.ids("shown"), fields.ids("listed"), target)


def card(fields: Fields) -> Card:
    return Card(
        fields.text("name"), fields.integer("colour", least=1, most=6),
        fields.paragraphs("description", most=2000, required=False),
    )  # fmt: skip


def rank(fields: Fields) -> int:
    """Where a calendar stands among its owner's."""
    return fields.integer("rank", most=MOST_RANK)


def delegation(fields: Fields) -> Share:
    return Share(fields.choice("role", ("edit", "read")), _last_day(fields))


def whom(fields: Fields) -> int:
    """The person or group that a calendar is shared with."""
    return fields.key("principal")


def share(fields: Fields) -> Share:
    role = fields.choice("role", (NO_ROLE, *CALENDAR.roles))
    return Share(None if role == NO_ROLE else role, _last_day(fields))


def feed(fields: Fields) -> NewFeed:
    return NewFeed(fields.text("name", most=100), fields.choice("kind", FeedKind))


def owner(fields: Fields) -> int | None:
    """For whom a new calendar is; None: for oneself."""
    return fields.optional_key("owner")


def at(fields: Fields) -> str:
    """The recurrence id of one time of a series, as `queries` give it."""
    return fields.text("at", most=16, required=False)


def deletion(fields: Fields) -> Deletion:
    return Deletion(fields.integer("version"), reach(fields))


def reach(fields: Fields) -> str:
    return fields.choice("reach", ("this", "following", "all")) if fields.flag("reach") else "all"


def event(fields: Fields) -> Written:
    """In the time zone of its calendar, which the action knows."""
    starts, ends = _times(fields)
    repeat = fields.choice("repeat", REPEATS)
    made = EventDraft(
        fields.text("summary"), starts, ends,
        location=fields.text("location", required=False, most=300),
        description=fields.paragraphs("description", required=False),
        is_private=fields.choice("sight", ("open", "private")) == "private",
        is_free=fields.flag("free"), is_tentative=fields.flag("tentative"),
        rule=_rule(fields, repeat, starts),
        guests=guests(fields) if fields.flag("guests") else None,
    )  # fmt: skip
    version = fields.integer("version") if fields.flag("version") else 0
    return Written(fields.key("calendar"), made, repeat == AS_IT_IS, version, reach(fields))


def task(fields: Fields) -> WrittenTask:
    zone = settings.current.get().zone
    day, hour = fields.optional_day("due"), fields.optional_hour("hour")
    if hour is not None and day is None:
        fields.wrong("due", _("An hour needs a day."))
    due = datetime.combine(day, hour) if day and hour is not None else day
    draft = TaskDraft(
        fields.text("summary"), due, zone.key,
        description=fields.paragraphs("description", required=False),
        is_private=fields.flag("private"),
    )  # fmt: skip
    version = fields.integer("version") if fields.flag("version") else 0
    return WrittenTask(fields.optional_key("calendar") or 0, draft, version)


def task_values(it: Shown, zone: ZoneInfo) -> Mapping[str, str | list[str]]:
    """What the form shows of a task."""
    due = it.due.astimezone(zone) if isinstance(it.due, datetime) else it.due
    return {
        "summary": it.summary, "description": it.description,
        "private": "1" if it.is_private else "",
        "due": f"{due:%Y-%m-%d}" if due else "",
        "hour": f"{due:%H:%M}" if isinstance(due, datetime) else "",
    }  # fmt: skip


def tick(fields: Fields) -> Tick:
    return Tick(fields.integer("version"), at(fields), fields.flag("done"))


def calendar_file(fields: Fields) -> tuple[UploadFile, dict[str, str]]:
    """A file, and the calendar that it is for, as `hub.imports` keeps its options."""
    return fields.file("file"), {"calendar": str(fields.key("calendar"))}


def chosen_calendar(fields: Fields) -> str:
    return fields.text("calendar", required=False)


def version(fields: Fields) -> int:
    return fields.integer("version")


def values(draft: EventDraft, repeat: Repeat | None) -> Mapping[str, str | list[str]]:
    """What the form shows of an event; `repeat` is None for a rule that it cannot say."""
    shown: dict[str, str | list[str]] = {
        "summary": draft.summary, "location": draft.location, "description": draft.description,
        "sight": "private" if draft.is_private else "open",
        "free": "1" if draft.is_free else "", "tentative": "1" if draft.is_tentative else "",
    }  # fmt: skip
    return shown | _shown_times(draft) | _shown_rule(draft, repeat)


def _last_day(fields: Fields) -> date | None:
    day = fields.optional_day("last_day")
    if day is not None and day < today():
        fields.wrong("last_day", _("Choose a day to come."))
    return day


def _times(fields: Fields) -> tuple[date, date] | tuple[datetime, datetime]:
    """Half-open: days end with the day after the last."""
    first = fields.day("day")
    last = fields.optional_day("last_day") or first
    if fields.flag("all_day"):
        if last < first:
            fields.wrong("last_day", _("It ends before it begins."))
        return first, last + timedelta(1)
    starts = datetime.combine(first, fields.hour("start"))
    ends = datetime.combine(last, fields.hour("end"))
    if ends < starts:
        fields.wrong("end", _("It ends before it begins."))
    return starts, ends


def _rule(fields: Fields, repeat: str, starts: date) -> str:
    if repeat in {ONCE, AS_IT_IS}:
        return ""
    until, count = fields.optional_day("until"), _count(fields)
    if until and until < (starts.date() if isinstance(starts, datetime) else starts):
        fields.wrong("until", _("It ends before it begins."))
    freq = "MONTHLY" if repeat == NTH else repeat
    interval = fields.integer("interval", least=1, most=99) if fields.flag("interval") else 1
    return Repeat(freq, interval, _days(fields, repeat, starts), until, count).text


def _days(fields: Fields, repeat: str, starts: date) -> tuple[str, ...]:
    """Of a week those that are ticked; of a month the weekday of its first time."""
    if repeat == NTH:
        number = (starts.day - 1) // 7 + 1
        nth = number if starts.day <= DAYS_OF_FIVE_WEEKS else -1
        return (f"{nth}{WEEKDAYS[starts.weekday()]}",)
    if repeat != "WEEKLY":
        return ()
    chosen = [it for it in fields.ids("days") if it <= len(WEEKDAYS)]
    return tuple(WEEKDAYS[it - 1] for it in sorted(chosen))


def _count(fields: Fields) -> int | None:
    return fields.integer("count", least=1, most=MOST_TIMES) if fields.flag("count") else None


def _shown_times(draft: EventDraft) -> dict[str, str | list[str]]:
    starts, ends = draft.starts, draft.ends
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        return {
            "day": starts.date().isoformat(), "start": f"{starts:%H:%M}", "end": f"{ends:%H:%M}",
            "last_day": ends.date().isoformat() if ends.date() != starts.date() else "",
        }  # fmt: skip
    last = ends - timedelta(1)
    return {
        "all_day": "1", "day": starts.isoformat(), "start": "09:00", "end": "10:00",
        "last_day": last.isoformat() if last > starts else "",
    }  # fmt: skip


def _shown_rule(draft: EventDraft, repeat: Repeat | None) -> dict[str, str | list[str]]:
    if not draft.rule:
        return {"repeat": ONCE, "interval": "1"}
    if repeat is None:
        return {"repeat": AS_IT_IS, "interval": "1"}
    is_nth = repeat.freq == "MONTHLY" and bool(repeat.days)
    return {
        "repeat": NTH if is_nth else repeat.freq, "interval": str(repeat.interval),
        "days": [str(WEEKDAYS.index(it) + 1) for it in repeat.days if it in WEEKDAYS],
        "until": repeat.until.isoformat() if repeat.until else "",
        "count": str(repeat.count or ""),
    }  # fmt: skip
