"""Cookies: their names, and the attributes that none leaves without."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

from hub import settings


def name(suffix: str = "") -> str:
    """`hub` or `hub-SUFFIX`; over https with the prefix that keeps other hosts from setting it."""
    plain = f"hub-{suffix}" if suffix else "hub"
    return f"__Host-{plain}" if settings.current.get().is_https else plain


def read(connection: HTTPConnection, suffix: str = "") -> str:
    """The value, or nothing."""
    return connection.cookies.get(name(suffix), "")


def put(
    response: Response, suffix: str, value: str, *, max_age: int | None, strict: bool = False
) -> None:
    """Gives the browser a cookie that scripts cannot read; `max_age` in seconds, `None` its own."""
    response.headers.append("set-cookie", header(suffix, value, max_age=max_age, strict=strict))


def drop(response: Response, suffix: str = "") -> None:
    put(response, suffix, "", max_age=0)


def header(suffix: str, value: str, *, max_age: int | None, strict: bool = False) -> str:
    """The `Set-Cookie` line, for layers that have no response object."""
    if not value.isascii() or any(it in value for it in ' ";,\\\r\n'):
        raise ValueError("A cookie holds URL-safe text.")
    parts = [f"{name(suffix)}={value}", "Path=/", "HttpOnly"]
    parts.append("SameSite=Strict" if strict else "SameSite=Lax")
    if max_age is not None:
        parts.append(f"Max-Age={max_age}")
    if settings.current.get().is_https:
        parts.append("Secure")
    return "; ".join(parts)
