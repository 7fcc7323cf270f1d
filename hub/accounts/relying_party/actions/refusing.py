"""Every refusal is journaled before it is told."""

from __future__ import annotations

import structlog

from hub.accounts.relying_party.faults import Distrusted
from hub.accounts.relying_party.providers import KnownProvider
from hub.accounts.relying_party.refusals import Reason, Refused
from hub.accounts.visitor import Visitor
from hub.action import action, happened
from hub.actor import Actor

log = structlog.get_logger(__name__)


async def worded(
    error: Distrusted | Refused, provider: KnownProvider, *, by: Actor, visitor: Visitor
) -> Refused:
    """Journals the refusal; gives it as it is told to the reader."""
    if isinstance(error, Distrusted):
        error = Refused(Reason.ANSWER, fault=error.fault)
        # The operator's own: a wrong secret, clock or issuer shows here first.
        log.warning("sign_on_distrusted", provider=provider.name, fault=error.fault)
    await _journal(error, provider.name, by=by, visitor=visitor)
    return error.worded(provider.label)


@action("accounts.sign_on.refused")
async def _journal(refused: Refused, provider: str, *, by: Actor, visitor: Visitor) -> None:
    """With the identity of somebody unknown: `hub account link` takes it from here."""
    told = {
        "provider": provider, "reason": refused.reason.value, "fault": refused.fault,
        "issuer": refused.issuer, "subject": refused.subject, "address": visitor.address,
    }  # fmt: skip
    happened("account", refused.account_id, detail={k: v for k, v in told.items() if v})
