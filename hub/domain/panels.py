"""What every domain knows of one person, for the card that shows it."""

from __future__ import annotations

from collections.abc import Sequence

from hub.actor import Actor
from hub.current import Current
from hub.domain.ports import Card, Panel

current: Current[Sequence[Card]] = Current("what the domains know of a person")


async def panels_about(person_id: int, *, by: Actor) -> tuple[Panel, ...]:
    """In the domains' order; of a domain that knows nothing for this actor, none."""
    found = [await card(person_id, by=by) for card in current.get()]
    return tuple(panel for panel in found if panel is not None)
