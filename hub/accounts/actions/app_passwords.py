"""App passwords: one secret a telephone or program, for DAV alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from hub.accounts import clock, policy, secret
from hub.accounts.actions.accounts import lock
from hub.accounts.actions.passwords import confirm, own_account
from hub.accounts.models import AppPassword
from hub.accounts.visitor import Visitor
from hub.action import action, happened
from hub.actor import Actor
from hub.errors import Invalid, NotFound
from hub.language import _
from hub.people import values

SCOPES = ("caldav", "carddav", "webdav")
MOST = 30


async def add_app_password(
    name: str,
    *,
    by: Actor,
    visitor: Visitor,
    password: str,
    scopes: Collection[str],
    is_read_only: bool,
    expires_at: datetime | None = None,
) -> str:
    """Makes a secret for one device and gives it for the only time.

    Raises:
        Invalid: `current` if the owner's password is wrong, else the field that is.
        Unavailable: too many wrong passwords from this address.
    """
    account = await own_account(by)
    _check(scopes, expires_at)
    await confirm(account, password, by=by, visitor=visitor)
    made = secret.new_app_password()
    await keep_app_password(
        account.id, name, made, by=by, scopes=scopes, is_read_only=is_read_only,
        expires_at=expires_at,
    )  # fmt: skip
    return made


@action("accounts.app_password.added")
async def keep_app_password(
    account_id: int,
    name: str,
    made: str,
    *,
    by: Actor,
    scopes: Collection[str],
    is_read_only: bool,
    expires_at: datetime | None,
) -> int:
    """Stores the digest of a secret that was just made; gives its key."""
    policy.check_gives_app_password(by, account_id)
    _check(scopes, expires_at)
    tidy = _name(name)
    await lock(account_id)
    if await AppPassword.filter(account_id=account_id).count() >= MOST:
        raise Invalid(_("There are {most} app passwords already. Remove one first.", most=MOST))
    row = await AppPassword.create(
        account_id=account_id, name=tidy, secret_hash=secret.app_password_digest(made),
        scopes=" ".join(scope for scope in SCOPES if scope in scopes), is_read_only=is_read_only,
        created_at=clock.now(), expires_at=expires_at,
    )  # fmt: skip
    happened("account", account_id, detail={"app_password": row.id, "name": tidy})
    return int(row.id)


@action("accounts.app_password.revoked")
async def revoke_app_password(app_password_id: int, *, by: Actor) -> None:
    """Its device is signed out at the next request. One's own, or anybody's for administrators."""
    row = await AppPassword.get_or_none(id=app_password_id)
    if row is None or "read" not in policy.abilities(by, row.account_id):
        raise NotFound(_("This app password has been removed."))
    await row.delete()
    detail = {"app_password": row.id, "name": row.name}
    happened("account", row.account_id, tells=[f"account:{row.account_id}"], detail=detail)


def _check(scopes: Collection[str], expires_at: datetime | None) -> None:
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Invalid(scopes=_("Choose what this device may reach."))
    if expires_at is not None and expires_at <= clock.now():
        raise Invalid(expires_on=_("Choose a day in the future."))


def _name(name: str) -> str:
    try:
        return values.name(name)
    except Invalid as fault:
        raise Invalid(name=fault.message) from None
