"""One account, as its owner and administrators see it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hub import settings
from hub.accounts import clock, policy
from hub.accounts.models import Account, AppPassword, Session
from hub.accounts.visitor import device
from hub.actor import Actor
from hub.audit.models import Entry
from hub.errors import NotFound
from hub.language import _

JOURNAL_LENGTH = 50


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A browser that is signed in now."""

    id: int
    device: str
    address: str
    created_at: datetime
    seen_at: datetime
    is_this: bool


@dataclass(frozen=True, slots=True)
class JournalLine:
    """Something that happened to the account, by its action's name."""

    at: datetime
    action: str
    actor_name: str
    detail: dict[str, Any]


async def account(account_id: int, *, by: Actor) -> Account:
    """The account with its person."""
    policy.check_reads(by, account_id)
    found = await Account.get_or_none(id=account_id).prefetch_related("person")
    if found is None:
        raise NotFound(_("There is no such account."))
    return found


async def has_password(*, by: Actor) -> bool:
    """Whether the actor's own account has one, or is entered from elsewhere alone."""
    return (await account(by.account_id or 0, by=by)).password_hash is not None


async def sessions_of(account_id: int, *, by: Actor) -> list[SessionLine]:
    """What is signed in now, the one in use first, then the latest seen."""
    policy.check_reads(by, account_id)
    limits, now = settings.current.get(), clock.now()
    live = Session.filter(
        account_id=account_id, ends_at__gt=now, created_at__gt=now - limits.session_limit,
        seen_at__gt=now - limits.session_idle,
    )  # fmt: skip
    lines = [
        SessionLine(
            row.id, device(row.agent), row.address, row.created_at, row.seen_at,
            is_this=row.id == by.session_id,
        )
        for row in await live.order_by("-seen_at", "-id")
    ]  # fmt: skip
    return sorted(lines, key=lambda line: not line.is_this)


async def app_passwords_of(account_id: int, *, by: Actor) -> list[AppPassword]:
    """Those that have not ended, by name."""
    policy.check_reads(by, account_id)
    rows = await AppPassword.filter(account_id=account_id).order_by("name", "id")
    return [row for row in rows if row.expires_at is None or row.expires_at > clock.now()]


async def journal_of(account_id: int, *, by: Actor) -> list[JournalLine]:
    """What happened to the account lately, the latest first."""
    policy.check_reads(by, account_id)
    rows = (
        await Entry.filter(kind="account", object_id=account_id)
        .order_by("-id")
        .limit(JOURNAL_LENGTH)
    )
    return [JournalLine(row.at, row.action, row.actor_name, json.loads(row.detail)) for row in rows]
