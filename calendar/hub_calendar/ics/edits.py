"""Changes of an event that keep of it what they do not say: all of a series, one time, the rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from hub.language import N_
from hub_calendar.ics import drafts
from hub_calendar.ics.carrying import carried
from hub_calendar.ics.drafts import EventDraft, describe_zones, fill, touch
from hub_calendar.ics.guests import guests_of, invite, merged
from hub_calendar.ics.lines import Component, Malformed, Property
from hub_calendar.ics.objects import Parsed
from hub_calendar.ics.rules import Rule
from hub_calendar.ics.series import Series
from hub_calendar.ics.values import written

_REPEATING = ("RRULE", "RDATE", "EXDATE", "EXRULE")


def draft_of(parsed: Parsed, recurrence_id: str = "") -> EventDraft:
    """What a form shows: of the first time, or of the repetition of that name.

    Raises:
        Malformed: there is no such repetition.
    """
    series = parsed.series
    if not recurrence_id:
        return _with_span(drafts.draft_of(parsed.main), series, parsed.main)
    part = series.overrides.get(recurrence_id)
    if part is not None:
        own = _with_span(drafts.draft_of(part), series, part)
        return replace(own, rule=drafts.draft_of(parsed.main).rule)
    usual, wall = draft_of(parsed), _existing(series, recurrence_id)
    return drafts.with_times(usual, wall, wall + usual.length)


def instants(parsed: Parsed, draft: EventDraft, recurrence_id: str) -> tuple[datetime, datetime]:
    """When what `draft_of` gave begins and ends."""
    part = parsed.series.overrides.get(recurrence_id, parsed.main)
    span = parsed.series.span_of(part)
    if span is None:
        raise Malformed(N_("There is no such repetition."))
    wall = _wall(draft.starts)
    return span.starts_at(wall), span.ends_at(wall)


def change_all(parsed: Parsed, draft: EventDraft, recurrence_id: str, now: datetime) -> Component:
    """The whole series as the draft says, which was shown of one of its times.

    What was changed or left out before moves along, unless the rule is another now; one whose days
    only went along with the first is not.
    """
    main = parsed.main
    before = draft_of(parsed)
    shown = draft_of(parsed, recurrence_id)
    shift = _wall(draft.starts) - _wall(shown.starts)
    if recurrence_id and draft.is_all_day == before.is_all_day:
        start = _wall(before.starts) + shift
        draft = drafts.with_times(draft, start, start + draft.length)
    is_alike = (draft.is_all_day, draft.timezone) == (before.is_all_day, before.timezone)
    if not is_alike or not _is_same(draft.rule, before.rule, draft, before):
        parsed.tree.components = [
            it for it in parsed.tree.components if it.name != main.name or it is main
        ]
        main.set("EXDATE")
        main.set("RDATE")
    elif shift:
        _shift(parsed, shift, now)
    if draft.guests is not None:
        _invite_all(parsed, draft, recurrence_id)
    fill(main, replace(draft, guests=None), now)
    describe_zones(parsed.tree)
    return parsed.tree


def change_one(parsed: Parsed, draft: EventDraft, recurrence_id: str, now: datetime) -> Component:
    """One repetition as the draft says."""
    part = parsed.series.overrides.get(recurrence_id)
    if part is None:
        _existing(parsed.series, recurrence_id)
        part = Component(parsed.main.name, list(parsed.main.properties))
        part.components = list(parsed.main.components)
        for name in _REPEATING:
            part.set(name)
        part.properties.insert(1, recurrence_line(parsed.series, recurrence_id))
        parsed.tree.components.append(part)
    fill(part, replace(draft, rule=""), now)
    describe_zones(parsed.tree)
    return parsed.tree


def separate(parsed: Parsed, recurrence_id: str, now: datetime) -> Component:
    """One repetition as a component of its own, in the tree: no change of it, so that nobody is
    asked for a new answer.

    Raises:
        Malformed: there is no such repetition.
    """
    part = parsed.series.overrides.get(recurrence_id)
    if part is None:
        draft = draft_of(parsed, recurrence_id)
        part = change_one(parsed, draft, recurrence_id, now).components[-1]
        part.set("SEQUENCE", *parsed.main.all("SEQUENCE"))
    return part


def leave_out(parsed: Parsed, recurrence_id: str, now: datetime) -> Component:
    """The series without one of its times."""
    series, main = parsed.series, parsed.main
    part = series.overrides.get(recurrence_id)
    if part is None:
        _existing(series, recurrence_id)
    else:
        parsed.tree.components = [it for it in parsed.tree.components if it is not part]
    main.properties.append(left_out(series, recurrence_id))
    touch(main, now)
    return parsed.tree


def end_before(parsed: Parsed, recurrence_id: str, now: datetime) -> Component:
    """The series up to that time, without it.

    Raises:
        Malformed: that is the first one, or there is none of that name.
    """
    series, main = parsed.series, parsed.main
    wall = series.wall_of(recurrence_id)
    if series.span is None or wall <= series.span.first:
        raise Malformed(N_("The first time of a series is not after any other."))
    last = wall - timedelta(days=1) if series.span.is_all_day else wall - timedelta(seconds=1)
    until = _until(series, last)
    main.set("RRULE", *(_bounded(line, until) for line in main.all("RRULE")))
    parsed.tree.components = [
        it
        for it in parsed.tree.components
        if it.name != main.name or it is main or _original(series, it) < wall
    ]
    _keep_dates(series, main, before=wall)
    touch(main, now)
    return parsed.tree


def rest_of(
    parsed: Parsed, draft: EventDraft, recurrence_id: str, uid: str, now: datetime
) -> Component:
    """A series of its own, of that time and all that follow, as the draft says."""
    series, main = parsed.series, parsed.main
    wall = _existing(series, recurrence_id)
    event = Component(main.name, list(main.properties), list(main.components))
    for name in ("EXDATE", "RDATE", "RECURRENCE-ID"):
        event.set(name)
    event.set("UID", Property.of("UID", uid))
    event.set("SEQUENCE")
    tree = Component(parsed.tree.name, list(parsed.tree.properties))
    tree.components = [*parsed.tree.inside("VTIMEZONE"), event]
    rule = draft.rule
    if rule == draft_of(parsed).rule:
        rule = _remaining(series, rule, wall)
    fill(event, replace(draft, rule=rule), now)
    describe_zones(tree)
    return tree


def recurrence_line(series: Series, recurrence_id: str) -> Property:
    """What names a repetition, as the series writes its times."""
    return _line(series, "RECURRENCE-ID", series.wall_of(recurrence_id))


def left_out(series: Series, recurrence_id: str) -> Property:
    """What takes a repetition out of its series."""
    return _line(series, "EXDATE", series.wall_of(recurrence_id))


def _invite_all(parsed: Parsed, draft: EventDraft, recurrence_id: str) -> None:
    """Times that have guests of their own keep them."""
    shown = guests_of(parsed.series.overrides.get(recurrence_id, parsed.main))
    for part in parsed.tree.components:
        if part.name == parsed.main.name:
            those = merged(guests_of(part), shown, draft.guests or ())
            invite(part, draft.organizer, those)


def _with_span(draft: EventDraft, series: Series, part: Component) -> EventDraft:
    span = series.span_of(part)
    if span is None:
        return draft
    if span.is_all_day:
        end = span.first + span.length.nominal
    else:
        end = span.ends_at(span.first).astimezone(span.zone).replace(tzinfo=None)
    return drafts.with_times(draft, span.first, end)


def _existing(series: Series, recurrence_id: str) -> datetime:
    """The wall time of a repetition; raises `Malformed` if there is none of that name."""
    span = series.span
    wall = series.wall_of(recurrence_id)
    if span is not None:
        start = span.starts_at(wall)
        near = series.expand(start, start + timedelta(seconds=1)).instances
        for it in near:
            if it.recurrence_id == recurrence_id:
                return it.starts_at.astimezone(span.zone).replace(tzinfo=None)
    raise Malformed(N_("There is no such repetition."))


def _is_same(rule: str, old: str, draft: EventDraft, before: EventDraft) -> bool:
    days = (_wall(draft.starts).date() - _wall(before.starts).date()).days
    try:
        return rule == old or rule == carried(old, days)
    except Malformed:
        return False


def _wall(at: object) -> datetime:
    return at if isinstance(at, datetime) else datetime.combine(at, time())  # type: ignore[arg-type]


def _shift(parsed: Parsed, shift: timedelta, now: datetime) -> None:
    """One that was put elsewhere stays there; one that was changed otherwise goes along."""
    series = parsed.series
    for part in parsed.parts:
        if part is not parsed.main:
            key = series.key_of(part.get("RECURRENCE-ID"))
            own = replace(draft_of(parsed, key), rule="")
            if _wall(own.starts) == series.wall_of(key):
                times = (_wall(it) + shift for it in (own.starts, own.ends))
                fill(part, drafts.with_times(own, *times), now)
            part.set("RECURRENCE-ID", _line(series, "RECURRENCE-ID", series.wall_of(key) + shift))
    dates = [series.wall_of(key) + shift for key in sorted(series.excluded)]
    parsed.main.set("EXDATE", *(_line(series, "EXDATE", it) for it in dates))
    extra = [it + shift for it in series.extra]
    parsed.main.set("RDATE", *(_line(series, "RDATE", it) for it in extra))


def _keep_dates(series: Series, main: Component, before: datetime) -> None:
    dates = [wall for key in sorted(series.excluded) if (wall := series.wall_of(key)) < before]
    main.set("EXDATE", *(_line(series, "EXDATE", it) for it in dates))
    main.set("RDATE", *(_line(series, "RDATE", it) for it in series.extra if it < before))


def _original(series: Series, part: Component) -> datetime:
    return series.wall_of(series.key_of(part.get("RECURRENCE-ID")))


def _line(series: Series, name: str, wall: datetime) -> Property:
    """A time of the series, written as its DTSTART is."""
    start = (series.master or series.parts[0]).get("DTSTART")
    tzid = start.params.get("TZID") if start else None
    if series.span is not None and series.span.is_all_day:
        return Property.of(name, written(wall.date()), VALUE="DATE")
    if tzid:
        return Property.of(name, written(wall), TZID=tzid)
    is_utc = start is not None and start.value.strip().upper().endswith("Z")
    return Property.of(name, written(wall.replace(tzinfo=UTC) if is_utc else wall))


def _until(series: Series, last: datetime) -> str:
    span = series.span
    assert span is not None
    if span.is_all_day:
        return written(last.date())
    return written(last if span.is_floating else span.starts_at(last))


def _bounded(line: Property, until: str) -> Property:
    parts = [it for it in line.value.split(";") if it.upper()[:6] not in {"UNTIL=", "COUNT="}]
    return Property.of("RRULE", ";".join([*parts, f"UNTIL={until}"]))


def _remaining(series: Series, rule: str, wall: datetime) -> str:
    """The rule for what begins at that time: of a count, what is left."""
    count = Rule.parse(rule).count
    if count is None or series.span is None:
        return rule
    first = series.span.first
    done = sum(1 for it in Rule.parse(rule).moments(first, first, wall) if it < wall)
    parts = [it for it in rule.split(";") if not it.upper().startswith("COUNT=")]
    return ";".join([*parts, f"COUNT={max(count - done, 1)}"])
