"""From something that was shown (a cookie, a login, a token) to the account that it opens.

These take no actor: they are how one is made. Every limit of time and state is part of the read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from hub import settings
from hub.accounts import clock, secret
from hub.accounts.models import AccountStatus, OneTimeToken, Purpose
from hub.database import read
from hub.people.models import Person

SLIP_TRIES = 10
ACTIVE = AccountStatus.ACTIVE.value


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """A live session, with what every request needs of its account and its person."""

    id: int
    account_id: int
    person_id: int
    person_name: str
    login: str
    language: str
    assurance: int
    csrf_key: bytes
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AppPasswordFacts:
    """A live app password, with the account that it opens."""

    id: int
    account_id: int
    person_id: int
    person_name: str
    language: str
    scopes: frozenset[str]
    is_read_only: bool
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password is checked against."""

    account_id: int
    person_id: int
    status: AccountStatus
    password_hash: str | None

    @property
    def checkable(self) -> str | None:
        """The hash, if its password opens anything now."""
        return self.password_hash if self.status is AccountStatus.ACTIVE else None


async def session_of(token: str) -> SessionFacts | None:
    """The session of a cookie, if neither it nor its account has ended. One indexed read."""
    rows = await read(_SESSION, hash=secret.digest(token), **_limits())
    for row in rows:
        name = _name(row.pop("given_name"), row.pop("family_name"))
        return SessionFacts(**row, person_name=name)
    return None


async def live_sessions(ids: frozenset[int]) -> frozenset[int]:
    """Which of these sessions have not ended, nor their accounts."""
    rows = await read(_LIVE_SESSIONS, ids=ids, **_limits())
    return frozenset(row["id"] for row in rows)


async def app_password_of(login: str, typed: str) -> AppPasswordFacts | None:
    """The app password, if it is that login's and neither it nor the account has ended."""
    rows = await read(
        "SELECT w.id, w.account_id, a.person_id, p.given_name, p.family_name, p.language, w.scopes,"
        " w.is_read_only, w.used_at FROM app_password w JOIN account a ON a.id = w.account_id"
        " JOIN person p ON p.id = a.person_id"
        " WHERE w.secret_hash = :hash AND (a.login = :login OR p.email = :login)"
        " AND a.status = :active AND (w.expires_at IS NULL OR w.expires_at > :now)",
        hash=secret.app_password_digest(typed), login=login, active=ACTIVE, now=clock.now(),
    )  # fmt: skip
    for row in rows:
        return AppPasswordFacts(
            row["id"], row["account_id"], row["person_id"],
            _name(row["given_name"], row["family_name"]), row["language"],
            frozenset(row["scopes"].split()), bool(row["is_read_only"]), row["used_at"],
        )  # fmt: skip
    return None


async def credentials_of(login: str) -> Credentials | None:
    """By login, else by an e-mail address that one account alone has: colleagues may share one."""
    rows = await read(
        "SELECT a.id, a.person_id, a.status, a.password_hash, a.login FROM account a"
        " WHERE a.login = :login UNION"
        " SELECT a.id, a.person_id, a.status, a.password_hash, a.login FROM account a"
        " JOIN person p ON p.id = a.person_id WHERE p.email = :login",
        login=login,
    )  # fmt: skip
    exact = [row for row in rows if row["login"] == login]
    found = exact or rows
    if len(found) != 1:
        return None
    row = found[0]
    status = AccountStatus(row["status"])
    return Credentials(row["id"], row["person_id"], status, row["password_hash"])


async def token_of(purpose: Purpose, typed: str) -> OneTimeToken | None:
    """The token of a link or slip that can still be redeemed for `purpose`, if there is one."""
    is_slip = purpose is Purpose.SLIP
    lookup = secret.slip_code(typed)[: secret.SLIP_LOOKUP] if is_slip else secret.digest(typed)
    return await OneTimeToken.get_or_none(
        lookup=lookup, purpose=purpose, used_at=None, expires_at__gt=clock.now(),
        tries__lt=SLIP_TRIES,
    )  # fmt: skip


async def own_words(person_id: int, login: str) -> list[str]:
    """What a guesser would try first for this person's password."""
    person = await Person.get(id=person_id)
    address = (person.email or "").partition("@")[0]
    authority = settings.current.get().authority
    return [person.given_name, person.family_name, person.name, address, login, authority]


_LIVE = (
    " AND s.ends_at > :now AND s.created_at > :began AND s.seen_at > :seen AND a.status = :active"
)
_SESSION = (
    "SELECT s.id, s.account_id, a.person_id, a.login,"  # noqa: S608  # of constants
    " p.given_name, p.family_name, p.language,"
    " s.assurance, s.csrf_key, s.created_at, s.seen_at, s.ends_at"
    " FROM session s JOIN account a ON a.id = s.account_id JOIN person p ON p.id = a.person_id"
    " WHERE s.token_hash = :hash" + _LIVE
)
_LIVE_SESSIONS = (
    "SELECT s.id FROM session s JOIN account a ON a.id = s.account_id"  # noqa: S608  # of constants
    " WHERE s.id IN :ids" + _LIVE
)


def _limits() -> dict[str, datetime | str]:
    """What `_LIVE` compares with. No job needs to have run for a session to end."""
    limits, now = settings.current.get(), clock.now()
    return {
        "now": now,
        "began": now - limits.session_limit,
        "seen": now - limits.session_idle,
        "active": ACTIVE,
    }


def _name(given_name: str, family_name: str) -> str:
    return f"{given_name} {family_name}".strip()
