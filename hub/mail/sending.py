"""Sending what is queued: nobody is forgotten, and only what was on the wire at a crash repeats.

The server is reached first and rows are claimed after, so while it is down nothing counts as a try.
Each answer is written down before the next message goes.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPNotSupported,
    SMTPRecipientsRefused,
    SMTPResponseException,
)

from hub import settings as hub_settings
from hub.database import read
from hub.database.due import LEASE, Claim, Claims, Due, growing
from hub.mail import server
from hub.mail.message import message_of
from hub.mail.models import Mail, MailState

log = structlog.get_logger(__name__)

BATCH = 100
"""Messages over one connection."""
FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=4)
GIVEN_UP_AFTER = timedelta(days=5)  # RFC 5321 §4.5.4.1

_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}(?!\S)")  # RFC 3463


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one message."""

    state: MailState
    fault: str | None = None
    is_connection_good: bool = True


async def send_some(lease: timedelta = LEASE) -> int:
    """Sends a batch of due mail; 0 when there is none, or no server takes it now."""
    client = server.client(hub_settings.current.get())
    if client is None or not await _is_any_due():
        return 0
    try:
        async with connected(client), Due("mail_outbox", lease).claimed(BATCH) as claims:
            return await _send_all(client, claims)
    except UnreachableError as error:
        log.warning("mail_server_unreachable", error=str(error))
        return 0


class UnreachableError(Exception):
    """The server cannot be reached or refuses us; it says which kind of error, and its code."""


@asynccontextmanager
async def connected(client: SMTP) -> AsyncIterator[None]:
    try:
        await client.connect()
    except (SMTPException, OSError) as error:
        raise UnreachableError(_fault(error)) from None
    try:
        yield
    finally:
        await _quit(client)


async def _quit(client: SMTP) -> None:
    try:
        if client.is_connected:
            await client.quit(timeout=5)
    except (SMTPException, OSError) as error:
        log.info("mail_connection_lost", error=_fault(error))
    finally:
        client.close()


async def _is_any_due() -> bool:
    sql = "SELECT id FROM mail_outbox WHERE due_at <= :now LIMIT 1"
    return bool(await read(sql, now=datetime.now(UTC)))


async def _send_all(client: SMTP, claims: Claims) -> int:
    """How many the server answered for; 0 if it went away before the first."""
    mails = {mail.id: mail for mail in await Mail.filter(id__in=[it.id for it in claims.all])}
    answered = 0
    for claim in claims.all:
        if not client.is_connected:
            await _give_back(claim, claims)
            continue
        answer = await send(client, mails[claim.id])
        await _write_down(answer, mails[claim.id], claim, claims)
        answered += answer.is_connection_good
    return answered


async def send(client: SMTP, mail: Mail) -> Answer:
    try:
        await client.send_message(message_of(mail), sender=mail.sender, recipients=[mail.recipient])
    except SMTPRecipientsRefused as error:
        return _refusal(error.recipients[0])
    except SMTPDataError as error:
        return _refusal(error)
    except SMTPNotSupported:
        return Answer(MailState.REFUSED, "SMTPUTF8 is not supported")
    except ValueError as error:  # aiosmtplib's own guards; without this it would block the batch
        return Answer(MailState.REFUSED, type(error).__name__)
    except (SMTPException, OSError) as error:
        # The connection, or the sender: nothing that this recipient could be blamed for.
        client.close()
        return Answer(MailState.QUEUED, _fault(error), is_connection_good=False)
    return Answer(MailState.SENT)


def _refusal(error: SMTPResponseException) -> Answer:
    is_final = 500 <= error.code < 600
    return Answer(MailState.REFUSED if is_final else MailState.QUEUED, _fault(error))


async def _write_down(answer: Answer, mail: Mail, claim: Claim, claims: Claims) -> None:
    now = datetime.now(UTC)
    state = answer.state
    if state == MailState.QUEUED:
        if now - mail.created_at < GIVEN_UP_AFTER:
            due_at = now + growing(claim.tries, FIRST_DELAY, LONGEST_DELAY)
            await claims.settle(claim, due_at, fault=answer.fault)
            return
        state = MailState.EXPIRED
    if state != MailState.SENT:
        log.warning("mail_not_delivered", mail=mail.id, state=state.value, fault=answer.fault)
    await claims.settle(
        claim, None, state=state.value, over_at=now, fault=answer.fault, **_emptied()
    )


def _emptied() -> dict[str, str | None]:
    """The bodies that are kept of a mail that is over: none, for they may hold one-time links."""
    return {} if hub_settings.current.get().demo else {"text": "", "html": "", "calendar": None}


async def _give_back(claim: Claim, claims: Claims) -> None:
    """It was not tried, so that does not count as a try."""
    await claims.settle(claim, datetime.now(UTC) + FIRST_DELAY, tries=claim.tries - 1)


def _fault(error: BaseException) -> str:
    """The code and no words: a server's sentence quotes the recipient."""
    if isinstance(error, SMTPResponseException):
        enhanced = _ENHANCED.match(str(error.message).strip())
        return f"{error.code} {enhanced[0]}" if enhanced else str(error.code)
    cause = error.__cause__
    return type(error).__name__ + (f" ({type(cause).__name__})" if cause else "")
