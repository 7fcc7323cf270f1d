"""The transport of every outgoing request: checked addresses, and answers that have an end."""

from __future__ import annotations

import asyncio
import functools
import re
import ssl
import zlib
from collections.abc import AsyncIterator, Iterable
from ipaddress import ip_address
from typing import Any

import httpcore2
import httpx2

from hub.outbound.addresses import Refused, checked

_PIECE = 256 * 1024
_NUMERIC = re.compile(r"(0x[0-9a-f]*|[0-9]+)\.?", re.IGNORECASE)
_ENCODED = frozenset({b"content-encoding", b"content-length"})


class TooLarge(Exception):
    """The answer is longer than its limit."""


class Transport(httpx2.AsyncHTTPTransport):
    """Passes requests that may pass, and answers as far as they may go."""

    def __init__(self, trusted: frozenset[str], limit: int) -> None:
        self._limit = limit
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=_tls(), network_backend=_Network(trusted), max_connections=20,
            keepalive_expiry=15,
        )  # fmt: skip

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        _check(request.url)
        request.headers["Accept-Encoding"] = "gzip"
        response = await super().handle_async_request(request)
        body = _Body(response, self._limit)
        headers = [it for it in response.headers.raw if it[0].lower() not in _ENCODED]
        return httpx2.Response(
            response.status_code, headers=headers, stream=body, extensions=response.extensions
        )


class _Body(httpx2.AsyncByteStream):
    """The bytes of an answer, unpacked, up to a limit on both sides of the packing."""

    def __init__(self, response: httpx2.Response, limit: int) -> None:
        self._stream = response.stream
        self._limit = limit
        self._encoding = response.headers.get("content-encoding", "identity").strip().lower()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        unpacking = _UNPACKING.get(self._encoding)
        if unpacking is None:
            raise httpx2.DecodingError(f"Not asked for: {self._encoding}")
        packed = unpacked = 0
        unpack = unpacking()
        async for part in self._raw():
            packed += len(part)
            for piece in unpack.pieces(part):
                unpacked += len(piece)
                if max(packed, unpacked) > self._limit:
                    raise TooLarge
                yield piece
        unpack.end()

    async def aclose(self) -> None:
        await self._raw().aclose()

    def _raw(self) -> httpx2.AsyncByteStream:
        assert isinstance(self._stream, httpx2.AsyncByteStream)
        return self._stream


class _Plain:
    def pieces(self, part: bytes) -> Iterable[bytes]:
        return (part,)

    def end(self) -> None:
        pass


class _Gzip:
    """Unpacks in pieces: a bomb is cut off at the limit, not after it has gone off."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        self._is_begun = False

    def pieces(self, part: bytes) -> Iterable[bytes]:
        self._is_begun = True
        while part:
            if self._member.eof:  # RFC 1952 §2.2: another member may follow
                self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                yield self._member.decompress(part, _PIECE)
            except zlib.error as error:
                raise httpx2.DecodingError(str(error)) from error
            part = self._member.unconsumed_tail or self._member.unused_data

    def end(self) -> None:
        if self._is_begun and not self._member.eof:
            raise httpx2.DecodingError("Cut short.")


_Unpacking = type[_Plain] | type[_Gzip]
_UNPACKING: dict[str, _Unpacking] = {"identity": _Plain, "gzip": _Gzip, "x-gzip": _Gzip}


class _Network(httpcore2.AsyncNetworkBackend):
    """Looks a name up, checks every address of it, and connects to one of those it has checked."""

    def __init__(self, trusted: frozenset[str]) -> None:
        self._trusted = trusted
        self._sockets = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self, host: str, port: int, *args: Any, **options: Any
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await checked(host, port, self._trusted)
        for number, address in enumerate(addresses, 1):
            try:
                return await self._sockets.connect_tcp(str(address), port, *args, **options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if number == len(addresses):
                    raise
        raise Refused

    async def connect_unix_socket(self, *args: Any, **options: Any) -> httpcore2.AsyncNetworkStream:
        raise Refused

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def _check(url: httpx2.URL) -> None:
    """Raises `Refused` for what is no plain address of a web server."""
    last = url.host.rstrip(".").rpartition(".")[2]
    is_odd = bool(_NUMERIC.fullmatch(last)) and not _is_literal(url.host)
    port = url.port or 443
    is_web = port in {80, 443} or port >= 1024
    if url.scheme not in {"http", "https"} or not url.host or url.userinfo or is_odd or not is_web:
        raise Refused


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


@functools.cache
def _tls() -> ssl.SSLContext:
    return httpx2.create_ssl_context()  # the system's certificates, or those of SSL_CERT_FILE
