"""Commands over `hub.sock`: what is asked, what is refused, what goes wrong, and nobody there."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hub import console
from hub.app import Hub
from hub.errors import NotFound, Refusal

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def commands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands for these tests alone."""
    monkeypatch.setattr(console, "COMMANDS", {})

    @console.command("echo")
    async def echo(**arguments: Any) -> dict[str, Any]:
        return arguments

    @console.command("refuse")
    async def refuse() -> dict[str, Any]:
        raise NotFound("Cette personne n’est pas là.")

    @console.command("break")
    async def break_() -> dict[str, Any]:
        raise ZeroDivisionError("the secret of the house")


async def test_a_command_is_answered(hub: Hub) -> None:
    arguments = {"name": "Łukasz Żółkiewski\nMaud", "number": 3, "nothing": None}
    async with console.listening(hub.settings):
        assert await console.ask(hub.settings, "echo", arguments) == arguments


async def test_a_whole_file_travels(hub: Hub) -> None:
    text = "é" * (1024 * 1024)
    async with console.listening(hub.settings):
        assert await console.ask(hub.settings, "echo", {"text": text}) == {"text": text}


async def test_a_refusal_reaches_whoever_asked(hub: Hub) -> None:
    async with console.listening(hub.settings):
        with pytest.raises(Refusal) as refused:
            await console.ask(hub.settings, "refuse", {})
    assert refused.value.message == "Cette personne n’est pas là."


@pytest.mark.parametrize(
    ("name", "arguments"), [("break", {}), ("no.such", {}), ("break", {"unknown": 1})]
)
async def test_a_failure_stays_in_the_log(hub: Hub, name: str, arguments: dict[str, Any]) -> None:
    async with console.listening(hub.settings):
        with pytest.raises(Refusal) as refused:
            await console.ask(hub.settings, name, arguments)
    assert refused.value.message == "The server failed; its log says how."


async def test_nobody_there_is_no_answer(hub: Hub) -> None:
    assert await console.ask(hub.settings, "echo", {}) is None


async def test_what_a_killed_server_left_is_nobody(hub: Hub) -> None:
    path = console.sock(hub.settings)
    left = await asyncio.start_unix_server(lambda *_: None, path)
    left.close()
    await left.wait_closed()
    path.touch()
    path.unlink()
    import socket

    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(path))
    assert path.exists()
    assert await console.ask(hub.settings, "echo", {}) is None
    async with console.listening(hub.settings):
        assert await console.ask(hub.settings, "echo", {"it": "works"}) == {"it": "works"}
    assert not path.exists()
