"""The life of an account: made, invited, suspended, reinstated."""

from __future__ import annotations

from collections.abc import Sequence

from hub.accounts import clock, logins, policy
from hub.accounts.actions.signing_in import close_sessions
from hub.accounts.models import Account, AccountStatus, AppPassword, OneTimeToken
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import one_only, transaction, write
from hub.errors import Conflict, Invalid, NotFound
from hub.language import _
from hub.people.models import Person


@action("accounts.account.created")
async def create_account(person_id: int, *, by: Actor, login: str = "") -> Account:
    """An account that nothing opens yet. Without `login`, one is made of the person's name.

    Raises:
        Conflict: the login is taken, or the person has an account already.
    """
    policy.check_manages(by)
    person = await _person(person_id)
    if await Account.exists(person_id=person_id):
        raise Conflict(_("{name} already has an account.", name=person.name))
    login = logins.checked(login) if login else await logins.proposed(person)
    with one_only(_("The login {login} is taken.", login=login)):
        account = await Account.create(person_id=person_id, login=login, created_at=clock.now())
    happened("account", account.id, detail={"login": login, "person": person_id})
    return account


@action("accounts.account.invited")
async def invite(person_id: int, *, by: Actor, login: str = "") -> Account:
    """Sends somebody a link to choose a password; makes the account first if there is none.

    Raises:
        Invalid: the person has no e-mail address; a slip is for them.
        Conflict: the account needs no invitation.
    """
    policy.check_manages(by)
    person = await _person(person_id)
    if not person.email:
        raise Invalid(_("{name} has no e-mail address: print a slip instead.", name=person.name))
    account = await account_for(person_id, by=by, login=login)
    if account.status is not AccountStatus.INVITED:
        raise Conflict(_("{name} already has an account.", name=person.name))
    happened("account", account.id)
    return account


@action("accounts.password.set")
async def set_first_password(account_id: int, stored: str, *, by: Actor) -> None:
    """Opens an invited account with a password that a command was given, already hashed."""
    policy.check_issues(by)
    rows = await write(
        "UPDATE account SET password_hash = :stored, password_changed_at = :now, status = 'active'"
        " WHERE id = :id AND status = 'invited' RETURNING id",
        stored=stored, now=clock.now(), id=account_id,
    )  # fmt: skip
    if not rows:
        raise Conflict(_("This account has been opened already."))
    happened("account", account_id)


async def account_for(person_id: int, *, by: Actor, login: str = "") -> Account:
    """Inside an action: the person's account, made if there is none."""
    found = await Account.get_or_none(person_id=person_id)
    return found or await create_account(person_id, by=by, login=login)


@action("accounts.account.suspended")
async def suspend(account_id: int, *, by: Actor) -> None:
    """Closes an account at once: sessions, one-time tokens, app passwords and sockets end here.

    The one way to do it: pages, commands, provisioning and synchronisation all call it. What has
    ended stays so after `reinstate`; the person's things are untouched.

    Raises:
        Forbidden: it is the actor's own.
    """
    policy.check_suspends(by, account_id)
    # First the account's row, in every action: it is what they take turns by.
    open_, suspended = [AccountStatus.INVITED, AccountStatus.ACTIVE], AccountStatus.SUSPENDED
    if not await _turn(account_id, open_, suspended):
        return
    ended = {
        "sessions": await close_sessions(account_id),
        "tokens": await OneTimeToken.filter(account_id=account_id).delete(),
        "app_passwords": await AppPassword.filter(account_id=account_id).delete(),
    }
    happened("account", account_id, tells=[f"account:{account_id}"], detail=ended)


async def suspend_all(account_ids: Sequence[int], *, by: Actor) -> None:
    """All of them or, if one may not be, none."""
    async with transaction():
        for account_id in sorted(account_ids):
            await suspend(account_id, by=by)


@action("accounts.account.reinstated")
async def reinstate(account_id: int, *, by: Actor) -> None:
    """Opens a suspended account again, for the password it had; an invited one must be invited."""
    policy.check_manages(by)
    account = await Account.get_or_none(id=account_id)
    has_password = account is not None and account.password_hash is not None
    status = AccountStatus.ACTIVE if has_password else AccountStatus.INVITED
    if await _turn(account_id, [AccountStatus.SUSPENDED], status):
        happened("account", account_id, tells=[f"account:{account_id}"])


async def lock(account_id: int) -> Account:
    """Inside an action: the account, which no other transaction changes before this one ends.

    Raises:
        NotFound: there is none, or it is suspended.
    """
    account = await Account.select_for_update().get_or_none(id=account_id)
    if account is None or account.status is AccountStatus.SUSPENDED:
        raise NotFound(_("There is no such account."))
    return account


async def _turn(account_id: int, before: list[AccountStatus], after: AccountStatus) -> bool:
    """Whether the status changed; if it was as asked already, says so to the action."""
    rows = await write(
        "UPDATE account SET status = :after WHERE id = :id AND status IN :before RETURNING id",
        after=after.value, id=account_id, before=[status.value for status in before],
    )  # fmt: skip
    if not rows and not await Account.exists(id=account_id):
        raise NotFound(_("There is no such account."))
    if not rows:
        unchanged()
    return bool(rows)


async def _person(person_id: int) -> Person:
    person = await Person.get_or_none(id=person_id)
    if person is None or not person.is_active:
        raise NotFound(_("There is no such person."))
    return person
