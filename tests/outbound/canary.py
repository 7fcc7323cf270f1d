"""A server that counts who connects, and answers what it is told."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Handler = Callable[["Canary", str, dict[str, str]], Awaitable[bytes] | bytes]


@dataclass
class Canary:
    """A server that counts who connects, and answers what it is told."""

    answer: Handler | bytes
    port: int = 0
    connects: int = 0
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connects += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            lines = head.split("\r\n")
            named = (line.split(": ", 1) for line in lines[1:] if line)
            headers = {name.lower(): value for name, value in named}
            if length := int(headers.get("content-length", "0")):
                headers["body"] = (await reader.readexactly(length)).decode()
            self.requests.append((lines[0], headers))
            made = (
                self.answer
                if isinstance(self.answer, bytes)
                else self.answer(self, lines[0], headers)
            )
            writer.write(made if isinstance(made, bytes) else await made)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def said(body: bytes = b"hello", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


HELLO = said()


def sent_on(url: str, status: str = "302 Found") -> bytes:
    return said(b"", status, f"Location: {url}")


@asynccontextmanager
async def canary(
    answer: Handler | bytes = HELLO, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Canary]:
    bird = Canary(answer)
    server = await asyncio.start_server(bird.serve, host, 0, ssl=tls)
    bird.port = server.sockets[0].getsockname()[1]
    async with server:
        yield bird
