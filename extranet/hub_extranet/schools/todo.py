"""The `todo` port: drafts that the school does not know of yet."""

from __future__ import annotations

from collections.abc import Sequence

from hub.actor import Actor
from hub.domain.ports import Task
from hub.language import _
from hub_extranet.schools import queries


async def unpublished(*, by: Actor) -> Sequence[Task]:
    """One task a school whose service the actor is of, and whose draft has changed."""
    if not by.is_inside:
        return []
    return [
        Task(
            _("Publish the timetable of {school}", school=name),
            f"/schools/{school_id}/publication", "school",
        )
        for school_id, name in (await queries.unpublished(by=by)).items()
    ]  # fmt: skip
