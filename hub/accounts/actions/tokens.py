"""Links and slips: made, and redeemed once for a password and a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from hub.accounts import clock, logins, passwords, policy, secret, throttle
from hub.accounts.actions.passwords import check_new
from hub.accounts.actions.signing_in import Opened, close_sessions, journal_refusal, opened_for
from hub.accounts.models import Account, AccountStatus, Door, OneTimeToken, Purpose
from hub.accounts.queries import credentials_of, token_of
from hub.accounts.queries.credentials import SLIP_TRIES
from hub.accounts.visitor import Visitor
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import transaction, write
from hub.errors import Invalid
from hub.language import _

LIVES = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.RESET: timedelta(minutes=30),
    Purpose.SLIP: timedelta(days=30),
}
OPENS = {
    Purpose.INVITATION: (AccountStatus.INVITED,),
    Purpose.RESET: (AccountStatus.ACTIVE,),
    # Who has no e-mail address and forgot the password gets another slip.
    Purpose.SLIP: (AccountStatus.INVITED, AccountStatus.ACTIVE),
}
LINKS_AN_HOUR = 3


@dataclass(frozen=True, slots=True)
class Issued:
    """A link's token, on its way into a mail."""

    id: int
    token: str


async def ask_reset(typed: str, *, by: Actor, visitor: Visitor) -> None:
    """Somebody forgot a password. The answer is the same whether or not there is an account.

    Raises:
        Unavailable: it was asked too often from this address.
    """
    login = logins.folded(typed)
    found = await credentials_of(login)
    account_id = found.account_id if found else 0
    subject = f"account {account_id}" if found else login
    await throttle.admit(Door.RESET, subject, visitor.address)
    await _ask(account_id, by=by, visitor=visitor)


@action("accounts.reset.asked")
async def _ask(account_id: int, *, by: Actor, visitor: Visitor) -> None:
    happened("account", account_id, detail={"address": visitor.address})


@action("accounts.token.issued")
async def issue_token(account_id: int, purpose: Purpose, *, by: Actor) -> Issued | None:
    """The token of a link, for the job that writes the mail: no table holds it in the clear.

    Nothing if the account is not one that `purpose` opens, or had enough links this hour.
    """
    policy.check_issues(by)
    account = await Account.select_for_update().get_or_none(id=account_id)
    if account is None or account.status not in OPENS[purpose] or await _has_enough(account_id):
        unchanged()
        return None
    token = secret.new_token()
    row = await store_token(account_id, purpose, secret.digest(token))
    happened("account", account_id, detail={"purpose": purpose.value})
    return Issued(row.id, token)


@action("accounts.token.withdrawn")
async def withdraw_token(token_id: int, *, by: Actor) -> None:
    """The mail could not be sent: the next try makes a token of its own."""
    policy.check_issues(by)
    token = await OneTimeToken.get_or_none(id=token_id)
    if token is None:
        unchanged()
        return
    await token.delete()
    happened("account", token.account_id, detail={"purpose": token.purpose.value})


async def store_token(
    account_id: int, purpose: Purpose, lookup: str, *, secret_hash: str = ""
) -> OneTimeToken:
    """Inside an action: a token of which only `lookup` and `secret_hash` are kept."""
    now = clock.now()
    return await OneTimeToken.create(
        account_id=account_id, purpose=purpose, lookup=lookup, secret_hash=secret_hash or None,
        created_at=now, expires_at=now + LIVES[purpose],
    )  # fmt: skip


async def redeem(
    purpose: Purpose, typed: str, password: str, *, by: Actor, visitor: Visitor
) -> Opened:
    """Sets the password of whoever a link or slip was made for, once, and signs them in.

    A password that is refused leaves the token as it was.

    Raises:
        Invalid: `token` is wrong, used, too old or for something else; or `password` is refused.
        Unavailable: too many wrong ones from this address.
    """
    is_slip = purpose is Purpose.SLIP
    subject = secret.slip_code(typed)[: secret.SLIP_LOOKUP] if is_slip else secret.digest(typed)
    attempt = await throttle.admit(Door.SLIP if is_slip else Door.TOKEN, subject, visitor.address)
    token = await token_of(purpose, typed)
    if is_slip and not await _proves(token, typed):
        token = None
    if token is None:
        await journal_refusal(0, by=by, visitor=visitor)
        raise _no_longer(purpose)
    await throttle.forgive(attempt)
    account = await Account.get(id=token.account_id)
    await check_new(account.person_id, account.login, password)
    new = await passwords.hash_password(password)
    return await _redeem(token, by=by, visitor=visitor, new=new)


@action("accounts.token.redeemed")
async def _redeem(token: OneTimeToken, *, by: Actor, visitor: Visitor, new: str) -> Opened:
    opens = [status.value for status in OPENS[token.purpose]]
    now, account_id = clock.now(), token.account_id
    entered = await write(
        "UPDATE account SET password_hash = :new, password_changed_at = :now, status = 'active',"
        " signed_in_at = :now WHERE id = :id AND status IN :opens RETURNING id",
        new=new, now=now, id=account_id, opens=opens,
    )  # fmt: skip
    used = await write(
        "UPDATE one_time_token SET used_at = :now"
        " WHERE id = :id AND used_at IS NULL AND expires_at > :now RETURNING id",
        now=now, id=token.id,
    )  # fmt: skip
    if not entered or not used:
        raise _no_longer(token.purpose)
    await OneTimeToken.filter(account_id=account_id).exclude(id=token.id).delete()
    await close_sessions(account_id)
    purpose = token.purpose.value
    return await opened_for(account_id, by=by, visitor=visitor, purpose=purpose)


async def _has_enough(account_id: int) -> bool:
    lately = clock.now() - timedelta(hours=1)
    recent = OneTimeToken.filter(account_id=account_id, created_at__gt=lately)
    return await recent.exclude(purpose=Purpose.SLIP).count() >= LINKS_AN_HOUR


async def _proves(slip: OneTimeToken | None, typed: str) -> bool:
    """Whether the whole code is the slip's. The try is counted first: thirty at once are ten."""
    stored = await _counted(slip.id, 1) if slip else None
    is_right = await passwords.verify(stored, secret.slip_code(typed))
    if slip and is_right:
        await _counted(slip.id, -1)
    return is_right


async def _counted(slip_id: int, tries: int) -> str | None:
    """The hash of a slip's code, once more or less tried; None after the last try."""
    async with transaction():
        rows = await write(
            "UPDATE one_time_token SET tries = tries + :tries"
            " WHERE id = :id AND tries < :below AND used_at IS NULL RETURNING secret_hash",
            tries=tries, id=slip_id, below=SLIP_TRIES + (tries < 0),
        )  # fmt: skip
    return str(rows[0]["secret_hash"]) if rows else None


def _no_longer(purpose: Purpose) -> Invalid:
    if purpose is Purpose.SLIP:
        return Invalid(
            token=_("This code is not valid, or no longer. Check it, or ask for another.")
        )
    return Invalid(token=_("This link has been used or is too old. Ask for another."))
