"""Signing out on both sides: here when the provider says so, there when somebody leaves here."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from urllib.parse import urlencode

from hub import settings
from hub.accounts import clock, secret, throttle
from hub.accounts.models import Door
from hub.accounts.relying_party import providers, queries, sealing, tokens
from hub.accounts.relying_party.actions.refusing import worded
from hub.accounts.relying_party.faults import Distrusted
from hub.accounts.relying_party.providers import KnownProvider
from hub.accounts.visitor import Visitor
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import new_key, write
from hub.errors import Unavailable


async def way_out(cookie: str, *, by: Actor) -> str:
    """Where the browser goes to sign out at the provider too (RP-Initiated Logout 1.0 §2).

    Empty if the session did not come from one, or there is no such address.
    """
    found = await queries.provider_session_of(by=by)
    provider = providers.current.get().of_issuer(found.issuer) if found else None
    if found is None or provider is None or not provider.configured.logout:
        return ""
    try:
        address = (await provider.document()).end_session
    except (Unavailable, Distrusted):
        return ""
    asked = {
        "client_id": provider.configured.client_id, "state": secret.new_token(),
        "post_logout_redirect_uri": f"{settings.current.get().public_url}/sign-in",
    }  # fmt: skip
    if hint := sealing.opened(found.sealed_token, cookie):
        asked["id_token_hint"] = hint
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}" if address else ""


async def end_by_provider(name: str, token: str, *, by: Actor, visitor: Visitor) -> int:
    """Ends the sessions that a logout token names (Back-Channel Logout 1.0 §2.7); gives how many.

    Raises:
        NotFound: no provider is called so.
        Refused: the token cannot be believed, or was obeyed before.
        Unavailable: the provider's keys cannot be had, or too many wrong tokens came.
    """
    provider = providers.current.get().named(name)
    try:
        claims = await tokens.logout_token(provider, token)
        return await _end(provider, claims, by=by)
    except Distrusted as error:
        await throttle.admit(Door.PROVIDER, f"logout {name}", visitor.address)
        raise await worded(error, provider, by=by, visitor=visitor) from None


@action("accounts.sessions.ended_by_provider")
async def _end(provider: KnownProvider, claims: tokens.Claims, *, by: Actor) -> int:
    await _spend(claims)
    ended = await write(
        "DELETE FROM session WHERE id IN (SELECT session_id FROM provider_session"
        " WHERE issuer = :issuer AND (:sid = '' OR sid = :sid)"
        " AND (:subject = '' OR subject = :subject)) RETURNING account_id",
        issuer=provider.issuer, sid=_optional(claims, "sid"), subject=_optional(claims, "sub"),
    )  # fmt: skip
    accounts: dict[int, int] = defaultdict(int)
    for row in ended:
        accounts[int(row["account_id"])] += 1
    for account_id, number in accounts.items():
        detail = {"provider": provider.name, "sessions": number}
        happened("account", account_id, tells=[f"account:{account_id}"], detail=detail)
    if not accounts:
        unchanged()
    return len(ended)


async def _spend(claims: tokens.Claims) -> None:
    """Notes the token's `jti` until it would be too old anyway; refuses one that was here."""
    now = clock.now()
    expires_at = datetime.fromtimestamp(claims["exp"], UTC) + tokens.LEEWAY
    await write("DELETE FROM spent_token WHERE expires_at < :now", now=now)
    rows = await write(
        "INSERT INTO spent_token (id, jti_hash, expires_at) VALUES (:id, :jti, :expires)"
        " ON CONFLICT (jti_hash) DO NOTHING RETURNING id",
        id=new_key(), jti=secret.digest(f"{claims['iss']} {claims['jti']}"), expires=expires_at,
    )  # fmt: skip
    if not rows:
        raise Distrusted("jti")


def _optional(claims: tokens.Claims, name: str) -> str:
    return tokens.word(claims, name) if name in claims else ""
