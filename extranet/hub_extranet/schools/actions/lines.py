"""The weekly lines of a draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hub.action import action, happened
from hub.actor import Actor
from hub.errors import Conflict, Invalid, NotFound
from hub.language import _
from hub.people import queries as people
from hub_extranet.schools.actions.changing import changing
from hub_extranet.schools.drafting import LineDraft, line_columns
from hub_extranet.schools.models import LineOverride, SchoolClass, WeeklyLine
from hub_extranet.schools.queries.drafts import draft as draft_of
from hub_extranet.schools.queries.drafts import school_of_line
from hub_extranet.schools.queries.editions import edition

DAY = timedelta(days=1)


@action("schools.line.added")
async def add_line(school_id: int, *, by: Actor, draft: LineDraft) -> int:
    """The key of the line. Nobody of the school knows of it before it is published.

    Raises:
        Invalid: there is no school on any of its days, or a value is wrong.
    """
    await changing(school_id, by=by)
    line_id = await _create(school_id, draft, by)
    happened("line", line_id, detail={"school": str(school_id)})
    return line_id


@action("schools.line.changed")
async def change_line(line_id: int, *, by: Actor, draft: LineDraft, from_day: date) -> int:
    """Makes the line be so from a day on; the key of the line that says so.

    What has been published and has begun is not rewritten: the line ends on the day before, and a
    new one begins, with what differs on single days after that.
    """
    line = await _changing(line_id, by)
    if from_day > line.starts_on and await _is_published(line, by):
        new_id = await _split(line, replace(draft, starts_on=from_day), from_day, by)
    else:
        columns = await _columns(line.school_id, draft, by)
        await WeeklyLine.filter(id=line_id).update(**columns)
        await _check_has_days(line.school_id, line_id, by)
        new_id = line_id
    detail = {"school": str(line.school_id), "line": str(new_id), "from": from_day.isoformat()}
    happened("line", line_id, detail=detail)
    return new_id


@action("schools.line.ended")
async def end_line(line_id: int, *, by: Actor, on: date) -> None:
    """Makes `on` its last day. One that has not begun by then is gone."""
    line = await _changing(line_id, by)
    if line.ends_on <= on:
        raise Conflict(_("It ends earlier already."))
    if on < line.starts_on:
        await line.delete()
    else:
        await _end(line, on)
    detail = {"school": str(line.school_id), "on": on.isoformat()}
    happened("line", line_id, detail=detail)


async def _split(line: WeeklyLine, draft: LineDraft, from_day: date, by: Actor) -> int:
    new_id = await _create(line.school_id, draft, by)
    kept = LineOverride.filter(line_id=line.id, due_on__gte=from_day)
    if draft.weekday == line.weekday:
        await kept.update(line_id=new_id)
    await _end(line, from_day - DAY)
    return new_id


async def _end(line: WeeklyLine, on: date) -> None:
    await WeeklyLine.filter(id=line.id).update(ends_on=on)
    await LineOverride.filter(line_id=line.id, due_on__gt=on).delete()


async def _create(school_id: int, draft: LineDraft, by: Actor) -> int:
    columns = await _columns(school_id, draft, by)
    line = await WeeklyLine.create(school_id=school_id, **columns)
    await _check_has_days(school_id, line.id, by)
    return int(line.id)


async def _columns(school_id: int, draft: LineDraft, by: Actor) -> dict[str, Any]:
    columns = line_columns(draft)
    if draft.person_id is not None:
        await people.person(draft.person_id, by=by)
    own = SchoolClass.filter(id=draft.class_id, school_id=school_id)
    if draft.class_id is not None and not await own.exists():
        raise Invalid(class_id=_("Choose one of the answers."))
    return columns


async def _check_has_days(school_id: int, line_id: int, by: Actor) -> None:
    """A line without a day is a mistake: a date of last year, or a week B that never comes."""
    timetable = (await draft_of(school_id, by=by)).timetable
    line = next(it for it in timetable.lines if it.id == line_id)
    if not timetable.due_days(line):
        raise Invalid(starts_on=_("There is no school on any of these days, as far as is known."))


async def _is_published(line: WeeklyLine, by: Actor) -> bool:
    last = await edition(line.school_id, by=by)
    return last is not None and any(it.id == line.id for it in last.timetable.lines)


async def _changing(line_id: int, by: Actor) -> WeeklyLine:
    """The line, as it is once nobody else changes its school."""
    await changing(await school_of_line(line_id, by=by), by=by)
    found = await WeeklyLine.get_or_none(id=line_id)
    if found is None:
        raise NotFound
    return found
