"""Mail that carries a secret, such as the link of an invitation: no table ever holds its text."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from hub import settings as hub_settings
from hub.database import transaction
from hub.errors import Unavailable
from hub.language import _
from hub.mail import server
from hub.mail.compose import Composed, queue, row_of
from hub.mail.models import Mail, MailState
from hub.mail.sending import Answer, UnreachableError, connected, send


async def send_unkept(mail: Composed, *, key: int) -> MailState:
    """Hands one message to the server at once, from a job that comes again if this raises.

    Only that it went is kept. Without a server the demo keeps it, to show it; no other hub does.

    Args:
        mail: composed with a secret that was made for this try.
        key: the same at each try: a try with the same secret is to mail programs the same message.

    Raises:
        Unavailable: no server takes it now.
    """
    client = server.client(hub_settings.current.get())
    if client is None:
        return await _show(mail)
    row = row_of(mail)
    row.message_id = f"<{_number(key, row.text)}@{row.sender.rpartition('@')[2]}>"
    try:
        async with connected(client):
            answer = await send(client, row)
    except UnreachableError:
        raise _later() from None
    if answer.state is MailState.QUEUED:
        raise _later()
    await _write_down(answer, row)
    return answer.state


async def _show(mail: Composed) -> MailState:
    if hub_settings.current.get().demo:
        async with transaction():
            await queue(mail)
    return MailState.KEPT


async def _write_down(answer: Answer, row: Mail) -> None:
    row.state, row.fault = answer.state, answer.fault
    row.over_at, row.due_at = datetime.now(UTC), None
    row.text = row.html = ""
    async with transaction():
        if not await Mail.exists(message_id=row.message_id):
            await row.save(force_create=True)


def _number(key: int, text: str) -> str:
    # Of the text too: a mail program that drops repeated messages must not drop the next secret.
    return hashlib.sha256(f"unkept {key} {text}".encode()).hexdigest()[:32]


def _later() -> Unavailable:
    return Unavailable(_("The mail server does not answer now."))
