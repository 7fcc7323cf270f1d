"""Who acts: the one value that every query and action takes as `by`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

SIGNED_IN = 1
"""The principal that every signed-in person has."""
ANYONE = 2
"""The principal that everybody has, signed in or not."""
ADMINISTRATORS = 3
"""The group whose members run the hub. It reads nothing of what people keep in it."""
STAFF = 4
"""The group of all who work in a unit of the chart, however deep."""
OFFICIALS = 5
"""The group of all who sit in a body."""
SCHOOLS = 6
"""The group of all who belong to a school. They see what is published to them, nothing inside."""
SECRETARIES = 7
"""The group of all who prepare the meetings of a body."""
PLANNERS = 8
"""The group of all who plan the weeks of a school."""

SYSTEM = frozenset(
    {SIGNED_IN, ANYONE, ADMINISTRATORS, STAFF, OFFICIALS, SCHOOLS, SECRETARIES, PLANNERS}
)
"""All of these: whoever is in one has no say in it."""

READ_ONLY = "read_only"
"""In `Actor.scope`: the credential opens nothing that changes anything."""


class Via(StrEnum):
    """The door through which somebody acts."""

    SESSION = "session"
    APP_PASSWORD = "app_password"  # noqa: S105  # the name of a door
    LINK = "link"
    FEED = "feed"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a link, a feed or a job, with the principals whose grants it may use.

    There is no unchecked read: a share link, a feed token and a job are actors too. Actors are
    made in `hub.access.actors` alone, from a credential that was checked.
    """

    principals: frozenset[int]
    via: Via
    name: str
    """For the journal and for the page's own corner: the person's name, or the job's."""
    person_id: int | None = None
    account_id: int | None = None
    session_id: int | None = None
    assurance: int = 1
    """1: one factor was shown. 2: two, or a passkey that verified its user."""
    scope: frozenset[str] = field(default_factory=frozenset)
    """What an app password or a link is limited to; empty means no limit of its own."""

    @property
    def is_administrator(self) -> bool:
        return ADMINISTRATORS in self.principals

    @property
    def is_signed_in(self) -> bool:
        return SIGNED_IN in self.principals

    @property
    def is_inside(self) -> bool:
        """Whether the intranet is for them: staff and officials, not schools or guests."""
        return not self.principals.isdisjoint({STAFF, OFFICIALS, ADMINISTRATORS})


NOBODY = Actor(principals=frozenset({ANYONE}), via=Via.SESSION, name="")
"""Somebody signed out: reads only what is for anyone."""
