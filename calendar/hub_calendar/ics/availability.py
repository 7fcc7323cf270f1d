"""A usual week as VAVAILABILITY (RFC 7953), and back, as far as it is one.

A week is written by rules that say exactly what `hub.people.presence` says of each day. ISO weeks
do not alternate for ever (after an odd 53 comes an odd 1), so those of even and odd weeks are
yearly rules that name the weeks: every second week would be wrong within six years.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from hub.errors import Invalid
from hub.language import N_
from hub.people.actions.presence import DAY_MINUTES, Stretch, check_stretches
from hub.people.models import Weeks
from hub_calendar.ics.drafts import describe_zones
from hub_calendar.ics.lines import Component, Malformed, Property
from hub_calendar.ics.masking import PRODID
from hub_calendar.ics.rule_parts import WEEKDAYS
from hub_calendar.ics.rules import Rule
from hub_calendar.ics.spans import Clocks, Span
from hub_calendar.ics.values import written
from hub_calendar.ics.zones import Zones

ORIGIN = date(2001, 1, 1)
"""The Monday of a first week, from which all rules begin: the text depends on the week alone."""
_EVEN, _ODD = frozenset(range(2, 54, 2)), frozenset(range(1, 54, 2))
_WEEKS = {Weeks.EVEN: _EVEN, Weeks.ODD: _ODD}
_SOON = timedelta(7)
"""How far off the first time of a week that holds from now on may be."""
_OTHER_TIMES = ("RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")


def vavailability(week: Iterable[Stretch], uid: str, zone: ZoneInfo, now: datetime) -> Component:
    """A VCALENDAR of one VAVAILABILITY: outside of these hours somebody is unavailable.

    Args:
        week: the stretches, in any order; none at all says that there is no time at all.
        uid: of what is written.
        zone: whose clock shows the hours.
        now: when it is written.
    """
    stamp = [Property.of("UID", uid), Property.of("DTSTAMP", written(now.astimezone(UTC)))]
    told = Component("VAVAILABILITY", [*stamp, Property.of("BUSYTYPE", "BUSY-UNAVAILABLE")])
    ordered = sorted(week, key=_hours)
    for (weeks, starts, ends), alike in groupby(ordered, key=_hours):
        days = sorted(it.weekday for it in alike)
        lines = _lines(Weeks(weeks), starts, ends, days, zone)
        name = Property.of("UID", f"{len(told.components) + 1}-{uid}")
        told.components.append(Component("AVAILABLE", [name, stamp[1], *lines]))
    tree = Component("VCALENDAR", [Property.of("VERSION", "2.0"), Property.of("PRODID", PRODID)])
    # VTIMEZONE is worked out of the components that stand directly in a calendar.
    tree.components = list(told.components)
    describe_zones(tree)
    tree.components = [*tree.inside("VTIMEZONE"), told]
    return tree


def usual_week(tree: Component, zone: ZoneInfo, now: datetime) -> list[Stretch]:
    """The week that a text says, the same for ever.

    Raises:
        Malformed: it says more than such a week can: a time until which it holds, exceptions,
            another clock, nights over midnight, every third week.
    """
    told = tree.inside("VAVAILABILITY")
    if tree.name != "VCALENDAR" or len(told) != 1:
        raise _more()
    whole = told[0]
    if whole.value("BUSYTYPE") not in {"", "BUSY-UNAVAILABLE"} or whole.get("DTEND"):
        raise _more()
    clocks = Clocks(Zones(tree), zone)
    start = whole.get("DTSTART")
    if whole.get("DURATION") or (start and _first(whole, clocks) > now + _SOON):
        raise _more()
    if any(it.name != "AVAILABLE" for it in whole.components):
        raise _more()
    week = sorted(it for part in whole.components for it in _stretches(part, clocks, now))
    try:
        check_stretches(week)
    except Invalid as error:
        raise _more() from error
    return week


def _hours(it: Stretch) -> tuple[str, int, int]:
    return it.weeks.value, it.starts_minute, it.ends_minute


def _lines(
    weeks: Weeks, starts: int, ends: int, days: Sequence[int], zone: ZoneInfo
) -> Iterator[Property]:
    first = ORIGIN + timedelta(days[0] - 1 + (7 if weeks is Weeks.EVEN else 0))
    midnight = datetime.combine(first, datetime.min.time())
    for name, minute in (("DTSTART", starts), ("DTEND", ends)):
        yield Property.of(name, written(midnight + timedelta(minutes=minute)), TZID=zone.key)
    named = ",".join(WEEKDAYS[day - 1] for day in days)
    if weeks is Weeks.ALL:
        yield Property.of("RRULE", f"FREQ=WEEKLY;BYDAY={named}")
    else:
        numbers = ",".join(map(str, sorted(_WEEKS[weeks])))
        yield Property.of("RRULE", f"FREQ=YEARLY;BYWEEKNO={numbers};BYDAY={named}")


def _stretches(part: Component, clocks: Clocks, now: datetime) -> list[Stretch]:
    span, lines = clocks.span(part), part.all("RRULE")
    if span is None or len(lines) != 1 or any(part.get(name) for name in _OTHER_TIMES):
        raise _more()
    if not _is_on_clock(span, clocks.zone) or span.starts_at(span.first) > now + _SOON:
        raise _more()
    rule = Rule.parse(lines[0].value)
    days, weeks = _days(rule, span.first), _weeks(rule)
    starts, ends = _minutes(span)
    if span.first.isoweekday() not in days or not _is_of(span.first, weeks):
        raise _more()  # its first time is one beside the rule (RFC 5545 §3.8.5.3)
    return [Stretch(day, starts, ends, weeks) for day in days]


def _first(whole: Component, clocks: Clocks) -> datetime:
    span = clocks.span(whole)
    if span is None:
        raise _more()
    return span.starts_at(span.first)


def _is_on_clock(span: Span, zone: object) -> bool:
    return not span.is_all_day and (span.is_floating or str(span.zone) == str(zone))


def _minutes(span: Span) -> tuple[int, int]:
    first = span.first
    starts = first.hour * 60 + first.minute
    wall = span.ends_at(first).astimezone(span.zone).replace(tzinfo=None)
    ends = (wall - datetime.combine(first.date(), datetime.min.time())) / timedelta(minutes=1)
    if first.second or not ends.is_integer() or not starts < ends <= DAY_MINUTES:
        raise _more()
    return starts, int(ends)


def _days(rule: Rule, first: datetime) -> list[int]:
    """ISO weekdays."""
    if any(number for number, _day in rule.days):
        raise _more()
    if rule.freq == "DAILY" and not rule.days:
        return list(range(1, 8))
    return sorted(day + 1 for _number, day in rule.days) or [first.isoweekday()]


def _weeks(rule: Rule) -> Weeks:
    """Of a rule that says days and weeks, and nothing else."""
    plain = Rule(rule.freq, days=rule.days, weeks=rule.weeks, week_starts_on=rule.week_starts_on)
    if rule != plain:
        raise _more()
    if rule.freq in {"DAILY", "WEEKLY"} and not rule.weeks:
        return Weeks.ALL
    found = next((it for it, numbers in _WEEKS.items() if numbers == rule.weeks), None)
    if rule.freq != "YEARLY" or found is None or rule.week_starts_on:
        raise _more()
    return found


def _is_of(first: datetime, weeks: Weeks) -> bool:
    return weeks is Weeks.ALL or first.isocalendar().week in _WEEKS[weeks]


def _more() -> Malformed:
    return Malformed(N_("These hours say more than a usual week can."))
