"""From the draft to what the school reads."""

from __future__ import annotations

from hub.accounts import clock
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import write
from hub.errors import Conflict
from hub.language import _
from hub_extranet.schools import snapshot
from hub_extranet.schools.actions.events import write_events
from hub_extranet.schools.events import series_of
from hub_extranet.schools.models import TimetableEdition
from hub_extranet.schools.queries.drafts import Draft
from hub_extranet.schools.queries.drafts import draft as draft_of
from hub_extranet.schools.queries.editions import Edition, edition
from hub_extranet.schools.queries.names import names as names_in
from hub_extranet.schools.timetable import Timetable


@action("schools.timetable.published")
async def publish(school_id: int, *, by: Actor, version: int) -> int:
    """Makes the draft what the school reads; the number of the edition.

    Args:
        school_id: the school.
        by: the actor.
        version: of the draft, as it was seen.

    Raises:
        Conflict: the draft is no longer the one that was seen, so neither is what would change.
        Forbidden: the actor plans the school, and may not write into its calendar.
    """
    await draft_of(school_id, by=by)
    await _take(school_id, version)
    draft = await draft_of(school_id, by=by)  # as it is now that nobody else changes it
    last = await edition(school_id, by=by)
    content = snapshot.dump(draft.timetable)
    if last is not None and content == snapshot.dump(last.timetable):
        unchanged()
        return last.number
    made = await TimetableEdition.create(
        school_id=school_id, number=last.number + 1 if last else 1, published_at=clock.now(),
        published_by_id=by.person_id, content=content,
    )  # fmt: skip
    await _write_events(draft, last, made.number, by)
    happened("school", school_id, tells=[f"school:{school_id}"], detail={"edition": made.number})
    return int(made.number)


async def _take(school_id: int, version: int) -> None:
    """Marks the draft as published, if it is the one that was seen, and locks it."""
    rows = await write(
        "UPDATE school SET published_version = version WHERE id = :id AND version = :version"
        " RETURNING id",
        id=school_id, version=version,
    )  # fmt: skip
    if not rows:
        raise Conflict(_("The timetable has been changed since. Look again at what would change."))


async def _write_events(draft: Draft, last: Edition | None, number: int, by: Actor) -> None:
    view, table = draft.school, draft.timetable
    if view.calendar_id is None:  # deleted by whoever keeps it: then only the pages tell
        return
    before = last.timetable if last else Timetable(view.zone, view.counting)
    names = await names_in(view.id, before, table)
    old, new = series_of(before, names), series_of(table, names)
    await write_events(view.calendar_id, old, new, number, by=by)
