"""What may stand in a draft: cleaned values, or `Invalid` with a sentence for each wrong field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from hub.errors import Invalid
from hub.language import _
from hub.people import values
from hub_extranet.schools.timetable import Weeks

LAST_MINUTE = 24 * 60 - 1
SATURDAY = 6


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A weekly line as somebody wants it."""

    weekday: int
    weeks: Weeks
    starts: int
    ends: int
    activity: str
    starts_on: date
    ends_on: date
    class_id: int | None = None
    person_id: int | None = None
    who: str = ""
    place: str = ""
    is_by_bus: bool = False


@dataclass(frozen=True, slots=True)
class OverrideDraft:
    """One day as somebody wants it; None is as always."""

    is_cancelled: bool = False
    on: date | None = None
    starts: int | None = None
    ends: int | None = None
    person_id: int | None = None
    place: str | None = None
    reason: str = ""


def line_columns(draft: LineDraft) -> dict[str, Any]:
    """Raises `Invalid`."""
    cleaned = values.cleaned(
        {"activity": values.name, "who": _line, "place": _line, "starts_on": values.day,
         "ends_on": values.day, "weekday": _weekday},
        {"activity": draft.activity, "who": draft.who, "place": draft.place,
         "starts_on": draft.starts_on, "ends_on": draft.ends_on, "weekday": draft.weekday},
    )  # fmt: skip
    values.stretch(draft.starts_on, draft.ends_on)
    check_hours(draft.starts, draft.ends)
    return cleaned | {
        "weeks": draft.weeks, "starts_minute": draft.starts, "ends_minute": draft.ends,
        "school_class_id": draft.class_id, "person_id": draft.person_id,
        "is_by_bus": draft.is_by_bus,
    }  # fmt: skip


def override_columns(draft: OverrideDraft) -> dict[str, Any]:
    """Raises `Invalid`."""
    if draft.is_cancelled:  # whatever else is said does not take place
        draft = OverrideDraft(is_cancelled=True, reason=draft.reason)
    place = None if draft.place is None else _line(draft.place)
    return {
        "is_cancelled": draft.is_cancelled, "moved_on": draft.on, "starts_minute": draft.starts,
        "ends_minute": draft.ends, "person_id": draft.person_id, "place": place,
        "reason": values.line(draft.reason, 200),
    }  # fmt: skip


def check_hours(starts: int, ends: int) -> None:
    if not 0 <= starts < ends <= LAST_MINUTE:
        raise Invalid(ends=_("The end is before the beginning."))


def minute(clock: time) -> int:
    """After midnight."""
    return clock.hour * 60 + clock.minute


def _line(text: str) -> str:
    return values.line(text, 100)


def _weekday(value: int) -> int:
    if not 1 <= value <= SATURDAY:
        raise Invalid(_("Schools are open from Monday to Saturday."))
    return value
