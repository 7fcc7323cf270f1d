"""An event as people fill it in, and as it is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub_calendar.ics.describing import timezone
from hub_calendar.ics.guests import Guest, invite
from hub_calendar.ics.lines import Component, Property
from hub_calendar.ics.masking import PRODID
from hub_calendar.ics.objects import is_private
from hub_calendar.ics.rule_parts import WEEKDAYS
from hub_calendar.ics.rules import Rule
from hub_calendar.ics.values import moment, written
from hub_calendar.ics.zones import known_name


@dataclass(frozen=True, slots=True)
class EventDraft:
    """What somebody wants an event to be.

    `starts` and `ends` are two days, of which the second is the day after the last, or two wall
    times without a zone, in `timezone`.
    """

    summary: str
    starts: date | datetime
    ends: date | datetime
    timezone: str = "Europe/Paris"
    location: str = ""
    description: str = ""
    is_private: bool = False
    is_free: bool = False
    """Takes no time of whose calendar it is in."""
    is_tentative: bool = False
    guests: tuple[Guest, ...] | None = None
    """All of them; None: as they are."""
    organizer: Guest | None = None
    """Who invites where nobody does yet; the actions know that."""
    rule: str = ""
    """RRULE as RFC 5545 writes it, its UNTIL a day, as `Repeat.text` is one; empty: once."""

    @property
    def is_all_day(self) -> bool:
        return not isinstance(self.starts, datetime)

    @property
    def length(self) -> timedelta:
        return _wall(self.ends) - _wall(self.starts)


@dataclass(frozen=True, slots=True)
class Repeat:
    """The rules that a form can say."""

    freq: str
    """DAILY, WEEKLY, MONTHLY or YEARLY."""
    interval: int = 1
    days: tuple[str, ...] = ()
    """Of a week: `MO`, `TH`; of a month, one: `2TU`, `-1FR`."""
    until: date | None = None
    """The last day on which it may start."""
    count: int | None = None

    @property
    def text(self) -> str:
        parts = [f"FREQ={self.freq}"]
        parts += [f"INTERVAL={self.interval}"] if self.interval > 1 else []
        parts += [f"BYDAY={','.join(self.days)}"] if self.days else []
        parts += [f"UNTIL={written(self.until)}"] if self.until else []
        parts += [f"COUNT={self.count}"] if self.count and not self.until else []
        return ";".join(parts)

    @classmethod
    def parse(cls, text: str) -> Repeat | None:
        """None for a rule that says more; raises `Malformed` for none at all."""
        rule = Rule.parse(text)
        plain = Rule(
            rule.freq, rule.interval, rule.count, rule.until, rule.days,
            week_starts_on=rule.week_starts_on,
        )  # fmt: skip
        if plain != rule or rule.freq == "HOURLY" or not _is_plain(rule):
            return None
        days = tuple(
            f"{number or ''}{WEEKDAYS[day]}"
            for number, day in sorted(rule.days, key=lambda it: (it[1], it[0]))
        )
        until = rule.until.date() if isinstance(rule.until, datetime) else rule.until
        return cls(rule.freq, rule.interval, days, until, rule.count)


def _is_plain(rule: Rule) -> bool:
    numbered = [number for number, _day in rule.days if number]
    if rule.freq == "WEEKLY":
        return not numbered
    return len(rule.days) == len(numbered) <= (1 if rule.freq == "MONTHLY" else 0)


def new_object(draft: EventDraft, uid: str, now: datetime) -> Component:
    """A VCALENDAR of one event."""
    event = Component("VEVENT", [Property.of("UID", uid), Property.of("CREATED", written(now))])
    tree = Component(
        "VCALENDAR", [Property.of("VERSION", "2.0"), Property.of("PRODID", PRODID)], [event]
    )
    fill(event, draft, now)
    describe_zones(tree)
    return tree


def fill(event: Component, draft: EventDraft, now: datetime) -> None:
    """Writes a draft into a component; what a draft does not say stays as it is."""
    zone = {} if draft.is_all_day else {"TZID": draft.timezone}
    value = {"VALUE": "DATE"} if draft.is_all_day else {}
    if draft.timezone == "UTC":
        zone = {}
    event.set("DTSTART", Property.of("DTSTART", _written(draft, draft.starts), **zone, **value))
    event.set("DURATION")
    event.set("DTEND", Property.of("DTEND", _written(draft, draft.ends), **zone, **value))
    _set_text(event, "SUMMARY", draft.summary)
    _set_text(event, "LOCATION", draft.location)
    if event.text("DESCRIPTION") != draft.description:
        event.set("X-ALT-DESC")  # the same in HTML, which would now say something else
    _set_text(event, "DESCRIPTION", draft.description)
    if draft.is_private != is_private(event):
        event.set("CLASS", *([Property.of("CLASS", "PRIVATE")] if draft.is_private else []))
    event.set("TRANSP", Property.of("TRANSP", "TRANSPARENT" if draft.is_free else "OPAQUE"))
    event.set("X-MICROSOFT-CDO-BUSYSTATUS")
    if draft.is_tentative != (event.value("STATUS") == "TENTATIVE"):
        status = "TENTATIVE" if draft.is_tentative else "CONFIRMED"
        event.set("STATUS", Property.of("STATUS", status))
    _set_rule(event, draft)
    if draft.guests is not None:
        invite(event, draft.organizer, draft.guests)
    touch(event, now)


def touch(event: Component, now: datetime) -> None:
    """Notes that the event was changed (RFC 5545 §3.8.7)."""
    sequence = event.get("SEQUENCE")
    number = int(sequence.value) + 1 if sequence and sequence.value.strip().isdigit() else 0
    for name, value in (
        ("DTSTAMP", written(now)), ("LAST-MODIFIED", written(now)), ("SEQUENCE", str(number)),
    ):  # fmt: skip
        event.set(name, Property.of(name, value))


def draft_of(event: Component) -> EventDraft:
    """What a form shows of an event whose times `fill` or somebody else wrote.

    The times are those of its own lines; of a repetition, `edits.draft_of` puts its own there.
    """
    start = event.get("DTSTART")
    tzid = start.params.get("TZID", "") if start else ""
    at = moment(start.value) if start else date.min
    is_utc = isinstance(at, datetime) and at.tzinfo is not None
    rule = event.get("RRULE")
    return EventDraft(
        event.text("SUMMARY"), at, at,
        timezone="UTC" if is_utc else known_name(tzid) or tzid,
        location=event.text("LOCATION"), description=event.text("DESCRIPTION"),
        is_private=is_private(event),
        is_free=event.value("TRANSP") == "TRANSPARENT",
        is_tentative=event.value("STATUS") == "TENTATIVE",
        rule=rule.value if rule else "",
    )  # fmt: skip


def describe_zones(tree: Component) -> None:
    """Adds a VTIMEZONE for each known zone that has none (RFC 5545 §3.2.19)."""
    has = {it.text("TZID") for it in tree.inside("VTIMEZONE")}
    years = [
        (params["TZID"], moment(line.value.partition(",")[0]).year)
        for part in tree.components
        for line in part.properties
        if line.name in {"DTSTART", "DTEND"} and "TZID" in (params := line.params)
    ]
    for name in sorted({name for name, _year in years} - has):
        if known_name(name) == name:
            first = min(year for it, year in years if it == name)
            tree.components.insert(0, timezone(name, first))


def _wall(at: date | datetime) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time())


def _written(draft: EventDraft, at: date | datetime) -> str:
    is_utc = draft.timezone == "UTC" and isinstance(at, datetime)
    return written(at.replace(tzinfo=UTC) if is_utc and isinstance(at, datetime) else at)


def _set_text(event: Component, name: str, text: str) -> None:
    """Leaves the line alone, and its parameters, while it says the same."""
    if event.text(name) != text:
        event.set(name, *([Property.of_text(name, text)] if text else []))


def _set_rule(event: Component, draft: EventDraft) -> None:
    if not draft.rule:
        event.set("RRULE")
        return
    rule = Rule.parse(draft.rule)
    text = draft.rule
    if rule.until is not None:
        parts = [it for it in text.split(";") if not it.upper().startswith("UNTIL=")]
        text = ";".join([*parts, f"UNTIL={written(_until(rule.until, draft))}"])
    event.set("RRULE", Property.of("RRULE", text))


def _until(until: date | datetime, draft: EventDraft) -> date | datetime:
    """Of the kind that DTSTART is (§3.3.10): a day, or an instant in UTC."""
    if draft.is_all_day:
        return until.date() if isinstance(until, datetime) else until
    if isinstance(until, datetime):
        return until if until.tzinfo else until.replace(tzinfo=ZoneInfo(draft.timezone))
    last = datetime.combine(until, time(23, 59, 59), ZoneInfo(draft.timezone))
    return last.astimezone(UTC)


def with_times(draft: EventDraft, starts: datetime, ends: datetime) -> EventDraft:
    """The draft at other wall times, as days if it is of days."""
    if draft.is_all_day:
        return replace(draft, starts=starts.date(), ends=ends.date())
    return replace(draft, starts=starts, ends=ends)
