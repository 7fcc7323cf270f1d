"""The headers that every answer leaves with, errors and redirects included."""

from __future__ import annotations

from functools import cache

from starlette.datastructures import MutableHeaders

from hub.settings import Settings

TWO_YEARS = 63_072_000


def dress(headers: MutableHeaders, settings: Settings) -> None:
    """Adds what the handler did not decide itself, such as the sandbox around a user's file."""
    for name, value in _always(settings.public_url):
        if name not in headers:
            headers[name] = value


@cache
def _always(public_url: str) -> tuple[tuple[str, str], ...]:
    always = [
        ("Content-Security-Policy", _policy(public_url)),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        # What is not said to be for everybody is nobody's but the reader's (ASVS 14.2.5).
        ("Cache-Control", "no-store"),
    ]
    if public_url.startswith("https://"):
        always.append(("Strict-Transport-Security", f"max-age={TWO_YEARS}; includeSubDomains"))
    return tuple(always)


def _policy(public_url: str) -> str:
    # 'self' did not cover web sockets in Safari before 15.4.
    sockets = public_url.replace("http", "ws", 1)
    return "; ".join((
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "style-src-attr 'unsafe-inline'",
        "img-src 'self' data:",
        f"connect-src 'self' {sockets}",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ))  # fmt: skip
