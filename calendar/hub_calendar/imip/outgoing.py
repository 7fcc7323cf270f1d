"""What guests and organizers outside are told, put into the mail after the commit of its cause."""

from __future__ import annotations

import structlog

from hub.actor import Actor
from hub.errors import Invalid
from hub.mail.compose import Composed
from hub_calendar import actions
from hub_calendar.ics.lines import Malformed
from hub_calendar.imip.letters import letter
from hub_calendar.models import Message

log = structlog.get_logger(__name__)


async def post(*, by: Actor) -> None:
    """Everything that waits; a second one at the same time does no harm."""
    for it in await actions.outgoing(by=by):
        await actions.post_message(it.id, _mail(it), by=by)


def _mail(it: Message) -> Composed | None:
    try:
        return letter(it.method, it.ics, to=it.address, key=str(it.id), is_update=it.is_update)
    except (Invalid, Malformed) as error:
        # An address that no mail can go to must not hold up the others for days.
        log.warning("message_unsent", id=it.id, error=type(error).__name__)
        return None
