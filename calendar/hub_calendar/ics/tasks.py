"""Tasks (RFC 5545 §3.6.2) as a list shows them, and as they are written and ticked off.

A task that repeats is shown by the first of its times that is still to be done; ticked off, that
time becomes a component of its own, as telephones write it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub_calendar.ics.drafts import touch
from hub_calendar.ics.edits import recurrence_line
from hub_calendar.ics.lines import Component, Property
from hub_calendar.ics.masking import PRODID
from hub_calendar.ics.objects import Parsed, is_private
from hub_calendar.ics.spans import Instance
from hub_calendar.ics.values import moment, written

OVER = frozenset({"COMPLETED", "CANCELLED"})
AHEAD = timedelta(366)
"""How far a list looks for the next time of a task."""
LOW = 6
"""Priorities from 1 to 4 are high, from 6 to 9 low (§3.8.1.9)."""


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What somebody wants a task to be."""

    summary: str
    due: date | None = None
    """A day, or a wall time without a zone in `timezone`."""
    timezone: str = "Europe/Paris"
    description: str = ""
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A task, or the time of it that is to be done next."""

    summary: str
    description: str
    due: date | None
    """A day, or an instant."""
    recurrence_id: str
    is_over: bool
    over_at: datetime | None
    is_high: bool
    is_private: bool


def shown(parsed: Parsed, now: datetime) -> Shown:
    """Raises `Malformed`."""
    if not parsed.series.is_recurring:
        part = parsed.main
        return _shown(part, "", _due(parsed, part))
    series = parsed.series
    found = series.expand(series.first_start or now, now + AHEAD).instances
    left = [it for it in found if it.part.value("STATUS") not in OVER]
    one = next(iter(left), found[-1] if found else None)
    if one is None:
        return _shown(parsed.main, "", None)
    return _shown(one.part, one.recurrence_id, _due_at(one))


def new_task(draft: TaskDraft, uid: str, now: datetime) -> Component:
    task = Component("VTODO", [Property.of("UID", uid), Property.of("CREATED", written(now))])
    head = [Property.of("VERSION", "2.0"), Property.of("PRODID", PRODID)]
    return _filled(Component("VCALENDAR", head, [task]), task, draft, now)


def changed(parsed: Parsed, draft: TaskDraft, now: datetime) -> Component:
    """The task as the draft says; when a task that repeats is to be done stays as it was."""
    return _filled(parsed.tree, parsed.main, draft, now, has_due=not parsed.series.is_recurring)


def done(parsed: Parsed, recurrence_id: str, now: datetime) -> Component:
    """The task, or that time of it, ticked off."""
    part = _part(parsed, recurrence_id)
    part.set("STATUS", Property.of("STATUS", "COMPLETED"))
    part.set("COMPLETED", Property.of("COMPLETED", written(now)))
    part.set("PERCENT-COMPLETE", Property.of("PERCENT-COMPLETE", "100"))
    touch(part, now)
    return parsed.tree


def open_again(parsed: Parsed, recurrence_id: str, now: datetime) -> Component:
    part = _part(parsed, recurrence_id)
    part.set("STATUS", Property.of("STATUS", "NEEDS-ACTION"))
    part.set("COMPLETED")
    part.set("PERCENT-COMPLETE")
    touch(part, now)
    return parsed.tree


def _shown(part: Component, recurrence_id: str, due: date | None) -> Shown:
    over = part.get("COMPLETED")
    at = moment(over.value) if over else None
    said = part.text("PRIORITY").strip()
    return Shown(
        part.text("SUMMARY"), part.text("DESCRIPTION"), due, recurrence_id,
        is_over=part.value("STATUS") in OVER,
        over_at=at if isinstance(at, datetime) and at.tzinfo else None,
        is_high=said.isdigit() and 0 < int(said) < LOW - 1, is_private=is_private(part),
    )  # fmt: skip


def _due(parsed: Parsed, part: Component) -> date | None:
    """Without a date to be done by, a task that begins at some time is shown by that time."""
    span = parsed.series.span_of(part)
    if span is None:
        return None
    end = span.ends_at(span.first)
    is_by_day = span.is_all_day and part.get("DUE") is not None
    if is_by_day:
        due = moment(part.text("DUE"))
        return due.date() if isinstance(due, datetime) else due
    return span.first.date() if span.is_all_day else end


def _due_at(it: Instance) -> date:
    if it.starts_on is None:
        return it.ends_at
    # A DUE that is a day is that day itself, as people mean it and programs write it.
    return (
        it.ends_on if it.ends_on and it.part.get("DUE") and it.part.get("DTSTART") else it.starts_on
    )


def _part(parsed: Parsed, recurrence_id: str) -> Component:
    """What says of that time whether it is done."""
    if not recurrence_id:
        return parsed.main
    if (own := parsed.series.overrides.get(recurrence_id)) is not None:
        return own
    line = recurrence_line(parsed.series, recurrence_id)
    main = parsed.main
    part = Component(main.name, list(main.properties), list(main.components))
    for name in ("RRULE", "RDATE", "EXDATE", "EXRULE"):
        part.set(name)
    said = {name: value for name, value in line.params.items() if name in {"TZID", "VALUE"}}
    if main.get("DTSTART"):
        _move_due(parsed, part, recurrence_id)
        part.set("DTSTART", Property.of("DTSTART", line.value, **said))
    else:
        part.set("DUE", Property.of("DUE", line.value, **said))
    part.properties.insert(1, line)
    parsed.tree.components.append(part)
    return part


def _move_due(parsed: Parsed, part: Component, recurrence_id: str) -> None:
    """As long after the beginning as in the series, on the clock that the series goes by."""
    due, span = part.get("DUE"), parsed.series.span
    if due is None or span is None:
        return
    shift = parsed.series.wall_of(recurrence_id) - span.first
    at = moment(due.value)
    kept = {name: it for name, it in due.params.items() if name in {"TZID", "VALUE"}}
    part.set("DUE", Property.of("DUE", written(at + shift), **kept))


def _filled(
    tree: Component, task: Component, draft: TaskDraft, now: datetime, *, has_due: bool = True
) -> Component:
    for name, text in (("SUMMARY", draft.summary), ("DESCRIPTION", draft.description)):
        if task.text(name) != text:
            task.set(name, *([Property.of_text(name, text)] if text else []))
    if draft.is_private != is_private(task):
        task.set("CLASS", *([Property.of("CLASS", "PRIVATE")] if draft.is_private else []))
    if has_due:
        _set_due(task, draft)
    touch(task, now)
    return tree


def _set_due(task: Component, draft: TaskDraft) -> None:
    """It cannot begin after it is due (§3.8.2.3), nor be of days when it is of times."""
    for name in ("DTSTART", "DURATION", "DUE"):
        task.set(name)
    if draft.due is None:
        return
    is_time = isinstance(draft.due, datetime)
    said = {"TZID": draft.timezone} if is_time else {"VALUE": "DATE"}
    task.set("DUE", Property.of("DUE", written(draft.due), **said))
