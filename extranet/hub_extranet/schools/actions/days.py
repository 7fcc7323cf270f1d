"""What differs on one day, and the days on which a school is closed."""

from __future__ import annotations

from datetime import date

from hub.action import action, happened
from hub.actor import Actor
from hub.errors import Invalid, NotFound
from hub.language import _
from hub.people import queries as people
from hub.people import values
from hub_extranet.schools import clock
from hub_extranet.schools.actions.changing import changing
from hub_extranet.schools.drafting import OverrideDraft, check_hours, override_columns
from hub_extranet.schools.models import LineOverride, SchoolClosing
from hub_extranet.schools.queries.drafts import draft as draft_of
from hub_extranet.schools.queries.drafts import school_of_closing, school_of_line
from hub_extranet.schools.timetable import Line


@action("schools.day.overridden")
async def override_day(line_id: int, due_on: date, *, by: Actor, draft: OverrideDraft) -> None:
    """Cancels the line's lesson of one day, moves it, or sends somebody else.

    Raises:
        Invalid: the line has no lesson that day, or there is no school on the day it moves to.
    """
    school_id = await school_of_line(line_id, by=by)
    await changing(school_id, by=by)
    timetable = (await draft_of(school_id, by=by)).timetable
    line = next((it for it in timetable.lines if it.id == line_id), None)
    if line is None or not timetable.is_due(line, due_on):
        raise Invalid(due_on=_("There is no such lesson that day."))
    _check_move(line, draft, timetable.zone)
    if draft.person_id is not None:
        await people.person(draft.person_id, by=by)
    columns = override_columns(draft)
    await LineOverride.filter(line_id=line_id, due_on=due_on).delete()
    await LineOverride.create(line_id=line_id, due_on=due_on, **columns)
    detail = {"school": str(school_id), "on": due_on.isoformat()}
    happened("line", line_id, detail=detail)


@action("schools.day.restored")
async def restore_day(line_id: int, due_on: date, *, by: Actor) -> None:
    """Lets the day be as every week again."""
    school_id = await school_of_line(line_id, by=by)
    await changing(school_id, by=by)
    if not await LineOverride.filter(line_id=line_id, due_on=due_on).delete():
        raise NotFound
    detail = {"school": str(school_id), "on": due_on.isoformat()}
    happened("line", line_id, detail=detail)


@action("schools.closing.added")
async def close(school_id: int, *, by: Actor, starts_on: date, ends_on: date, reason: str) -> int:
    """Closes the school on these days, both included; what takes place then is cancelled."""
    await changing(school_id, by=by)
    values.stretch(values.day(starts_on), values.day(ends_on))
    made = await SchoolClosing.create(
        school_id=school_id, starts_on=starts_on, ends_on=ends_on, reason=values.name(reason, 200)
    )
    detail = {"closed": [starts_on.isoformat(), ends_on.isoformat()]}
    happened("school", school_id, detail=detail)
    return int(made.id)


@action("schools.closing.removed")
async def reopen(closing_id: int, *, by: Actor) -> None:
    school_id = await school_of_closing(closing_id, by=by)
    await changing(school_id, by=by)
    found = await SchoolClosing.get_or_none(id=closing_id)
    if found is None:
        raise NotFound
    await found.delete()
    detail = {"opened": [found.starts_on.isoformat(), found.ends_on.isoformat()]}
    happened("school", school_id, detail=detail)


def _check_move(line: Line, draft: OverrideDraft, zone: clock.Zone) -> None:
    starts = line.starts if draft.starts is None else draft.starts
    ends = line.ends if draft.ends is None else draft.ends
    check_hours(starts, ends)
    if draft.on is not None and (clock.holiday(draft.on, zone) or draft.on > clock.last_known()):
        raise Invalid(on=_("There is no school that day."))
