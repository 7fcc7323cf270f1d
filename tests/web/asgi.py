"""Requests that no well-behaved client sends, straight to the application."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message

HOST = (b"host", b"127.0.0.1:8000")


@dataclass
class Answer:
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    read: int = 0
    """How many chunks of the request were taken."""


def call(
    app: ASGIApp, method: str = "GET", path: str = "/", *, headers: Iterable[tuple[bytes,
    bytes]] = (HOST,),
    chunks: Iterable[bytes] = (), **scope: Any,
) -> Answer:  # fmt: skip
    """One request; an exception that the application lets out is raised here."""
    answer, body = Answer(), iter(chunks)

    async def receive() -> Message:
        answer.read += 1
        chunk = next(body, None)
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {k.decode().lower(): v.decode() for k, v in message["headers"]}
        answer.body += message.get("body", b"")

    asked = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(),
        "query_string": b"",
        "headers": list(headers), "scheme": "http", "root_path": "", "http_version": "1.1",
        "client": ("192.0.2.7", 5000), "server": ("127.0.0.1", 8000), **scope,
    }  # fmt: skip
    asyncio.run(app(asked, receive, send))
    return answer
