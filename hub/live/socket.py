"""One browser's socket: what it subscribed to, what it is still to be told, and its rights.

There is no queue that could grow: changes of one topic that were not sent yet are one refresh, and
topics are few. One loop does all that goes out, so an answer is never older than the rights it was
checked with.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from starlette.websockets import WebSocket, WebSocketDisconnect

from hub.actor import Actor
from hub.live.bus import EVERYTHING, Topics
from hub.live.frames import Allowance, Close, Shut, asked, parts
from hub.live.recent import Recent

log = structlog.get_logger(__name__)

MOST_TOPICS = 100
SEND_WITHIN = 10.0  # seconds; who does not read for so long is not there
PAUSE = 0.1  # seconds between batches: a thousand changes of an import are a few refreshes

Readable = Callable[[Actor, int], Awaitable[bool]]
Identify = Callable[[WebSocket], Awaitable[Actor | None]]


class Socket:
    """A browser that was let in as `by`; `run` is its life."""

    def __init__(
        self,
        websocket: WebSocket,
        by: Actor,
        identify: Identify,
        readable: Mapping[str, Readable],
        recent: Recent,
    ) -> None:
        self.session_id = by.session_id
        self._by = by
        self._own = f"account:{by.account_id}"
        self._websocket = websocket
        self._identify = identify
        self._readable = readable
        self._recent = recent
        self._topics: set[str] = set()
        self._due: dict[str, bool] = {}  # topic to check, and whether it changed
        self._wake = asyncio.Event()
        self._is_doubted = True  # the session may have ended since the handshake was checked
        self._end: asyncio.Future[Close] = asyncio.get_running_loop().create_future()

    def hear(self, topics: Topics) -> None:
        if topics == EVERYTHING:
            self._check(self._topics, changed=True)
            return
        if self._own in topics:
            self._check(self._topics, changed=False)
        if changed := self._topics.intersection(topics):
            self._check(changed, changed=True)

    def doubt(self) -> None:
        """Whoever holds the socket is looked up again before anything else is sent."""
        self._is_doubted = True
        self._wake.set()

    def end(self, code: Close) -> None:
        if not self._end.done():
            self._end.set_result(code)

    async def run(self) -> None:
        """Until the browser leaves or is shown out."""
        self._wake.set()
        tasks = [asyncio.create_task(self._receive()), asyncio.create_task(self._tell())]
        awaited: list[asyncio.Future[Any]] = [*tasks, self._end]
        try:
            await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            results: list[BaseException | None] = await asyncio.gather(
                *tasks, return_exceptions=True
            )
        code = self._end.result() if self._end.done() else _code(results)
        if code is not None:
            await self._close(code)

    async def _receive(self) -> None:
        allowance = Allowance()
        while (message := await self._websocket.receive())["type"] == "websocket.receive":
            allowance.take()
            frame = asked(message)
            if not frame.is_subscribing:
                self._topics.discard(frame.topic)
                continue
            if len(self._topics | {frame.topic}) > MOST_TOPICS:
                raise Shut(Close.POLICY)
            # Listed before the right is checked: a change in between is then due, not lost.
            self._topics.add(frame.topic)
            stale = self._recent.may_have_changed(frame.topic, frame.age)
            self._check({frame.topic}, changed=stale)

    def _check(self, topics: set[str], *, changed: bool) -> None:
        self._due |= {topic: changed or self._due.get(topic, False) for topic in topics}
        self.doubt()

    async def _tell(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            await self._identified()
            due, self._due = self._due, {}
            for topic, has_changed in due.items():
                await self._answer(topic, has_changed)
            await asyncio.sleep(PAUSE)

    async def _answer(self, topic: str, has_changed: bool) -> None:
        may_read = await self._may_read(topic)
        if topic not in self._topics:
            return
        if not may_read:
            self._topics.discard(topic)
            await self._send({"type": "gone", "topic": topic})
        elif has_changed:
            await self._send({"type": "refresh", "topic": topic, "seq": self._recent.seq})

    async def _may_read(self, topic: str) -> bool:
        kind, number = parts(topic)
        readable = self._readable.get(kind)
        while True:
            by = await self._identified()
            may_read = readable is not None and await readable(by, number)
            # A doubt raised while the database was asked makes its answer an old one.
            if not self._is_doubted:
                return may_read

    async def _identified(self) -> Actor:
        while self._is_doubted:
            self._is_doubted = False
            by = await self._identify(self._websocket)
            if by is None:
                raise Shut(Close.SIGNED_OUT)
            self._by = by
        return self._by

    async def _send(self, frame: dict[str, Any]) -> None:
        async with asyncio.timeout(SEND_WITHIN):
            await self._websocket.send_text(json.dumps(frame))

    async def _close(self, code: Close) -> None:
        with contextlib.suppress(TimeoutError, WebSocketDisconnect, RuntimeError):
            async with asyncio.timeout(SEND_WITHIN):
                await self._websocket.close(code)


def _code(results: list[BaseException | None]) -> Close | None:
    """How to close after the two loops ended so; `None` when the browser has left."""
    for fault in results:
        if isinstance(fault, Shut):
            return fault.code
        if isinstance(fault, TimeoutError):
            return Close.TRY_AGAIN
        if isinstance(fault, WebSocketDisconnect):
            return None
        if isinstance(fault, Exception):
            log.error("live_failed", exc_info=fault)
            return Close.TRY_AGAIN
    return None
