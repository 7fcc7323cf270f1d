"""What the forms of accounts bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from hub import settings
from hub.accounts.actions.app_passwords import SCOPES
from hub.accounts.queries.listing import Show, Wanted, Who
from hub.language import LANGUAGES
from hub.web.forms import Fields
from hub.web.redirects import safe_next

Option = TypeVar("Option", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class SignIn:
    login: str
    password: str
    back: str


@dataclass(frozen=True, slots=True)
class Redemption:
    token: str
    password: str


@dataclass(frozen=True, slots=True)
class NewPassword:
    current: str
    password: str


@dataclass(frozen=True, slots=True)
class NewAppPassword:
    name: str
    scopes: frozenset[str]
    is_read_only: bool
    expires_at: datetime | None
    current: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """Accounts and people that an administrator chose in a list."""

    accounts: tuple[int, ...]
    people: tuple[int, ...]
    back: str


def sign_in(fields: Fields) -> SignIn:
    login = fields.text("login", most=254)
    return SignIn(login, fields.secret("password"), back(fields))


def reset(fields: Fields) -> str:
    return fields.text("login", most=254)


def redemption(fields: Fields) -> Redemption:
    return Redemption(fields.text("token"), fields.secret("password"))


def new_password(fields: Fields) -> NewPassword:
    return NewPassword(current(fields), fields.secret("password"))


def new_app_password(fields: Fields) -> NewAppPassword:
    last_day = fields.optional_day("expires_on")
    return NewAppPassword(
        fields.text("name", most=100),
        frozenset(scope for scope in SCOPES if fields.flag(scope)),
        fields.flag("is_read_only"),
        _end_of(last_day) if last_day else None,
        current(fields),
    )


def current(fields: Fields) -> str:
    """The password asked again; empty from an account that has none, which the action looks at."""
    return "" if fields.flag("passwordless") else fields.secret("current")


def language(fields: Fields) -> str:
    return fields.choice("language", LANGUAGES)


def wanted(fields: Fields) -> Wanted:
    """What follows the `?` of the list of accounts; whatever is left out is as at first."""
    return Wanted(
        fields.text("text", required=False),
        _option(fields, "who", Who.EVERYBODY),
        _option(fields, "show", Show.ATTENTION),
        fields.page(),
    )


def chosen(fields: Fields) -> Chosen:
    return Chosen(fields.ids("account"), fields.ids("person"), back(fields, "/admin/accounts"))


def invitation(fields: Fields) -> int:
    return fields.key("person")


def back(fields: Fields, otherwise: str = "/") -> str:
    """The page to go to afterwards, always one of ours."""
    asked = fields.text("next", most=2000, required=False)
    return safe_next(asked) if asked else otherwise


def _option(fields: Fields, name: str, otherwise: Option) -> Option:
    return fields.choice(name, type(otherwise)) if fields.flag(name) else otherwise


def _end_of(day: date) -> datetime:
    """The last moment of a civil day here."""
    midnight = datetime.combine(day, time(), settings.current.get().zone)
    return midnight + timedelta(days=1)
