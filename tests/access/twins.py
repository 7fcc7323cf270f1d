"""Non-interference: two databases that differ only in what somebody may not see tell him the same.

    await check([enter_one, enter_other], routes, addresses, at=now, probes=[my_probe])

The world is built once and its database copied; the secret is written into one copy (see
`test_twins.pair`). Then the visitor walks through both, from the same addresses, along every link
he is shown, and each answer is compared byte by byte: status, headers, body. The clock stands still
and nonces are counted, so whatever differs is told by the secret. What a walk cannot reach (methods
of DAV, sockets, feeds) is a probe: a coroutine function that takes the visitor and gives anything
comparable. Nothing here knows which application it asks.
"""

from __future__ import annotations

import datetime as datetime_module
import hashlib
import itertools
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from starlette.routing import BaseRoute

from hub.web.routes import PageRoute
from tests.access.asking import Answer, Probe, Visitor

MOST_PAGES = 400
LINK = re.compile(rb'(?:href|src|action|hx-get|data-href)="([^"]*)"')

Enter = Callable[[], AbstractAsyncContextManager[Visitor]]
"""Opens one of the two hubs, and gives the visitor who walks in it."""


@dataclass(frozen=True)
class Walk:
    """What one visitor was told: by address, in the order of the walk, then by the probes."""

    pages: dict[str, Answer] = field(default_factory=dict)
    probes: list[object] = field(default_factory=list)


async def check(
    enter: Sequence[Enter],
    routes: Sequence[BaseRoute],
    addresses: Sequence[str],
    *,
    at: datetime,
    probes: Sequence[Probe] = (),
) -> Walk:
    """Raises `AssertionError` with the first address at which the two differ.

    Args:
        enter: opens the one without and the one with the secret.
        routes: of the application; those without a key in their path are where the walk begins.
        addresses: further beginnings, of what is secret above all.
        at: what time it is.
        probes: further questions.
    """
    starts = [*filter(None, map(_start, routes)), *addresses]
    without, with_secret = [await _walk(it, starts, at, probes) for it in enter]
    for path in without.pages.keys() | with_secret.pages.keys():
        one, other = without.pages.get(path), with_secret.pages.get(path)
        assert one is not None, f"{path} is shown only where the secret is"
        assert other is not None, f"{path} is shown only where the secret is not"
        assert _all(one) == _all(other), f"{path} tells the secret: {_difference(one, other)}"
    for number, (one_told, other_told) in enumerate(
        zip(without.probes, with_secret.probes, strict=True)
    ):
        assert one_told == other_told, f"probe {number} tells the secret"
    return without


@contextmanager
def standing(at: datetime) -> Iterator[None]:
    """It is `at`, in every module of the hub, and what is random is counted."""
    with pytest.MonkeyPatch.context() as patch:
        frozen = _frozen(at)
        for name, module in list(sys.modules.items()):
            if name.split(".")[0].startswith(("hub", "tests")) and (
                getattr(module, "datetime", None) is datetime_module.datetime
            ):
                patch.setattr(module, "datetime", frozen)
        numbers = itertools.count(1)

        def token(count: int | None = None) -> bytes:
            made = hashlib.sha256(str(next(numbers)).encode()).digest() * 4
            return made[: count or 32]

        patch.setattr(time, "time", at.timestamp)
        patch.setattr(secrets, "token_bytes", token)
        patch.setattr(secrets, "token_hex", lambda count=None: token(count).hex())
        patch.setattr(secrets, "token_urlsafe", lambda count=None: token(count).hex())
        yield


async def _walk(enter: Enter, starts: list[str], at: datetime, probes: Sequence[Probe]) -> Walk:
    walk = Walk()
    async with enter() as visitor:
        with standing(at):
            waiting = list(dict.fromkeys(starts))
            while waiting and len(walk.pages) < MOST_PAGES:
                path = waiting.pop(0)
                parts = urlsplit(path)
                answer = await visitor.ask("GET", parts.path, query=parts.query)
                walk.pages[path] = answer
                seen = {*walk.pages, *waiting}
                waiting += [it for it in links(path, answer) if it not in seen]
            walk.probes.extend([await probe(visitor) for probe in probes])
    return walk


def _start(route: BaseRoute) -> str:
    """The path of a page that has no key in it."""
    if not isinstance(route, PageRoute) or "GET" not in (route.methods or ()):
        return ""
    return "" if route.param_convertors else str(route.path)


def links(path: str, answer: Answer) -> list[str]:
    """Addresses of our own that the answer names, and where it sends."""
    named = [unescape(it.decode()) for it in LINK.findall(answer.body)]
    named += [answer.header("location")] if answer.header("location") else []
    joined = (urlsplit(urljoin(f"http://here{path}", it)) for it in named)
    own = [it for it in joined if it.netloc == "here"]
    found = [f"{it.path}?{it.query}" if it.query else it.path for it in own]
    return [it for it in dict.fromkeys(found) if not it.startswith("/static/")]


def _all(answer: Answer) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    return answer.status, sorted(answer.headers), answer.body


def _difference(one: Answer, other: Answer) -> str:
    if one.status != other.status:
        return f"status {one.status} and {other.status}"
    if headers := set(one.headers) ^ set(other.headers):
        return f"headers {sorted(headers)}"
    at = next(
        (n for n, pair in enumerate(zip(one.body, other.body, strict=False)) if len(set(pair)) > 1),
        min(len(one.body), len(other.body)),
    )
    around = slice(max(0, at - 60), at + 60)
    return f"{one.body[around]!r} and {other.body[around]!r}"


def _frozen(at: datetime) -> Any:
    real = datetime_module.datetime

    class Meta(type):
        def __instancecheck__(cls, it: object) -> bool:
            return isinstance(it, real)

    class Frozen(real, metaclass=Meta):  # type: ignore[misc, valid-type]
        """Tells one time for ever; what it makes are plain datetimes."""

        def __new__(cls, *args: Any, **options: Any) -> Any:
            return real(*args, **options)

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return at.astimezone(tz)

        @classmethod
        def utcnow(cls) -> datetime:
            return at.astimezone(UTC).replace(tzinfo=None)

    return Frozen
