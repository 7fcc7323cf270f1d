"""Choosing a password."""

from __future__ import annotations

from datetime import timedelta

from hub.accounts import clock, passwords, policy, sessions, throttle
from hub.accounts.actions.signing_in import admit_password, close_sessions, journal_refusal
from hub.accounts.models import Account, OneTimeToken, Session
from hub.accounts.queries import Credentials
from hub.accounts.queries.credentials import own_words
from hub.accounts.visitor import Visitor
from hub.action import action, happened
from hub.actor import ADMINISTRATORS, Actor
from hub.database import write
from hub.errors import Conflict, Invalid, NotFound
from hub.language import _
from hub.people import days
from hub.people.queries import principals_of

FRESH = timedelta(minutes=10)
"""So long a sign-in is as good as a password that is asked again."""


async def change_password(current: str, new: str, *, by: Actor, visitor: Visitor) -> str:
    """Sets a password, and ends every other session; gives the new cookie of this one.

    App passwords stay: they are how a telephone survives a change of password.

    Raises:
        Invalid: the current one is wrong, or the new one too easily guessed.
        Unavailable: too many wrong ones from this address.
    """
    account = await own_account(by)
    stored = await confirm(account, current, by=by, visitor=visitor)
    await check_new(account.person_id, account.login, new)
    return await _change(account.id, by=by, stored=stored, new=await passwords.hash_password(new))


async def own_account(by: Actor) -> Account:
    """The account that the actor is signed in with.

    Raises:
        NotFound: the actor has none, or came by another door than a session.
    """
    policy.check_writes(by, by.account_id or 0)
    account = await Account.get_or_none(id=by.account_id)
    if account is None:
        raise NotFound(_("There is no such account."))
    return account


async def confirm(account: Account, password: str, *, by: Actor, visitor: Visitor) -> str:
    """Asks the owner's password again before what a borrowed session must not do (ASVS 7.5.1).

    A guess here is a guess at the password, and counts as one. Gives the hash it was checked with.
    Who signs in elsewhere and has no password here has just done so instead; then it gives nothing.

    Raises:
        Invalid: `current` is wrong, or signing in was too long ago.
    """
    if account.password_hash is None:
        await _check_fresh(by)
        return ""
    found = Credentials(account.id, account.person_id, account.status, account.password_hash)
    attempt = await admit_password(found, visitor, account.login)
    if not await passwords.verify(found.checkable, password):
        await journal_refusal(account.id, by=by, visitor=visitor)
        raise Invalid(current=_("This is not your current password."))
    await throttle.forgive(attempt)
    return str(account.password_hash)


async def _check_fresh(by: Actor) -> None:
    since = clock.now() - FRESH
    if not await Session.exists(id=by.session_id or 0, created_at__gt=since):
        raise Invalid(
            current=_("For this, sign out, sign in again, and come back within ten minutes.")
        )


async def check_new(person_id: int, login: str, password: str) -> None:
    """The policy, for this person.

    Raises:
        Invalid: with one sentence for the field `password`.
    """
    own = await own_words(person_id, login)
    is_administrator = ADMINISTRATORS in await principals_of(person_id, days.today())
    passwords.check(password, own=own, is_administrator=is_administrator)


@action("accounts.password.changed")
async def _change(account_id: int, *, by: Actor, stored: str, new: str) -> str:
    rows = await write(
        "UPDATE account SET password_hash = :new, password_changed_at = :now"
        " WHERE id = :id AND status = 'active' AND COALESCE(password_hash, '') = :stored"
        " RETURNING id",
        new=new, now=clock.now(), id=account_id, stored=stored,
    )  # fmt: skip
    if not rows:
        raise Conflict(_("Your password was changed elsewhere meanwhile. Sign in again."))
    await OneTimeToken.filter(account_id=account_id).delete()
    ended = await close_sessions(account_id, keep=by.session_id)
    token = await sessions.rotate(by.session_id or 0)
    topics = [f"account:{account_id}"]
    happened("account", account_id, tells=topics, detail={"sessions": ended})
    return token
