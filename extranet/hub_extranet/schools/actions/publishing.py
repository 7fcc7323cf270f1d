"""From the draft to what the school reads."""

from __future__ import annotations

from hub.accounts import clock
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import write
from hub.errors import Conflict
from hub.language import _
from hub_extranet.schools import snapshot
from hub_extranet.schools.models import TimetableEdition
from hub_extranet.schools.queries.drafts import draft as draft_of
from hub_extranet.schools.queries.editions import edition


@action("schools.timetable.published")
async def publish(school_id: int, *, by: Actor, version: int) -> int:
    """Makes the draft what the school reads; the number of the edition.

    Args:
        school_id: the school.
        by: the actor.
        version: of the draft, as it was seen.

    Raises:
        Conflict: the draft is no longer the one that was seen, so neither is what would change.
    """
    draft = await draft_of(school_id, by=by)
    rows = await write(
        "UPDATE school SET published_version = version WHERE id = :id AND version = :version"
        " RETURNING id",
        id=school_id, version=version,
    )  # fmt: skip
    if not rows:
        raise Conflict(_("The timetable has been changed since. Look again at what would change."))
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
    happened("school", school_id, tells=[f"school:{school_id}"], detail={"edition": made.number})
    return int(made.number)
