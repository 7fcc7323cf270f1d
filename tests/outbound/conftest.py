"""The house that calls out, and what the name service says."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub import settings as hub_settings
from hub.settings import Settings


@pytest.fixture(autouse=True)
def house(tmp_path: Path) -> Iterator[Settings]:
    with hub_settings.current.bound(hub_settings.load(data=tmp_path)) as bound:
        yield bound


@pytest.fixture
def allowing(tmp_path: Path) -> Iterator[None]:
    """The operator lets loopback through, so that real servers can stand there."""
    loaded = hub_settings.load(data=tmp_path, outbound_allow="127.0.0.0/8, ::1/128")
    with hub_settings.current.bound(loaded):
        yield


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """Answers of the name service, one list a look-up; the last one stays."""
    known: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in known:
            if not any(letter in str(name) for letter in ".:") and str(name) != "localhost":
                raise socket.gaierror(socket.EAI_NONAME, "unknown")
            return real(host, port, *args, **options)
        answers = known[name].pop(0) if len(known[name]) > 1 else known[name][0]
        return [
            (
                socket.AF_INET6 if ":" in it else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (it, port),
            )
            for it in answers
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known
