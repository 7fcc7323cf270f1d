"""Messages about events (RFC 5546): out by mail to people outside, and into the inboxes of people
here (RFC 6638 §2.2), from which their programs take them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from hub.accounts import clock
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import write
from hub.errors import NotFound
from hub.mail.compose import Composed, queue
from hub_calendar import policy
from hub_calendar.ics.lines import Component, serialise
from hub_calendar.ics.messages import CANCEL, REQUEST
from hub_calendar.ics.objects import etag_of
from hub_calendar.models import Message

KEPT_FOR = timedelta(days=30)


def message(
    tree: Component,
    uid: str,
    address: str,
    *,
    person_id: int | None = None,
    is_update: bool = False,
) -> Message:
    """A row to be stored with what it tells of.

    Args:
        tree: the message, with its METHOD.
        uid: of the event.
        address: whose answer it is in an inbox, else for whom it is.
        person_id: in whose inbox it lies; None: it leaves by mail.
        is_update: whether they were invited before.
    """
    text = serialise(tree)
    return Message(
        person_id=person_id, address=address, method=tree.value("METHOD"), uid=uid,
        is_update=is_update, etag=etag_of(text), written_at=clock.now(), ics=text,
    )  # fmt: skip


async def deliver(told: Sequence[Message]) -> None:
    """Puts messages into their inboxes, inside the action that tells them. Of an event an organizer
    has one word, the last; each answer to it is one."""
    for it in told:
        if it.method in {REQUEST, CANCEL}:
            await write(
                "DELETE FROM message WHERE person_id = :person AND uid = :uid"
                " AND method IN :methods",
                person=it.person_id, uid=it.uid, methods=(REQUEST, CANCEL),
            )  # fmt: skip
    await Message.bulk_create(told)


@action("calendar.message.taken")
async def take_message(message_id: int, *, by: Actor) -> None:
    """Deletes a message from one's inbox. Raises `NotFound`."""
    policy.check_takes(by)
    rows = await write(
        "DELETE FROM message WHERE id = :id AND person_id = :person RETURNING id",
        id=message_id, person=by.person_id or 0,
    )  # fmt: skip
    if not rows:
        raise NotFound
    happened("message", message_id)


async def forget_messages() -> None:
    """Those that no program has taken for a month: the calendars have known them all along."""
    await write(
        "DELETE FROM message WHERE person_id IS NOT NULL AND written_at < :before",
        before=clock.now() - KEPT_FOR,
    )


async def outgoing(*, by: Actor) -> list[Message]:
    """What is to leave by mail, the oldest first."""
    policy.check_delivers(by)
    return await Message.filter(person_id=None).order_by("id")


@action("calendar.message.posted")
async def post_message(message_id: int, mail: Composed | None, *, by: Actor) -> None:
    """Puts a message into the mail, once; without a mail it could not be written as one, and is
    dropped."""
    policy.check_delivers(by)
    if not await write("DELETE FROM message WHERE id = :id RETURNING id", id=message_id):
        unchanged()  # somebody was faster
        return
    if mail is not None:
        await queue(mail)
    happened("message", message_id, detail={"sent": mail is not None})
