"""Where a request comes from: what throttling counts by and what a list of sessions shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Visitor:
    """The other end of a connection and what it says it is."""

    address: str
    agent: str

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> Self:
        """From an ASGI scope. No header is believed here: the server has put the address of a
        trusted proxy's client into `client` already, and X-Forwarded-For is anybody's word."""
        client = scope.get("client")
        headers = dict(scope.get("headers", ()))
        agent = headers.get(b"user-agent", b"").decode("latin-1")
        return cls(client[0] if client else "", agent)


def device(agent: str) -> str:
    """What a `User-Agent` means to its owner: `Firefox, Android`; empty if nothing known."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return ", ".join(filter(None, (browser, system)))


# In this order: each names those after it too, for the sake of old sites.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("FxiOS", "Firefox"), ("Firefox/", "Firefox"), ("CriOS", "Chrome"), ("Chrome/", "Chrome"),
    ("Safari/", "Safari"), ("DAVx5", "DAVx⁵"), ("Thunderbird", "Thunderbird"),
    ("iOS/", "iOS"), ("macOS/", "macOS"), ("Evolution", "Evolution"),
)  # fmt: skip
_SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("CrOS", "ChromeOS"), ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip
