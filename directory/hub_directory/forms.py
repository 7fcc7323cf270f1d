"""What the pages of the directory are asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import Any

from starlette.datastructures import UploadFile

from hub.errors import Invalid
from hub.language import _
from hub.people.actions.presence import DAY_MINUTES, AbsenceDetails, Stretch, check_stretches
from hub.people.models import Weeks, WorkingHours
from hub.people.presence import clock
from hub.people.staff_csv.sheet import LABELS
from hub.web.forms import Fields
from hub_directory.queries import Wanted

MOST_COLUMNS = 200
MONDAY, FRIDAY, SUNDAY = 1, 5, 7
STRETCHES = (1, 2)
"""A day, as the form has fields for them."""


@dataclass(frozen=True, slots=True)
class Absence:
    """What somebody says of their absence; `replacement` is a name as it was typed."""

    details: AbsenceDetails
    replacement: str
    chosen: int | None
    """The key of the one who was meant, if the name alone did not tell."""


def wanted(fields: Fields) -> Wanted:
    return Wanted(
        fields.text("q", most=200, required=False),
        fields.optional_key("unit") or 0,
        fields.page(),
    )


def absence(fields: Fields) -> Absence:
    details: AbsenceDetails = {
        "starts_on": fields.day("starts_on"),
        "ends_on": fields.day("ends_on"),
        "starts_at_noon": fields.flag("starts_at_noon"),
        "ends_at_noon": fields.flag("ends_at_noon"),
        "message": fields.text("message", most=300, required=False),
    }
    named = fields.text("replacement", required=False)
    return Absence(details, named, fields.optional_key("replacement_id"))


def hours(fields: Fields) -> list[Stretch]:
    """A usual week. A day without hours is one without work; midnight ends a day."""
    return [it for day in range(MONDAY, SUNDAY + 1) for it in _of_day(fields, day)]


def like_monday(week: Sequence[Stretch]) -> list[Stretch]:
    """The same from Monday to Friday; the weekend stays as it is."""
    monday = [it for it in week if it.weekday == MONDAY]
    weekend = [it for it in week if it.weekday > FRIDAY]
    days = range(MONDAY, FRIDAY + 1)
    return [replace(it, weekday=day) for day in days for it in monday] + weekend


def is_sayable(told: Sequence[WorkingHours]) -> bool:
    """Whether the form can say these hours: every week alike, and few stretches a day."""
    days = [it.weekday for it in told]
    is_alike = all(it.weeks == Weeks.ALL for it in told)
    return is_alike and all(days.count(day) <= len(STRETCHES) for day in days)


def hours_shown(told: Sequence[WorkingHours | Stretch]) -> dict[str, str]:
    """What the form shows of a usual week; nothing of one that it cannot say."""
    shown: dict[str, str] = {}
    for day in range(MONDAY, SUNDAY + 1):
        of_day = sorted((it.starts_minute, it.ends_minute) for it in told if it.weekday == day)
        for number, (starts, ends) in zip(STRETCHES, of_day, strict=False):
            shown[f"start-{day}-{number}"] = f"{clock(starts):%H:%M}"
            shown[f"end-{day}-{number}"] = f"{clock(ends):%H:%M}"
    return shown


def staff_list(fields: Fields) -> UploadFile:
    return fields.file("file")


def version(fields: Fields) -> int:
    return fields.integer("version")


def options(headers: list[str]) -> Any:
    """What the form below the columns of a list says: which is which, and whether units are new."""

    def parse(fields: Fields) -> Mapping[str, Any]:
        known = ("", *LABELS)
        columns = {
            header: fields.choice(f"column-{at}", known) or None
            for at, header in enumerate(headers[:MOST_COLUMNS])
        }
        return {"columns": columns, "with_new_units": fields.flag("with_new_units")}

    return parse


def _of_day(fields: Fields, weekday: int) -> list[Stretch]:
    found = [it for number in STRETCHES if (it := _stretch(fields, weekday, number))]
    _judge(fields, f"start-{weekday}-{STRETCHES[-1]}", found)
    return found


def _stretch(fields: Fields, weekday: int, number: int) -> Stretch | None:
    start, end = f"start-{weekday}-{number}", f"end-{weekday}-{number}"
    starts, ends = fields.optional_hour(start), fields.optional_hour(end)
    if starts is None or ends is None:
        if starts is not ends:
            fields.wrong(start if starts is None else end, _("Say both hours, or none."))
        return None
    stretch = Stretch(weekday, _minute(starts), _minute(ends) or DAY_MINUTES)
    return stretch if _judge(fields, end, [stretch]) else None


def _judge(fields: Fields, name: str, stretches: Sequence[Stretch]) -> bool:
    """Whether there are such hours; what is wrong with them is said beside that field."""
    try:
        check_stretches(stretches)
    except Invalid as error:
        fields.wrong(name, " ".join(error.fields.values()))
        return False
    return True


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute
