"""What browsers and providers bring."""

from __future__ import annotations

from dataclasses import dataclass

from hub.accounts.forms import back
from hub.accounts.relying_party.actions import Answered
from hub.web.forms import Fields

LONGEST = 2000
LONGEST_TOKEN = 32 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """A sign-in to begin; `token` is that of an invitation, and mostly empty."""

    back: str
    token: str


def begin(fields: Fields) -> Asked:
    return Asked(back(fields), fields.text("token", required=False))


def answered(fields: Fields) -> Answered:
    state, code, error, issuer = (
        fields.text(name, most=LONGEST, required=False)
        for name in ("state", "code", "error", "iss")
    )
    return Answered(state, code, error, issuer)


def logout_token(fields: Fields) -> str:
    return fields.text("logout_token", most=LONGEST_TOKEN)
