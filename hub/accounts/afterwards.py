"""Small writes that no request waits for: when a session or an app password was last used."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger(__name__)

_running: set[asyncio.Task[None]] = set()


def run(work: Coroutine[Any, Any, None]) -> None:
    """Starts `work` beside the request. What it fails to note is lost, which its caller accepts."""
    task = asyncio.create_task(_guarded(work))
    _running.add(task)
    task.add_done_callback(_running.discard)


async def settle() -> None:
    """Waits for what runs: before the database closes."""
    await asyncio.gather(*_running)


async def _guarded(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        log.warning("not_noted", what=getattr(work, "__qualname__", "?"), exc_info=True)
