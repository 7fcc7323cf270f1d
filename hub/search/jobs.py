"""What happens to a thing reaches the index after the commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hub.access.things import Ref
from hub.action import ACTIONS
from hub.actor import Actor
from hub.domain import Domain
from hub.jobs.outbox import Happened, Reaction
from hub.search import actions


async def refresh(it: Happened, /, *, by: Actor) -> None:
    await actions.refresh(Ref(it.kind, it.object_id), by=by)


def reactions(domains: Sequence[Domain]) -> Mapping[str, Sequence[Reaction]]:
    """For every action of the domains that can be searched."""
    beginnings = tuple(f"{domain.name}." for domain in domains if domain.search)
    return {name: (refresh,) for name in ACTIONS if name.startswith(beginnings)}
