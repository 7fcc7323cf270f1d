"""What `hub account` does. Plain coroutines: the command line gives them an actor and prints."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from hub.accounts import actions, logins, passwords, secret
from hub.accounts.actions.app_passwords import SCOPES
from hub.accounts.actions.passwords import check_new
from hub.accounts.models import Account
from hub.accounts.relying_party.actions import link as link_identity
from hub.actor import ADMINISTRATORS, Actor
from hub.database import transaction
from hub.errors import NotFound
from hub.language import _
from hub.people import actions as people

GENERATED_BYTES = 15


@dataclass(frozen=True, slots=True)
class Added:
    """An account made on the command line; `password` is told once, if it was made up."""

    account_id: int
    login: str
    password: str


async def add(
    given_name: str,
    family_name: str,
    *,
    by: Actor,
    login: str = "",
    email: str = "",
    password: str = "",
    is_administrator: bool = False,
) -> Added:
    """A person with an account that can be entered at once, such as the first administrator.

    Without `password` one of 120 random bits is made up.

    Raises:
        Invalid: the password is refused, or a name or address.
        Conflict: the login is taken.
    """
    chosen = password or secrets.token_urlsafe(GENERATED_BYTES)
    stored = await passwords.hash_password(chosen)
    # One transaction: a person without an account would be left behind by a refused password.
    async with transaction():
        person = await people.create_person(
            by=by, given_name=given_name, family_name=family_name, email=email or None
        )
        if is_administrator:
            await people.add_member(ADMINISTRATORS, person.id, by=by)
        account = await actions.create_account(person.id, by=by, login=login)
        await check_new(person.id, account.login, chosen)
        await actions.set_first_password(account.id, stored, by=by)
    return Added(account.id, account.login, "" if password else chosen)


async def link(login: str, issuer: str, subject: str, *, by: Actor) -> None:
    """The account is entered with that identity of a provider from now on."""
    await link_identity((await _account(login)).id, issuer, subject, by=by)


async def suspend(login: str, *, by: Actor) -> None:
    """Ends everything that the account has open."""
    await actions.suspend((await _account(login)).id, by=by)


async def add_app_password(login: str, name: str, *, by: Actor) -> str:
    """A secret for a device, with every scope; told once."""
    account, made = await _account(login), secret.new_app_password()
    await actions.keep_app_password(
        account.id, name, made, by=by, scopes=SCOPES, is_read_only=False, expires_at=None
    )
    return made


async def _account(login: str) -> Account:
    account = await Account.get_or_none(login=logins.folded(login))
    if account is None:
        raise NotFound(_("No account is called {login}.", login=login))
    return account
