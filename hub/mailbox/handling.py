"""One message: who wrote it, what is in it, and what becomes of it. None stops the others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog

from hub import confined
from hub import settings as hub_settings
from hub.actor import Actor
from hub.confined import MIB, Limits, Stopped
from hub.database import new_key, transaction, write
from hub.domain.letters import Letter
from hub.jobs.faults import described
from hub.language import N_
from hub.mail.address import one_line
from hub.mailbox import proof, receivers
from hub.mailbox.models import ReceivedMessage
from hub.mailbox.proof import Unproven

log = structlog.get_logger(__name__)

MOST_BYTES = 10 * MIB
LIMITS = Limits(seconds=20, cpu=10, memory=256 * MIB, answer=8 * MIB)
TRIES = 3

BROKEN = N_("Something went wrong when it was handled. The journal of the hub says where.")
TOO_LARGE = N_("It is too large.")
UNREADABLE = N_("It cannot be read.")
NOTHING = N_("There is nothing in it for calendars.")
SEVERAL = N_("There is more than one message for calendars in it.")


@dataclass(slots=True)
class Outcome:
    """What became of a message; an empty `reason`: it was taken."""

    reason: str = ""
    sender: str = ""
    subject: str = ""
    is_proven: bool = False
    letter: str | None = None
    """The digest of what it carried and of who wrote it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A message, as `hub.mailbox.opening` tells it."""

    subject: str = ""
    senders: Sequence[str] = ()
    results: Sequence[str] = ()
    parts: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


async def handle(raw: bytes, *, by: Actor) -> bool | None:
    """Whether it was taken; None if it broke and should be tried again.

    That it was begun is written first: one that takes the process down with it is given up too.
    """
    row = await _begun(hashlib.sha256(raw).hexdigest())
    if row.reason != BROKEN:
        return not row.reason
    if row.tries > TRIES:
        return False
    try:
        outcome = await _outcome(raw, by)
    except Exception as error:
        log.warning("received_message_broke", mail=row.id, fault=described(error))
        return None
    await _settle(row, outcome)
    return not outcome.reason


async def _begun(digest: str) -> ReceivedMessage:
    async with transaction():
        await write(
            "INSERT INTO received_message"
            " (id, raw_sha256, sender, is_proven, subject, reason, tries, received_at)"
            " VALUES (:id, :digest, '', :no, '', :reason, 1, :now)"
            " ON CONFLICT (raw_sha256) DO UPDATE SET tries = received_message.tries + 1",
            id=new_key(), digest=digest, no=False, reason=BROKEN, now=datetime.now(UTC),
        )  # fmt: skip
    return await ReceivedMessage.get(raw_sha256=digest)


async def _outcome(raw: bytes, by: Actor) -> Outcome:
    if len(raw) > MOST_BYTES:
        return Outcome(TOO_LARGE)
    try:
        message = await _opened(raw)
    except Stopped:
        return Outcome(UNREADABLE)
    outcome = Outcome(
        sender=one_line(" ".join(message.senders), 320), subject=one_line(message.subject)
    )
    try:
        outcome.sender = proof.sender(
            message.senders, message.results, hub_settings.current.get().mailbox_border
        )
        outcome.is_proven = True
        outcome.reason = await _taken(message, outcome, by)
    except Unproven as error:
        outcome.reason = error.reason
    return outcome


async def _opened(raw: bytes) -> Opened:
    told = json.loads(await confined.run("hub.mailbox.opening:opened", raw, LIMITS))
    return Opened(told["subject"], told["from"], told["results"], told["parts"])


async def _taken(message: Opened, outcome: Outcome, by: Actor) -> str:
    """Empty, or why not."""
    known = receivers.current.get()
    parts = [it for it in message.parts if it["kind"] in known]
    if len({it["text"].strip() for it in parts}) > 1:
        return SEVERAL
    if not parts:
        return NOTHING
    part = parts[0]
    outcome.letter = _digest(outcome.sender, part["text"].strip())
    if await ReceivedMessage.exists(letter_sha256=outcome.letter, reason=""):
        return ""  # a copy; or somebody plays an old one again
    letter = Letter(outcome.sender, part["text"], part["params"])
    return await known[part["kind"]](letter, by=by)


def _digest(sender: str, text: str) -> str:
    return hashlib.sha256(f"{sender}\n{text}".encode(errors="replace")).hexdigest()


async def _settle(row: ReceivedMessage, outcome: Outcome) -> None:
    row.sender, row.is_proven, row.subject = outcome.sender, outcome.is_proven, outcome.subject
    row.reason, row.letter_sha256 = outcome.reason, outcome.letter
    async with transaction():
        await row.save(update_fields=["sender", "is_proven", "subject", "reason", "letter_sha256"])
