"""Paper slips with a code, for people without an e-mail address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hub.accounts import passwords, policy, secret
from hub.accounts.actions.accounts import account_for, lock
from hub.accounts.actions.tokens import store_token
from hub.accounts.models import Account, OneTimeToken, Purpose
from hub.action import action, happened
from hub.actor import Actor
from hub.database import one_only, transaction
from hub.errors import Invalid
from hub.language import _

MOST = 60
"""Slips at once: each code takes a fifth of a second to hash."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is printed, once: the code is stored nowhere."""

    account_id: int
    person_id: int
    login: str
    code: str
    expires_at: datetime


async def issue_slips(person_ids: Sequence[int], *, by: Actor) -> list[Slip]:
    """A slip for each person, whose earlier ones are void; accounts are made where there are none.

    Raises:
        Invalid: nobody was chosen, or too many for one sheet of work.
        NotFound: a person has left, or the account is suspended.
    """
    policy.check_manages(by)
    if not 0 < len(set(person_ids)) <= MOST:
        raise Invalid(_("Choose between 1 and {most} people.", most=MOST))
    # All accounts or none, before the first slow hash.
    async with transaction():
        accounts = [await _account(person_id, by=by) for person_id in dict.fromkeys(person_ids)]
    return [await _slip(account, by=by) for account in accounts]


async def _slip(account: Account, *, by: Actor) -> Slip:
    code = secret.new_slip_code()
    while await OneTimeToken.exists(lookup=code[: secret.SLIP_LOOKUP]):
        code = secret.new_slip_code()
    token = await _issue(account.id, code, await passwords.hash_password(code), by=by)
    return Slip(account.id, account.person_id, account.login, code, token.expires_at)


@action("accounts.slip.issued")
async def _issue(account_id: int, code: str, secret_hash: str, *, by: Actor) -> OneTimeToken:
    await lock(account_id)
    await OneTimeToken.filter(account_id=account_id, purpose=Purpose.SLIP).delete()
    with one_only(_("Two slips met on one code. Try again.")):
        lookup = code[: secret.SLIP_LOOKUP]
        token = await store_token(account_id, Purpose.SLIP, lookup, secret_hash=secret_hash)
    happened("account", account_id)
    return token


async def _account(person_id: int, *, by: Actor) -> Account:
    return await lock((await account_for(person_id, by=by)).id)
