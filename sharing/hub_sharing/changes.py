"""The files that others have put where one reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hub.actor import Actor
from hub.domain.ports import Change
from hub.language import _
from hub_sharing import queries


async def changes(since: datetime, /, *, by: Actor, limit: int) -> Sequence[Change]:
    """The `changes` port."""
    return [
        Change(it.changed_at, _sentence(it.name, it.changed_by), f"/files/{it.id}", it.icon)
        for it in await queries.recent(since, by=by, limit=limit)
    ]


def _sentence(name: str, by: str) -> str:
    if not by:
        return _("“{name}” is new", name=name)
    return _("{person} has put “{name}”", person=by, name=name)
