"""The mails about accounts, composed from keys; what they carry is made here and kept nowhere."""

from __future__ import annotations

from typing import Any

from hub.accounts import actions, clock
from hub.accounts.actions.tokens import Issued
from hub.accounts.models import Account, AccountStatus, Purpose
from hub.actor import Actor
from hub.mail.compose import Composed, compose
from hub.people.models import Person

LINKS = {
    Purpose.INVITATION: ("accounts/mail/invitation", "/invitations"),
    Purpose.RESET: ("accounts/mail/reset", "/password-resets"),
}


async def link(account_id: int, *, by: Actor) -> tuple[Composed, Issued] | None:
    """The mail that lets somebody choose a password, with the token it carries.

    It invites whoever never came in, whatever was asked for. None if there is nobody to write to,
    or no link to give.
    """
    account = await Account.get_or_none(id=account_id).prefetch_related("person")
    if account is None or not account.person.email:
        return None
    is_new = account.status is AccountStatus.INVITED
    purpose = Purpose.INVITATION if is_new else Purpose.RESET
    issued = await actions.issue_token(account_id, purpose, by=by)
    if issued is None:
        return None
    template, page = LINKS[purpose]
    # In the fragment: it reaches no server log, no proxy and no Referer header.
    context = {"path": f"{page}#{issued.token}", "token": issued.token, "login": account.login}
    return compose(account.person, template, context), issued


async def notice(account_id: int, template: str, context: dict[str, Any]) -> Composed | None:
    """A mail that tells the owner what was done with the account; None without an address."""
    person = await Person.get_or_none(account__id=account_id)
    if person is None or not person.email:
        return None
    return compose(person, f"accounts/mail/{template}", context | {"at": clock.now()})
