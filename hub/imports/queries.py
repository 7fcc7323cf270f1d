"""Reads of imports, each by its owner."""

from __future__ import annotations

from collections.abc import Collection

from hub.actor import Actor, Via
from hub.imports import policy
from hub.imports.models import Import, ImportState

LISTED = ("id", "kind", "name", "state", "created_at", "over_at", "done", "total", "person_id")
MOST_LISTED = 50


async def one(import_id: int, *, by: Actor, kind: str) -> Import:
    """The actor's own import of that kind; raises `NotFound`."""
    return policy.check_owns(by, await Import.get_or_none(id=import_id, kind=kind))


async def own(
    *, by: Actor, kinds: Collection[str], states: Collection[ImportState] = tuple(ImportState)
) -> list[Import]:
    """The actor's last imports of these kinds, newest first, without what is in them."""
    if by.person_id is None or by.via is not Via.SESSION:
        return []
    found = Import.filter(person_id=by.person_id, kind__in=kinds, state__in=states)
    return await found.order_by("-id").limit(MOST_LISTED).only(*LISTED)
