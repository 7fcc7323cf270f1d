"""The one way out: every HTTP request that the hub makes, mostly to addresses that users typed.

An address inside the house (loopback, private, link-local, a cloud's metadata) is refused: whoever
types it would read with the server's eyes (CWE-918). The name is looked up here and the connection
goes to the very address that was checked, so a name that answers differently the second time gains
nothing; TLS and `Host` still know the name. Each redirect passes the same door. Answers have a
limit of size, compressed or not, and of time.

What an operator wrote into the settings is `trusted`; more can be let through with
`HUB_OUTBOUND_ALLOW`. A test lets no other module import an HTTP client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from hub.errors import Invalid, Unavailable
from hub.language import _
from hub.outbound.addresses import Refused, is_public
from hub.outbound.transport import TooLarge, Transport

__all__ = ["Answer", "Oversized", "Refused", "client", "fetch", "is_public"]

LIMIT = 10 * 1024 * 1024  # bytes
DEADLINE = 30.0  # seconds, everything included
SILENCE = 10.0  # seconds without a byte
REDIRECTS = 5
_LONGEST_URL = 4096


class Oversized(Invalid):
    """What is there is larger than the limit."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What another server said; a status of 400 or more is an answer too."""

    url: str
    """Where it came from in the end."""
    status: int
    headers: Mapping[str, str]
    """Their names in lower case."""
    content: bytes


async def fetch(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    trusted: bool = False,
    limit: int = LIMIT,
    deadline: float = DEADLINE,
) -> Answer:
    """One request, with the redirects of a GET.

    Args:
        url: http or https, without user information.
        method: of the request.
        headers: sent to the first host only.
        content: the body.
        trusted: the operator chose the host, so it may be inside the house.
        limit: bytes of the answer.
        deadline: seconds for all of it.

    Raises:
        Invalid: the address cannot be used. Oversized: what is there is too large.
        Unavailable: nothing answers there, or not in time.
    """
    host = _parsed(url).host
    with _told(host):
        async with asyncio.timeout(deadline), client(_own(url, trusted), limit=limit) as session:
            response = await _follow(session, _parsed(url), method, headers or {}, content)
            return Answer(
                str(response.url), response.status_code,
                {name.lower(): value for name, value in response.headers.items()},
                response.content,
            )  # fmt: skip


@asynccontextmanager
async def client(
    trusted: Iterable[str] = (), *, limit: int = LIMIT, **options: Any
) -> AsyncIterator[httpx2.AsyncClient]:
    """A client for a library that needs one of its own, such as one that speaks OpenID.

    It follows no redirect, knows no proxy of the environment, and keeps connections for the block.

    Args:
        trusted: hosts that the operator chose, which may be inside the house.
        limit: bytes of each answer.
        options: other arguments of `httpx2.AsyncClient`.
    """
    async with httpx2.AsyncClient(
        transport=Transport(frozenset(trusted), limit), trust_env=False, follow_redirects=False,
        timeout=httpx2.Timeout(SILENCE), **options,
    ) as session:  # fmt: skip
        yield session


async def _follow(
    session: httpx2.AsyncClient,
    url: httpx2.URL,
    method: str,
    headers: Mapping[str, str],
    content: bytes,
) -> httpx2.Response:
    for _hop in range(REDIRECTS + 1):
        response = await session.request(method, url, headers=headers, content=content or None)
        location = response.headers.get("location")
        if method not in {"GET", "HEAD"} or not response.is_redirect or not location:
            return response
        target = url.join(location)
        if target.scheme == "http" and url.scheme == "https":
            raise Refused  # what was asked for in confidence is not told in the open
        if (target.scheme, target.host, target.port) != (url.scheme, url.host, url.port):
            headers = {}
        url = target
    raise Refused


def _own(url: str, trusted: bool) -> tuple[str, ...]:
    return (_parsed(url).raw_host.decode("ascii").rstrip("."),) if trusted else ()


def _parsed(url: str) -> httpx2.URL:
    try:
        parsed = httpx2.URL(url if len(url) <= _LONGEST_URL else "")
    except (httpx2.InvalidURL, ValueError, TypeError):
        raise _unusable() from None
    if not parsed.host:
        raise _unusable()
    return parsed


@contextmanager
def _told(host: str) -> Iterator[None]:
    """Turns what goes wrong on the way into words for whoever typed the address."""
    try:
        yield
    except (Refused, httpx2.InvalidURL, httpx2.UnsupportedProtocol):
        raise _unusable() from None
    except TooLarge:
        raise Oversized(url=_("What is at this address is too large.")) from None
    except (TimeoutError, httpx2.HTTPError):
        raise Unavailable(_("{host} does not answer.", host=host)) from None


def _unusable() -> Invalid:
    return Invalid(url=_("This address cannot be used from here."))
