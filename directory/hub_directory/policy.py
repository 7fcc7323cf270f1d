"""Who may find people, and who may bring lists of them in. What of a person may be read or changed
is a rule of the whole hub and stands in `hub.people.policy`."""

from __future__ import annotations

from hub.actor import Actor
from hub.errors import NotFound
from hub.people import policy as people


def check_finds(by: Actor) -> None:
    """Raises `NotFound` for whoever is not inside: the directory is no page of theirs."""
    people.check_reads(by)


def may_import(by: Actor) -> bool:
    """Administrators alone."""
    return "manage" in people.abilities(by)


def check_imports(by: Actor) -> None:
    """Raises `NotFound` for whoever brings no lists in: the page of imports is not theirs."""
    if not may_import(by):
        raise NotFound
