"""Checking an app password: at every DAV request, so with one read and no slow hash.

A right secret always enters: it has 130 bits, and an old telephone that keeps asking with a wrong
one, from the same town hall, must not stop its neighbours or its owner's other devices. What is
counted and slowed down is the guessing, apart from the guessing of passwords.
"""

from __future__ import annotations

from datetime import timedelta

from hub.accounts import afterwards, clock, logins, throttle
from hub.accounts.actions.signing_in import journal_refusal
from hub.accounts.models import Door
from hub.accounts.queries import AppPasswordFacts, app_password_of, credentials_of
from hub.accounts.visitor import Visitor
from hub.actor import NOBODY
from hub.database import transaction, write

USED_EVERY = timedelta(minutes=10)


async def check(login: str, typed: str, *, visitor: Visitor) -> AppPasswordFacts | None:
    """The app password that was shown, or nothing; what it may reach is in its `scopes`.

    Raises:
        Unavailable: too many different wrong secrets from this address.
    """
    login = logins.folded(login)
    facts = await app_password_of(login, typed)
    if facts is not None:
        _note_use(facts, visitor)
        return facts
    await _count(login, typed, visitor)
    return None


async def _count(login: str, typed: str, visitor: Visitor) -> None:
    found = await credentials_of(login)
    account_id = found.account_id if found else None
    subject = f"account {account_id}" if account_id else login
    if await throttle.is_repeat(Door.APP_PASSWORD, subject, visitor.address, typed):
        return
    await throttle.admit(Door.APP_PASSWORD, subject, visitor.address, account_id=account_id)
    await throttle.remember(Door.APP_PASSWORD, subject, visitor.address, typed)
    await journal_refusal(account_id or 0, by=NOBODY, visitor=visitor)


def _note_use(facts: AppPasswordFacts, visitor: Visitor) -> None:
    if facts.used_at is None or clock.now() - facts.used_at >= USED_EVERY:
        afterwards.run(_note(facts.id, visitor))


async def _note(app_password_id: int, visitor: Visitor) -> None:
    async with transaction():
        await write(
            "UPDATE app_password SET used_at = :now, used_address = :address, used_agent = :agent"
            " WHERE id = :id",
            now=clock.now(), id=app_password_id, address=visitor.address[:45],
            agent=visitor.agent[:200],
        )  # fmt: skip
