"""uvicorn's WebSocket protocol, with the limits on hostile peers that it lacks.

As shipped it bounds the size of a message, but keeps any number of empty fragments of one; it
answers each ping even when the peer reads nothing, so the answers pile up in memory; and it waits
without end for a peer that does not read to take the rest before it closes.
"""

from __future__ import annotations

from asyncio import TimerHandle

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

MOST_FRAGMENTS = 256  # of one message
STALLED_FOR = 20.0  # seconds with a full send buffer


class Protocol(WebSocketsSansIOProtocol):
    """For `uvicorn.Config(ws=Protocol)`."""

    _stalled: TimerHandle | None = None

    def handle_cont(self, event: Frame) -> None:
        if len(self.frames) >= MOST_FRAGMENTS:
            self.transport.abort()
            return
        super().handle_cont(event)

    def handle_ping(self) -> None:
        if not self.writable.is_set():
            self.transport.abort()
            return
        super().handle_ping()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(STALLED_FOR, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._forget_stall()

    def keepalive_timeout(self) -> None:
        super().keepalive_timeout()
        # Silent for a ping's whole time: a farewell would only wait in the buffer.
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_stall()
        super().connection_lost(exc)

    def _forget_stall(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None
