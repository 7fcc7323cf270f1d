"""`/live`, the WebSocket on which a browser learns that something it shows has changed.

Frames are JSON texts. From the browser:
- `{"type": "subscribe", "topic": "calendar:7", "age": 800}`: it shows the topic as it was at most
  `age` milliseconds ago, and is told at once if it may have changed since;
- `{"type": "unsubscribe", "topic": "calendar:7"}`.

To the browser:
- `{"type": "refresh", "topic": "calendar:7", "seq": 41}`: fetch it again, through its own door;
- `{"type": "gone", "topic": "calendar:7"}`: there is none that you may read; nobody can tell which.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog
from starlette.responses import PlainTextResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from hub.actor import Actor
from hub.live.bus import Bus, Topics
from hub.live.frames import Close
from hub.live.recent import Recent
from hub.live.socket import Identify, Readable, Socket

log = structlog.get_logger(__name__)

RECHECK_EVERY = 2.0  # seconds
ANSWER_WITHIN = 2.5  # seconds; with the above, an ended session loses its socket within five
SOCKETS_EACH = 30  # of one account: a tab each

Alive = Callable[[frozenset[int]], Awaitable[frozenset[int]]]


@dataclass(frozen=True, slots=True)
class Access:
    """What the door asks of the floors above it. Each answer is read from the database anew."""

    identify: Identify
    """Who holds the credential of this handshake now; `None` once it is worth nothing. It must not
    prolong the session: a page left open would keep it alive for ever."""
    alive: Alive
    """Which of these sign-in sessions are still good."""
    topics: Mapping[str, Readable]
    """By the word before the colon: whether an actor may read the thing of that id."""


class Door:
    """All sockets of this node."""

    def __init__(self, public_url: str, access: Access) -> None:
        self._origin = origin(public_url)
        self._access = access
        self._recent = Recent()
        self._sockets: set[Socket] = set()
        self._holders: Counter[Hashable] = Counter()
        self.routes = [WebSocketRoute("/live", self.serve, name="live")]

    @asynccontextmanager
    async def running(self, bus: Bus) -> AsyncIterator[None]:
        """Hears the bus and watches the sessions during the block."""
        stop = bus.listen(self.hear)
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            stop()
            watch.cancel()
            await asyncio.gather(watch, return_exceptions=True)

    async def serve(self, websocket: WebSocket) -> None:
        """One browser, from its handshake to its last frame."""
        if not self._is_ours(websocket):
            await _refuse(websocket, 403)
            return
        by = await self._access.identify(websocket)
        if by is None:
            await _refuse(websocket, 403)
            return
        holder = by.account_id or by.principals
        if self._holders[holder] >= SOCKETS_EACH:
            await _refuse(websocket, 429)
            return
        await self._hold(websocket, by, holder)

    def hear(self, topics: Topics) -> None:
        self._recent.note(topics)
        for socket in self._sockets:
            socket.hear(topics)

    def _is_ours(self, websocket: WebSocket) -> bool:
        # Cookies travel with a handshake from any page (CWE-1385): only ours may open one, and a
        # client that names no origin is no browser of ours either.
        return websocket.headers.getlist("origin") == [self._origin]

    async def _hold(self, websocket: WebSocket, by: Actor, holder: Hashable) -> None:
        socket = Socket(websocket, by, self._access.identify, self._access.topics, self._recent)
        self._sockets.add(socket)
        self._holders[holder] += 1
        try:
            await websocket.accept()
            await socket.run()
        finally:
            self._sockets.discard(socket)
            self._holders[holder] -= 1
            self._holders += Counter()  # drops those that hold nothing

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_EVERY)
            sockets = tuple(self._sockets)
            try:
                # Not wait_for: before Python 3.12 it can swallow the cancellation that ends this.
                async with asyncio.timeout(ANSWER_WITHIN):
                    alive = await self._alive(sockets)
            except Exception as error:
                # Access that cannot be checked is access refused.
                log.warning("sessions_unchecked", error=type(error).__name__)
                for socket in sockets:
                    socket.end(Close.TRY_AGAIN)
                continue
            for socket in sockets:
                if socket.session_id is None:
                    socket.doubt()
                elif socket.session_id not in alive:
                    socket.end(Close.SIGNED_OUT)

    async def _alive(self, sockets: tuple[Socket, ...]) -> frozenset[int]:
        ids = frozenset(it.session_id for it in sockets if it.session_id is not None)
        return await self._access.alive(ids) if ids else ids


def origin(url: str) -> str:
    """As browsers write it (RFC 6454 §6.2): lower case, ASCII, no port that is the usual one."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    host = f"[{name}]" if ":" in name else name.encode("idna").decode()
    usual = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in {None, usual} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


async def _refuse(websocket: WebSocket, status: int) -> None:
    await websocket.send_denial_response(PlainTextResponse("", status))
