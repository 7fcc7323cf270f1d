"""An SMTP server (aiosmtpd) that keeps what it is given and can be made difficult."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from typing import Any, Self, cast

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

Answer = Callable[[str], str | Awaitable[str | None] | None]


class Postbox:
    """What arrived, in order; `rcpt` and `data` may answer something else than yes."""

    def __init__(self, tls: ssl.SSLContext | None = None, **options: Any) -> None:
        self.envelopes: list[Envelope] = []
        self.sessions: list[Session] = []
        self.connections = 0
        self.credentials: list[tuple[bytes, bytes]] = []
        self.rcpt: Answer = lambda _recipient: None
        self.data: Answer = lambda _recipient: None
        self.port = 0
        self._tls = tls
        self._options = options
        self._transports: list[asyncio.BaseTransport] = []

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def messages(self) -> list[EmailMessage]:
        contents = [cast(bytes, it.content) for it in self.envelopes]
        return [message_from_bytes(content, policy=SMTP_POLICY) for content in contents]

    @property
    def recipients(self) -> list[str]:
        return [recipient for it in self.envelopes for recipient in it.rcpt_tos]

    @asynccontextmanager
    async def open(self, port: int = 0) -> AsyncIterator[Self]:
        server = await asyncio.get_running_loop().create_server(
            self._protocol, "127.0.0.1", port, ssl=self._tls
        )
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            self.hang_up()
            await server.wait_closed()

    def hang_up(self) -> None:
        """Drops every connection, as a server that crashes does."""
        for transport in self._transports:
            # One of TLS that is closed already fails here in Python before 3.11.4.
            if not transport.is_closing():
                cast(asyncio.Transport, transport).abort()
        self._transports.clear()

    def _protocol(self) -> SMTP:
        box = self

        class Protocol(SMTP):
            def connection_made(self, transport: asyncio.BaseTransport) -> None:
                box.connections += 1
                box._transports.append(transport)
                super().connection_made(transport)

        return Protocol(
            self, enable_SMTPUTF8=True, authenticator=self._authenticate, **self._options
        )

    def _authenticate(
        self, _server: Any, _session: Any, _envelope: Any, _how: str, data: Any
    ) -> Any:
        assert isinstance(data, LoginPassword)
        self.credentials.append((data.login, data.password))
        return AuthResult(success=True)

    async def handle_RCPT(  # aiosmtpd's own name
        self, _server: Any, _session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if refusal := await _answer(self.rcpt, address):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Session, envelope: Envelope) -> str:
        if refusal := await _answer(self.data, envelope.rcpt_tos[0]):
            return refusal
        self.envelopes.append(envelope)
        self.sessions.append(session)
        return "250 OK"


async def _answer(ask: Answer, recipient: str) -> str | None:
    answer = ask(recipient)
    return answer if isinstance(answer, str | None) else await answer
