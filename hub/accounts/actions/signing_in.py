"""Signing in by password, and ending sessions.

What is slow (argon2, on purpose) runs outside of any transaction; the action that follows checks
again, in one statement, that the account is still as it was read.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.accounts import clock, logins, passwords, policy, sessions, throttle
from hub.accounts.models import Door, Session
from hub.accounts.queries import Credentials, credentials_of
from hub.accounts.visitor import Visitor
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import write
from hub.errors import Invalid, NotFound
from hub.language import _


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session; `token` goes into the cookie and nowhere else."""

    session_id: int
    account_id: int
    token: str


async def sign_in(login: str, password: str, *, by: Actor, visitor: Visitor) -> Opened:
    """Opens a session for who knows the password. Ends the one this browser had.

    Raises:
        Invalid: with the same words whatever was wrong: nobody learns which logins exist.
        Unavailable: too many failures from this address.
    """
    login = logins.folded(login)
    found = await credentials_of(login)
    attempt = await admit_password(found, visitor, login)
    is_right = await passwords.verify(found.checkable if found else None, password)
    if found is None or not is_right:
        await journal_refusal(found.account_id if found else 0, by=by, visitor=visitor)
        raise Invalid(_("This login and password do not go together."))
    stored = str(found.password_hash)
    stronger = await passwords.hash_password(password) if passwords.is_outdated(stored) else stored
    opened = await _open(found, by=by, visitor=visitor, stored=stored, stronger=stronger)
    await throttle.forgive(attempt)
    return opened


async def admit_password(found: Credentials | None, visitor: Visitor, typed: str) -> throttle.Try:
    """Counts a try at a password, at whichever page it is asked.

    Raises:
        Unavailable: too many failures from this address.
    """
    account_id = found.account_id if found else None
    subject = f"account {account_id}" if account_id else typed
    return await throttle.admit(Door.PASSWORD, subject, visitor.address, account_id=account_id)


@action("accounts.session.refused")
async def journal_refusal(account_id: int, *, by: Actor, visitor: Visitor) -> None:
    """Journals a secret that was wrong; account 0 is one that does not exist."""
    happened("account", account_id, detail={"address": visitor.address})


@action("accounts.session.opened")
async def _open(
    found: Credentials, *, by: Actor, visitor: Visitor, stored: str, stronger: str
) -> Opened:
    rows = await write(
        "UPDATE account SET signed_in_at = :now, password_hash = :stronger"
        " WHERE id = :id AND status = 'active' AND password_hash = :stored RETURNING id",
        now=clock.now(), id=found.account_id, stored=stored, stronger=stronger,
    )  # fmt: skip
    if not rows:  # suspended, or another password, since it was read
        raise Invalid(_("This login and password do not go together."))
    return await opened_for(found.account_id, by=by, visitor=visitor)


async def opened_for(account_id: int, *, by: Actor, visitor: Visitor, **detail: str) -> Opened:
    """Inside an action: a session under a new token, instead of whatever the browser came with."""
    if by.session_id is not None:
        await Session.filter(id=by.session_id).delete()
    session_id, token = await sessions.start(
        account_id, agent=visitor.agent, address=visitor.address
    )
    told = {"session": session_id, "address": visitor.address} | detail
    happened("account", account_id, tells=_topics(by.account_id), detail=told)
    return Opened(session_id, account_id, token)


@action("accounts.session.closed")
async def sign_out(*, by: Actor) -> None:
    """Ends the session that the actor came with."""
    if by.session_id is None or not await _delete(by.session_id):
        unchanged()
        return
    _closed(int(by.account_id or 0), by.session_id)


@action("accounts.session.ended")
async def end_session(session_id: int, *, by: Actor) -> None:
    """Ends one session, on whichever device: one's own, or anybody's for administrators."""
    row = await Session.get_or_none(id=session_id)
    if row is None or "read" not in policy.abilities(by, row.account_id):
        raise NotFound(_("This session has ended."))
    await _delete(session_id)
    _closed(row.account_id, session_id)


@action("accounts.sessions.ended")
async def end_sessions(account_id: int, *, by: Actor) -> int:
    """Ends every session of an account but the actor's own; gives how many."""
    policy.check_reads(by, account_id)
    ended = await close_sessions(account_id, keep=by.session_id)
    if ended:
        topics = _topics(account_id)
        happened("account", account_id, tells=topics, detail={"sessions": ended})
    else:
        unchanged()
    return ended


async def close_sessions(account_id: int, keep: int | None = None) -> int:
    """Inside an action: deletes the sessions of an account; gives how many."""
    rows = await write(
        "DELETE FROM session WHERE account_id = :account AND id <> :keep RETURNING id",
        account=account_id, keep=keep or 0,
    )  # fmt: skip
    return len(rows)


async def _delete(session_id: int) -> bool:
    return bool(await Session.filter(id=session_id).delete())


def _closed(account_id: int, session_id: int) -> None:
    topics = _topics(account_id)
    happened("account", account_id, tells=topics, detail={"session": session_id})


def _topics(*account_ids: int | None) -> list[str]:
    """Sockets of these accounts look again whether their session still is one."""
    return [f"account:{account_id}" for account_id in account_ids if account_id]
