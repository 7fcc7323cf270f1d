"""The SMTP server that takes the hub's mail, as `HUB_SMTP_URL` names it."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP

from hub.settings import Settings

TIMEOUT_SECONDS = 60
"""Of a connection, and of each command."""


def client(settings: Settings) -> SMTP | None:
    """A client that is not connected yet; None when no server is configured.

    The certificate is checked, and STARTTLS is a must: without it a password reset could be read on
    the way. Only a server on this machine is spoken to in clear.
    """
    url = settings.smtp_url.get_secret_value()
    if not url:
        return None
    parts = urlsplit(url)
    host, is_tls = parts.hostname or "", parts.scheme == "smtps"
    return SMTP(
        hostname=host,
        port=parts.port or (465 if is_tls else 587),
        username=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        local_hostname=_own_name(settings.public_url),
        use_tls=is_tls,
        start_tls=False if is_tls else not is_loopback(host),
        timeout=TIMEOUT_SECONDS,
    )


def reaches_people(settings: Settings) -> bool:
    """Whether mail that is queued comes to anybody: by a server, or, in a demo, on its page."""
    return settings.demo or bool(settings.smtp_url.get_secret_value())


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _own_name(public_url: str) -> str:
    """What EHLO says: our host's name, or its address as a literal (RFC 5321 §4.1.3)."""
    host = urlsplit(public_url).hostname or "localhost"
    try:
        version = ip_address(host).version
    except ValueError:
        return host
    return f"[IPv6:{host}]" if version == 6 else f"[{host}]"
