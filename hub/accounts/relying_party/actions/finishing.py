"""The way back from a provider: a session, a link, or a refusal, which is journaled.

Nothing is asked of a provider inside a transaction; each action that follows checks in its own
statements that account and identity are still as they were read.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.accounts import clock, secret, throttle
from hub.accounts.actions.signing_in import Opened, opened_for
from hub.accounts.models import Door, OneTimeToken
from hub.accounts.relying_party import attempts, exchange, providers, sealing
from hub.accounts.relying_party.actions.linking import add_identity, link_own
from hub.accounts.relying_party.actions.refusing import worded
from hub.accounts.relying_party.attempts import Begun
from hub.accounts.relying_party.exchange import Asserted
from hub.accounts.relying_party.faults import Distrusted
from hub.accounts.relying_party.models import ExternalIdentity, ProviderSession
from hub.accounts.relying_party.providers import KnownProvider
from hub.accounts.relying_party.queries import identity_of
from hub.accounts.relying_party.refusals import Reason, Refused
from hub.accounts.visitor import Visitor
from hub.action import action
from hub.actor import Actor
from hub.database import write


@dataclass(frozen=True, slots=True)
class Answered:
    """What a provider's answer carries (OpenID Connect Core §3.1.2.5, RFC 9207)."""

    state: str
    code: str
    error: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Entered:
    """The cookie's token and the page that was asked for first."""

    token: str
    back: str
    is_linked: bool = False
    """An identity was linked to the session that was there."""


async def finish(
    name: str, browser: str, answer: Answered, *, by: Actor, visitor: Visitor
) -> Entered:
    """Ends an attempt with what the provider called `name` answered to this browser.

    Raises:
        NotFound: no provider is called so.
        Refused: with the reason, and what somebody unknown is called there.
        Unavailable: the provider does not answer, or too many answers fitted no attempt.
    """
    provider = providers.current.get().named(name)
    begun = await attempts.take(name, browser, answer.state)
    try:
        if begun is None:
            # Anybody can send one: only so many of an address are worth a line in the journal.
            await throttle.admit(Door.PROVIDER, secret.digest(answer.state), visitor.address)
            raise Refused(Reason.ATTEMPT)
        asserted = await _asserted(provider, begun, answer)
        return await _enter(begun, asserted, by=by, visitor=visitor)
    except (Distrusted, Refused) as error:
        raise await worded(error, provider, by=by, visitor=visitor) from None


async def _asserted(provider: KnownProvider, begun: Begun, answer: Answered) -> Asserted:
    """The state was right; then whose answer it is, before anything that it says."""
    document = await provider.document()
    if (answer.issuer or document.sends_issuer) and answer.issuer != provider.issuer:
        raise Distrusted("iss of the answer")
    if answer.error:
        raise Refused(Reason.DECLINED, fault=answer.error)
    if not answer.code:
        raise Distrusted("code")
    return await exchange.asserted(provider, begun, answer.code)


async def _enter(begun: Begun, asserted: Asserted, *, by: Actor, visitor: Visitor) -> Entered:
    identity = await identity_of(asserted.issuer, asserted.subject)
    if begun.session_id is not None:
        token = await _link(begun.session_id, identity, asserted, by=by)
        return Entered(token, begun.back, is_linked=True)
    if begun.token_id is not None and identity is None:
        opened = await _accept(begun.token_id, asserted, by=by, visitor=visitor)
    elif identity is None:
        raise _refused(Reason.UNKNOWN, asserted)
    else:
        await _check_invitation(begun.token_id, identity)
        opened = await _open(identity, asserted, by=by, visitor=visitor)
    return Entered(opened.token, begun.back)


async def _link(
    session_id: int, identity: ExternalIdentity | None, asserted: Asserted, *, by: Actor
) -> str:
    if by.session_id != session_id:
        raise Refused(Reason.ATTEMPT)  # signed out meanwhile, or somebody else signed in
    if identity is not None and identity.account_id != by.account_id:
        raise _refused(Reason.TAKEN, asserted)
    return await link_own(asserted, by=by)


async def _check_invitation(token_id: int | None, identity: ExternalIdentity) -> None:
    """An invitation for one account is not an entry into another."""
    if token_id is None:
        return
    token = await OneTimeToken.get_or_none(id=token_id)
    if token is None or token.account_id != identity.account_id:
        raise Refused(Reason.TAKEN, account_id=token.account_id if token else 0)


@action("accounts.sign_on.opened")
async def _open(
    identity: ExternalIdentity, asserted: Asserted, *, by: Actor, visitor: Visitor
) -> Opened:
    """Opens an invited account too: whoever linked it vouched for who comes."""
    now, account_id = clock.now(), identity.account_id
    entered = await write(
        "UPDATE account SET signed_in_at = :now, status = 'active'"
        " WHERE id = :id AND status IN ('active', 'invited') RETURNING id",
        now=now, id=account_id,
    )  # fmt: skip
    if not entered:
        raise _refused(Reason.CLOSED, asserted, account_id)
    used = await write(
        "UPDATE external_identity SET used_at = :now, shown = :shown"
        " WHERE id = :id AND account_id = :account RETURNING id",
        now=now, shown=asserted.shown, id=identity.id, account=account_id,
    )  # fmt: skip
    if not used:  # unlinked since it was read
        raise _refused(Reason.UNKNOWN, asserted)
    return await _session(account_id, asserted, by=by, visitor=visitor)


@action("accounts.invitation.accepted")
async def _accept(token_id: int, asserted: Asserted, *, by: Actor, visitor: Visitor) -> Opened:
    """Links the identity to the account that was invited, opens it, and spends the invitation."""
    now = clock.now()
    used = await write(
        "UPDATE one_time_token SET used_at = :now WHERE id = :id AND purpose = 'invitation'"
        " AND used_at IS NULL AND expires_at > :now RETURNING account_id",
        now=now, id=token_id,
    )  # fmt: skip
    account_id = int(used[0]["account_id"]) if used else 0
    entered = await write(
        "UPDATE account SET signed_in_at = :now, status = 'active'"
        " WHERE id = :id AND status = 'invited' RETURNING id",
        now=now, id=account_id,
    )  # fmt: skip
    if not entered:
        raise Refused(Reason.ATTEMPT, account_id=account_id)
    await OneTimeToken.filter(account_id=account_id).exclude(id=token_id).delete()
    await add_identity(account_id, asserted.issuer, asserted.subject, asserted.shown)
    return await _session(account_id, asserted, by=by, visitor=visitor)


async def _session(account_id: int, asserted: Asserted, *, by: Actor, visitor: Visitor) -> Opened:
    """Inside an action: a session that ends with the provider's."""
    detail = {"issuer": asserted.issuer, "subject": asserted.subject}
    opened = await opened_for(account_id, by=by, visitor=visitor, **detail)
    await ProviderSession.create(
        session_id=opened.session_id, issuer=asserted.issuer, subject=asserted.subject,
        sid=asserted.sid, sealed_token=sealing.sealed(asserted.id_token, opened.token),
    )  # fmt: skip
    return opened


def _refused(reason: Reason, asserted: Asserted, account_id: int = 0) -> Refused:
    return Refused(reason, account_id=account_id, issuer=asserted.issuer, subject=asserted.subject)
