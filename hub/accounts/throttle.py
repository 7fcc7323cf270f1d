"""Slowing down whoever guesses, without ever locking out whoever knows.

Failures are counted by door and address, for one account and for all of them. A try is counted
before its secret is checked, so that two hundred at once are no way round, and taken back when the
secret was right. Past the free tries each failure doubles the wait, up to a ceiling. There is no
count of an account over all addresses: it would let a stranger lock somebody out.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from hub.accounts import clock, secret
from hub.accounts.models import Door
from hub.database import new_key, read, transaction, write
from hub.errors import Unavailable
from hub.language import _, _n


@dataclass(frozen=True, slots=True)
class Rule:
    """So many free failures, then waits of `first` seconds, doubled each time up to `ceiling`.

    One failure is forgotten every `leak`, so that a day of small mistakes never adds up.
    """

    free: int
    first: int
    ceiling: int
    leak: timedelta

    def wait(self, failures: float) -> timedelta:
        """How long nothing is tried after the last of so many failures."""
        if failures < self.free:
            return timedelta()
        return timedelta(seconds=min(self.ceiling, self.first * 2 ** min(failures - self.free, 20)))

    def left(self, failures: float, since: timedelta) -> float:
        """What still counts of so many failures, so long after the last of them."""
        return max(0.0, failures - max(since, timedelta()) / self.leak)


ONE_ACCOUNT = Rule(free=5, first=1, ceiling=900, leak=timedelta(minutes=15))
# A town hall is one address: a Monday morning's mistakes must not stop it.
ALL_ACCOUNTS = Rule(free=60, first=1, ceiling=60, leak=timedelta(minutes=1))
# Asking for a reset is no failure, but each time is a mail to somebody.
MAILS = Rule(free=3, first=300, ceiling=3600, leak=timedelta(hours=1))

FINGERPRINTS = 16
_PROCESS_KEY = secrets.token_bytes(32)


@dataclass(frozen=True, slots=True)
class Try:
    """A secret about to be checked: counted already, taken back by `forgive`."""

    buckets: tuple[str, ...]


async def admit(door: Door, subject: str, address: str, *, account_id: int | None = None) -> Try:
    """Counts a try at `door` on `subject` (an account or what was typed) from `address`.

    Raises:
        Unavailable: too many failures from there; says for how long. Nothing may be checked then.
    """
    at, near = clock.now(), prefix(address)
    one = MAILS if door is Door.RESET else ONE_ACCOUNT
    counted = {_bucket(door, subject, near): one, _bucket(door, "", near): ALL_ACCOUNTS}
    if wait := await _wait(counted, at):
        raise _refusal(wait)
    async with transaction():
        for bucket, rule in counted.items():
            owner = account_id if rule is one else None
            if not await _count(bucket, rule, at, door=door, near=near, owner=owner):
                raise _refusal(await _wait(counted, at))
    return Try(tuple(counted))


async def forgive(attempt: Try) -> None:
    """The secret was right: its own count starts again, the address's loses this one try."""
    own, shared = attempt.buckets
    async with transaction():
        await write("DELETE FROM sign_in_failure WHERE bucket = :own", own=own)
        await write(
            "UPDATE sign_in_failure SET failures = failures - 1, next_at = :at"
            " WHERE bucket = :shared AND failures >= 1",
            shared=shared, at=clock.now(),
        )  # fmt: skip


async def is_repeat(door: Door, subject: str, address: str, wrong: str) -> bool:
    """Whether this very secret was wrong here before, which is no new guess.

    A telephone with an old password asks every quarter of an hour, for months.
    """
    bucket = _bucket(door, subject, prefix(address))
    return _fingerprint(bucket, wrong) in await _remembered(bucket)


async def remember(door: Door, subject: str, address: str, wrong: str) -> None:
    """Notes a secret that was wrong and counted, for `is_repeat`."""
    bucket = _bucket(door, subject, prefix(address))
    known = await _remembered(bucket)
    kept = " ".join([*known, _fingerprint(bucket, wrong)][-FINGERPRINTS:])
    async with transaction():
        await write(
            "UPDATE sign_in_failure SET fingerprints = :kept WHERE bucket = :bucket",
            kept=kept, bucket=bucket,
        )  # fmt: skip


def prefix(address: str) -> str:
    """What of a network address one subscriber holds: an IPv4 address, an IPv6 /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "local"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ip_network((parsed, 64), strict=False))
        parsed = parsed.ipv4_mapped
    return str(parsed)


async def _remembered(bucket: str) -> list[str]:
    rows = await read("SELECT fingerprints FROM sign_in_failure WHERE bucket = :b", b=bucket)
    return rows[0]["fingerprints"].split() if rows else []


def _fingerprint(bucket: str, wrong: str) -> str:
    # Under a key of this process: in a copy of the database it confirms no guess, and what was
    # wrong here may be right elsewhere.
    text = f"{bucket} {wrong}".encode("utf-8", "surrogatepass")
    return hmac.digest(_PROCESS_KEY, text, "sha256").hex()[:16]


async def _wait(counted: dict[str, Rule], at: datetime) -> int:
    """Seconds until a try is admitted again."""
    rows = await read(
        "SELECT next_at FROM sign_in_failure WHERE bucket IN :buckets AND next_at > :at",
        buckets=list(counted), at=at,
    )  # fmt: skip
    waits = [(row["next_at"] - at).total_seconds() for row in rows]
    return ceil(max(waits)) if waits else 0


def _refusal(wait: int) -> Unavailable:
    wait = max(1, wait)
    return Unavailable(_("Too many tries from here.") + " " + _again(wait), retry_after=wait)


def _again(seconds: int) -> str:
    if seconds < 60:
        return _n("Try again in {number} second.", "Try again in {number} seconds.", seconds)
    minutes = -(-seconds // 60)
    return _n("Try again in {number} minute.", "Try again in {number} minutes.", minutes)


async def _count(
    bucket: str, rule: Rule, at: datetime, *, door: Door, near: str, owner: int | None
) -> bool:
    """One more failure, unless another try was counted first and made this one wait."""
    # Changes nothing of a row that is there, but takes it: until the commit nobody else counts.
    rows = await write(
        "INSERT INTO sign_in_failure"
        " (id, bucket, door, account_id, prefix, failures, last_at, next_at)"
        " VALUES (:id, :bucket, :door, :owner, :near, 0, :at, :at)"
        " ON CONFLICT (bucket) DO UPDATE SET door = excluded.door"
        " WHERE sign_in_failure.next_at <= excluded.last_at RETURNING failures, last_at",
        id=new_key(), bucket=bucket, door=door.value, owner=owner, near=near, at=at,
    )  # fmt: skip
    for row in rows:
        failures = rule.left(row["failures"], at - row["last_at"]) + 1
        await write(
            "UPDATE sign_in_failure SET failures = :failures, last_at = :at, next_at = :next"
            " WHERE bucket = :bucket",
            failures=failures, at=at, next=at + rule.wait(failures), bucket=bucket,
        )  # fmt: skip
    return bool(rows)


def _bucket(door: Door, subject: str, near: str) -> str:
    # A digest, because people type passwords where the login goes.
    return secret.digest(f"{door.value} {near} {subject}")
