"""What every change of a draft begins with."""

from __future__ import annotations

from hub.actor import Actor
from hub.database import write
from hub_extranet.schools.queries.found import school


async def changing(school_id: int, *, by: Actor) -> None:
    """Counts one more change of the draft, and so lets one change of a school wait for another.

    Raises:
        NotFound: the actor may not read the school.
        Forbidden: the actor does not plan it.
    """
    await school(school_id, by=by, to="plan")
    await write("UPDATE school SET version = version + 1 WHERE id = :id", id=school_id)
