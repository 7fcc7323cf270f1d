"""What the hub says of each status: what happened, and what remains possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hub.language import N_, _


@dataclass(frozen=True, slots=True)
class Wording:
    """In the reader's language when read."""

    _title: str
    _text: str
    drawing: Literal["lost", "shut", "stopped"]

    @property
    def title(self) -> str:
        return _(self._title)

    @property
    def text(self) -> str:
        return _(self._text)


def wording(status: int) -> Wording:
    if status in _KNOWN:
        return _KNOWN[status]
    return _KNOWN[400] if status < 500 else _KNOWN[500]


_KNOWN = {
    400: Wording(
        N_("This request cannot be understood"),
        N_("The address or what was sent with it is malformed. Start again from the home page."),
        "stopped",
    ),
    401: Wording(
        N_("Sign in first"),
        N_("This is for people of the house. Sign in, then come back."),
        "shut",
    ),
    403: Wording(
        N_("This was refused"),
        N_("You can see this, but what you asked is for others to do. Nothing was changed."),
        "shut",
    ),
    404: Wording(
        N_("This page is not here"),
        N_(
            "It may have been moved or deleted, or it is for other people."
            " We cannot tell you which of the three."
        ),
        "lost",
    ),
    405: Wording(
        N_("This cannot be done here"),
        N_("The address is right, but not what was asked of it. Go back and try again."),
        "stopped",
    ),
    409: Wording(
        N_("Somebody was faster"),
        N_(
            "This was changed while you were working on it, and nothing of yours was saved."
            " Go back, reload the page and do it again."
        ),
        "stopped",
    ),
    413: Wording(
        N_("This is too large"),
        N_("What you sent is larger than the hub accepts. Nothing was kept."),
        "stopped",
    ),
    422: Wording(
        N_("Something is missing or wrong"),
        N_("Go back, correct the form and send it again. Nothing was changed."),
        "stopped",
    ),
    429: Wording(
        N_("Too many attempts"),
        N_("Wait a few minutes, then try again."),
        "shut",
    ),
    500: Wording(
        N_("Something broke on our side"),
        N_(
            "It is not your doing, and it is in the log. Try again;"
            " if it happens again, give the reference below to your IT contact."
        ),
        "stopped",
    ),
    503: Wording(
        N_("Not available at the moment"),
        N_("A part of the hub does not answer. Try again in a few minutes: nothing is lost."),
        "stopped",
    ),
}
