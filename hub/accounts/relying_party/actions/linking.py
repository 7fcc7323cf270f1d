"""What links an identity of elsewhere to an account, and what parts them."""

from __future__ import annotations

from hub.accounts import clock, policy, sessions
from hub.accounts.actions.accounts import lock
from hub.accounts.models import Account
from hub.accounts.relying_party import providers
from hub.accounts.relying_party.exchange import Asserted
from hub.accounts.relying_party.models import ExternalIdentity
from hub.accounts.relying_party.tokens import LONGEST_SUBJECT
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import one_only, write
from hub.errors import Conflict, Invalid, NotFound
from hub.language import _


@action("accounts.identity.provided")
async def link(account_id: int, issuer: str, subject: str, *, by: Actor) -> None:
    """Links what a command or provisioning knows of somebody at a provider.

    Raises:
        Invalid: no provider of the settings has this issuer, or the subject is none.
        Conflict: the identity is another account's.
    """
    policy.check_issues(by)
    policy.check_manages(by)
    if providers.current.get().of_issuer(issuer) is None:
        raise Invalid(issuer=_("No provider in HUB_OIDC has this issuer."))
    if not subject.isprintable() or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise Invalid(subject=_("This is not the subject of an identity."))
    await lock(account_id)
    if await ExternalIdentity.exists(account_id=account_id, issuer=issuer, subject=subject):
        unchanged()
        return
    await add_identity(account_id, issuer, subject)
    detail = {"issuer": issuer, "subject": subject}
    happened("account", account_id, tells=[f"account:{account_id}"], detail=detail)


@action("accounts.identity.linked")
async def link_own(asserted: Asserted, *, by: Actor) -> str:
    """Links who a provider says is there to the actor's own account; gives the new cookie."""
    account_id = int(by.account_id or 0)
    policy.check_writes(by, account_id)
    await lock(account_id)
    known = await ExternalIdentity.exists(
        account_id=account_id, issuer=asserted.issuer, subject=asserted.subject
    )
    if not known:
        await add_identity(account_id, asserted.issuer, asserted.subject, asserted.shown)
    token = await sessions.rotate(by.session_id or 0)
    detail = {"issuer": asserted.issuer, "subject": asserted.subject}
    happened("account", account_id, tells=[f"account:{account_id}"], detail=detail)
    return token


@action("accounts.identity.unlinked")
async def unlink(identity_id: int, *, by: Actor) -> None:
    """Parts an identity from its account, and ends the sessions that it opened.

    One's own, or anybody's for administrators.

    Raises:
        NotFound: it is not there, or not for the actor.
        Conflict: it is the only way into the actor's own account.
    """
    identity = await ExternalIdentity.get_or_none(id=identity_id)
    if identity is None or "read" not in policy.abilities(by, identity.account_id):
        raise NotFound(_("This identity is linked no longer."))
    account_id = identity.account_id
    await _check_other_way(await Account.select_for_update().get(id=account_id), by)
    await identity.delete()
    ended = await write(
        "DELETE FROM session WHERE account_id = :account AND id <> :keep AND id IN ("
        "SELECT session_id FROM provider_session WHERE issuer = :issuer AND subject = :subject)"
        " RETURNING id",
        account=account_id, keep=by.session_id or 0, issuer=identity.issuer,
        subject=identity.subject,
    )  # fmt: skip
    detail = {"issuer": identity.issuer, "subject": identity.subject, "sessions": len(ended)}
    happened("account", account_id, tells=[f"account:{account_id}"], detail=detail)


async def add_identity(account_id: int, issuer: str, subject: str, shown: str = "") -> None:
    """Inside an action. Raises `Conflict` if the identity is an account's already."""
    with one_only(_("This identity is linked to another account.")):
        await ExternalIdentity.create(
            account_id=account_id, issuer=issuer, subject=subject, shown=shown,
            linked_at=clock.now(),
        )  # fmt: skip


async def _check_other_way(account: Account, by: Actor) -> None:
    if by.account_id != account.id or account.password_hash is not None:
        return
    if await ExternalIdentity.filter(account_id=account.id).count() < 2:
        raise Conflict(_("This is the only way into your account: choose a password first."))
