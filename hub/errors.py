"""The five ways a request can fail. Nothing else crosses from an action or a query to a door.

A door (page, JSON, DAV, WebSocket, command line) never invents an answer of its own: it lets these
rise to the one handler in `hub.web.refusals`, which knows how its reader wants to be told.
"""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """Base of the five; `message` is already in the reader's language."""

    status: ClassVar[int] = 500

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotFound(Refusal):
    """There is no such thing, or the reader may not know that there is."""

    status = 404


class Forbidden(Refusal):
    """The reader sees the thing but may not do this with it."""

    status = 403


class Invalid(Refusal):
    """The input is wrong; `fields` maps a form field to what is wrong with it."""

    status = 422

    def __init__(self, message: str = "", **fields: str) -> None:
        super().__init__(message or " ".join(fields.values()))
        self.fields = fields


class Conflict(Refusal):
    """Somebody else changed the thing first, or the place is taken."""

    status = 409


class Unavailable(Refusal):
    """Something the hub needs does not answer now; `retry_after` is in seconds."""

    status = 503

    def __init__(self, message: str = "", *, retry_after: int = 30) -> None:
        super().__init__(message)
        self.retry_after = retry_after
