"""Reads of external identities."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub.accounts import policy
from hub.accounts.relying_party import providers
from hub.accounts.relying_party.models import ExternalIdentity, ProviderSession
from hub.actor import Actor


@dataclass(frozen=True, slots=True)
class IdentityLine:
    """An identity of an account, as its owner and administrators see it."""

    id: int
    label: str
    shown: str
    linked_at: datetime
    used_at: datetime | None


async def identity_of(issuer: str, subject: str) -> ExternalIdentity | None:
    """Takes no actor: it is how one is made. Nothing else of what a provider says is looked at."""
    return await ExternalIdentity.get_or_none(issuer=issuer, subject=subject)


async def identities_of(account_id: int, *, by: Actor) -> list[IdentityLine]:
    """Those of an account, the first linked first."""
    policy.check_reads(by, account_id)
    rows = await ExternalIdentity.filter(account_id=account_id).order_by("linked_at", "id")
    return [
        IdentityLine(row.id, _label(row.issuer), row.shown, row.linked_at, row.used_at)
        for row in rows
    ]


async def provider_session_of(*, by: Actor) -> ProviderSession | None:
    """Where the actor's own session came from, if it came from a provider."""
    return await ProviderSession.get_or_none(session_id=by.session_id or 0)


def _label(issuer: str) -> str:
    """What its provider is called; one that is configured no longer, by its address."""
    known = providers.current.get().of_issuer(issuer)
    return known.label if known else issuer
