"""What of the directory waits for somebody, for their first page."""

from __future__ import annotations

from collections.abc import Sequence

from hub.actor import Actor
from hub.domain.ports import Task
from hub.imports import queries as imports
from hub.imports.models import ImportState
from hub.language import _
from hub_directory import policy
from hub_directory.staff import KIND


async def imports_to_look_at(*, by: Actor) -> Sequence[Task]:
    """Lists of staff that were read and are not written yet."""
    if not policy.may_import(by):
        return []
    waiting = await imports.own(by=by, kinds=[KIND], states=[ImportState.PLANNED])
    return [
        Task(
            _("Check the import of {name}", name=it.name), f"/admin/import/people/{it.id}", "upload"
        )
        for it in waiting
    ]
