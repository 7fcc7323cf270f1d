"""Who may do what with schools.

Those of a school are its members, the head teacher too: they read what is published, and nothing of
what is being prepared. The service that plans holds `head`: it keeps the lines, sees whom a change
concerns, and publishes. Administrators open schools and say which service plans them; they read
none by that.
"""

from __future__ import annotations

from hub.access.policy import Ladder
from hub.actor import SCHOOLS, Actor
from hub.people import policy as people

SCHOOL = Ladder(
    "school",
    roles=("member", "head"),
    needed={"read": "member", "plan": "head", "share": "head", "manage": "head"},
)


def check_opens(by: Actor) -> None:
    """Raises `Forbidden` or `NotFound` unless an administrator acts."""
    people.check_manages(by)


def is_of_a_school(by: Actor) -> bool:
    """Whether the school is where somebody's day begins, for the navigation."""
    return SCHOOLS in by.principals
