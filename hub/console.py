"""What `hub` commands do, in the running server when there is one, else in this process.

On SQLite one process has the database. A command therefore asks the server over `DATA/hub.sock`
(mode 0600: who may open it may read the database file too); without a server it opens the hub
itself, under the directory's lock. On PostgreSQL it always opens the hub itself.

The protocol is one JSON line each way: `{"command", "arguments"}`, then `{"done"}` or
`{"refused"}`.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import structlog

from hub.errors import Refusal
from hub.settings import Settings

log = structlog.get_logger(__name__)

Command = Callable[..., Awaitable[dict[str, Any]]]

COMMANDS: dict[str, Command] = {}
LONGEST_LINE = 64 * 1024 * 1024  # an imported file travels inside


def command(name: str) -> Callable[[Command], Command]:
    """Registers a coroutine function whose arguments and answer are JSON."""

    def register(function: Command) -> Command:
        COMMANDS[name] = function
        return function

    return register


def sock(settings: Settings) -> Path:
    return settings.data / "hub.sock"


async def ask(settings: Settings, name: str, arguments: dict[str, Any]) -> dict[str, Any] | None:
    """The running server's answer; None when none runs on this data directory.

    Raises:
        Refusal: the server refused; the message is the reader's.
    """
    try:
        reader, writer = await asyncio.open_unix_connection(sock(settings), limit=LONGEST_LINE)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    try:
        writer.write(_line({"command": name, "arguments": arguments}))
        await writer.drain()
        answer = json.loads(await reader.readline())
    finally:
        writer.close()
    if "refused" in answer:
        raise Refusal(answer["refused"])
    done: dict[str, Any] = answer["done"]
    return done


@asynccontextmanager
async def listening(settings: Settings) -> AsyncIterator[None]:
    """Answers commands for the block; the hub must be bound."""
    path = sock(settings)
    path.unlink(missing_ok=True)  # left by a server that was killed; the lock proves it is gone
    mask = os.umask(0o177)
    try:
        server = await asyncio.start_unix_server(_answer, path, limit=LONGEST_LINE)
    finally:
        os.umask(mask)
    try:
        async with server:
            yield
    finally:
        path.unlink(missing_ok=True)


async def perform(name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Runs a command in the bound hub."""
    return await COMMANDS[name](**arguments)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        asked = json.loads(await reader.readline())
        writer.write(_line({"done": await perform(asked["command"], asked["arguments"])}))
    except Refusal as refusal:
        writer.write(_line({"refused": refusal.message}))
    except Exception:
        log.exception("command_failed")
        writer.write(_line({"refused": "The server failed; its log says how."}))
    finally:
        await writer.drain()
        writer.close()


def _line(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode() + b"\n"
