"""Writing the index. It repeats what the domains say, so nothing of it is journaled, and it can be
made again from nothing (`rebuild`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from hub.access.things import Ref
from hub.actor import Actor
from hub.domain.ports import Search, Text
from hub.search import kinds, port
from hub.search.embedded import BATCH


async def index(texts: Sequence[Text]) -> None:
    """Makes things findable, or findable by what they say now."""
    await port.current.get().put(texts)


async def remove(refs: Collection[Ref]) -> None:
    """Forgets things."""
    await port.current.get().remove(refs)


async def forget_scope(scope_id: int) -> None:
    """Forgets what had the rights of a scope that is gone, with all that was in it."""
    for kind in [kind for asked in kinds.current.get().ports for kind in asked.kinds]:
        known = await port.current.get().known(kind, scope_id)
        await remove([Ref(kind, it) for it in known])


async def refresh(ref: Ref, *, by: Actor) -> None:
    """Asks the domain what a thing says now; one that nobody can find is left alone."""
    asked = kinds.current.get().port(ref.kind)
    if asked is None:
        return
    text = await asked.text(ref, by=by)
    await (index([text]) if text else remove([ref]))


async def rebuild(*, by: Actor) -> int:
    """Indexes everything and forgets the rest, while the hub is used; how many things there are."""
    return sum([await _rebuild(asked, by=by) for asked in kinds.current.get().ports])


async def _rebuild(asked: Search, *, by: Actor) -> int:
    known = {kind: await port.current.get().known(kind) for kind in asked.kinds}
    seen: dict[str, set[int]] = defaultdict(set)
    batch: list[Text] = []
    async for text in asked.texts(by=by):
        seen[text.ref.kind].add(text.ref.id)
        batch.append(text)
        if len(batch) >= BATCH:
            await index(batch)
            batch = []
    await index(batch)
    # Only what was known before: a thing made meanwhile was indexed by its own reaction.
    await remove([Ref(kind, it) for kind in known for it in known[kind] - seen[kind]])
    return sum(map(len, seen.values()))
