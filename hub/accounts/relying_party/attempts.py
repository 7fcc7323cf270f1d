"""Sign-ins on their way: what an answer must fit, kept until it comes or ten minutes have passed.

An answer fits if its state was made here, for this provider, by this browser, and not used yet.
Each tab has an attempt of its own. The browser's cookie is the key: state and cookie together give
the nonce and the PKCE verifier, which therefore need no place in the table.
"""

from __future__ import annotations

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta

from hub.accounts import clock, secret
from hub.database import Row, new_key, transaction, write

LIFE = timedelta(minutes=10)
COOKIE = "sign-on"
_BROWSER = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Begun:
    """One attempt."""

    provider: str
    back: str
    state: str
    nonce: str
    verifier: str
    session_id: int | None = None
    """The session whose account is to have the identity."""
    token_id: int | None = None
    """The invitation whose account is to have it."""


def browser(cookie: str) -> str:
    """The secret of this browser: the one in its cookie, else a new one. Tabs share it."""
    return cookie if _BROWSER.fullmatch(cookie) else secret.new_token()


async def begin(
    provider: str,
    browser: str,
    *,
    back: str,
    session_id: int | None = None,
    token_id: int | None = None,
) -> Begun:
    """Keeps a new attempt; forgets those that nobody came back from."""
    state, now = secret.new_token(), clock.now()
    async with transaction():
        await write("DELETE FROM sign_on_attempt WHERE expires_at < :now", now=now)
        await write(
            "INSERT INTO sign_on_attempt (id, state_hash, browser_hash, provider, back, session_id,"
            " token_id, expires_at)"
            " VALUES (:id, :state, :browser, :provider, :back, :session, :token, :expires)",
            id=new_key(), state=secret.digest(state), browser=secret.digest(browser),
            provider=provider, back=back, session=session_id, token=token_id,
            expires=now + LIFE,
        )  # fmt: skip
    kept = {"back": back, "session_id": session_id, "token_id": token_id}
    return _begun(provider, browser, state, kept)


async def take(provider: str, browser: str, state: str) -> Begun | None:
    """The attempt that an answer of this provider to this browser belongs to; it is gone then.

    One statement: of two answers with one state, one is too late.
    """
    async with transaction():
        rows = await write(
            "DELETE FROM sign_on_attempt WHERE state_hash = :state AND browser_hash = :browser"
            " AND provider = :provider AND expires_at > :now RETURNING back, session_id, token_id",
            state=secret.digest(state), browser=secret.digest(browser), provider=provider,
            now=clock.now(),
        )  # fmt: skip
    for row in rows:
        return _begun(provider, browser, state, row)
    return None


def _begun(provider: str, browser: str, state: str, kept: Row) -> Begun:
    nonce, verifier = (_derived(browser, f"{use}:{state}") for use in ("nonce", "verifier"))
    return Begun(provider, state=state, nonce=nonce, verifier=verifier, **kept)


def _derived(key: str, text: str) -> str:
    """256 bits that nobody without the cookie can know."""
    digest = hmac.digest(key.encode(), text.encode("utf-8", "surrogatepass"), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
