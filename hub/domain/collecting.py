"""Deleting content that nothing holds any more, once all domains have said what they hold."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import structlog

from hub.actor import Actor
from hub.blobs import blobs
from hub.current import Current
from hub.domain.ports import Digests

log = structlog.get_logger(__name__)

UNUSED_AFTER = timedelta(days=2)
"""Since it was last put or kept: no upload, nor a transaction that keeps it, takes so long."""

current: Current[Sequence[Digests]] = Current("what the domains hold of content")


async def delete_unused(*, by: Actor) -> None:
    """Safe at any time, beside uploads and after a crash. Nothing is deleted unless every domain
    has answered to its end."""
    deleted = await blobs.current.get().delete_unreferenced(_held(by), UNUSED_AFTER)
    log.info("blobs_collected", count=deleted)


async def _held(by: Actor) -> AsyncIterator[str]:
    for digests in current.get():
        async for digest in digests(by=by):
            yield digest
