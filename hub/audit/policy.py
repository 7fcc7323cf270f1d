"""Who may read the journal: administrators, in a session or by a command. It says who did what in
the whole house, so nobody else learns that an entry exists, and reading it is journaled itself."""

from __future__ import annotations

from hub.actor import Actor, Via
from hub.errors import NotFound
from hub.language import _


def abilities(by: Actor) -> frozenset[str]:
    """`read`, or nothing."""
    may_read = by.is_administrator and by.via in {Via.SESSION, Via.JOB} and not by.scope
    return frozenset({"read"}) if may_read else frozenset()


def check_reads(by: Actor) -> None:
    """Raises `NotFound` unless an administrator asks."""
    if "read" not in abilities(by):
        raise NotFound(_("There is no such page."))
