"""Sign-in sessions: their tokens, their limits of time, and when they were last seen.

The cookie holds 256 random bits; the table holds their SHA-256, so a copy of the database opens
nothing. A session is a row: to end it is to delete it, and no older cookie comes back to life.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from hub import settings
from hub.accounts import afterwards, clock, secret
from hub.accounts.models import Session
from hub.accounts.queries import SessionFacts
from hub.database import transaction, write
from hub.errors import Conflict
from hub.language import _

SEEN_EVERY = timedelta(minutes=1)


def seen(session: SessionFacts) -> None:
    """Notes that the session is in use, at most once a minute; the request does not wait for it."""
    if clock.now() - session.seen_at >= SEEN_EVERY:
        afterwards.run(_see(session.id, clock.now()))


async def start(
    account_id: int, *, agent: str, address: str, assurance: int = 1
) -> tuple[int, str]:
    """Inside an action: a new session. Gives its key, and the cookie's token for the only time."""
    token, now = secret.new_token(), clock.now()
    row = await Session.create(
        account_id=account_id, token_hash=secret.digest(token), csrf_key=secrets.token_bytes(32),
        created_at=now, seen_at=now, ends_at=now + settings.current.get().session_limit,
        agent=agent[:200], address=address[:45], assurance=assurance,
    )  # fmt: skip
    return row.id, token


async def rotate(session_id: int) -> str:
    """Inside an action: the same session under a new token; the old cookie is dead (CWE-384)."""
    token = secret.new_token()
    rows = await write(
        "UPDATE session SET token_hash = :hash, csrf_key = :key WHERE id = :id RETURNING id",
        hash=secret.digest(token), key=secrets.token_bytes(32), id=session_id,
    )  # fmt: skip
    if not rows:
        raise Conflict(_("Your session has ended. Sign in again."))
    return token


async def _see(session_id: int, at: datetime) -> None:
    async with transaction():
        await write(
            "UPDATE session SET seen_at = :at WHERE id = :id AND seen_at <= :before",
            at=at, id=session_id, before=at - SEEN_EVERY,
        )  # fmt: skip
