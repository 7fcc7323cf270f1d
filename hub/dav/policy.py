"""Who may come in by DAV, and whom they find there. What collections let do, their domain says."""

from __future__ import annotations

from hub.actor import Actor, Via
from hub.domain.dav import Sort
from hub.errors import Forbidden, NotFound
from hub.language import _


def may_enter(by: Actor, scopes: frozenset[str]) -> bool:
    """Whether an app password is good for one of these sorts: others are for another door."""
    return by.via is Via.APP_PASSWORD and not by.scope.isdisjoint(scopes)


def check_enters(by: Actor, sort: Sort) -> None:
    """Raises `Forbidden` unless the app password was made for this."""
    if sort.scope not in by.scope:
        raise Forbidden(_("This device password was not made for that."))


def check_reads(by: Actor, principal_id: int) -> None:
    """Oneself; of others, whoever is inside finds colleagues and groups. Raises `NotFound`."""
    if principal_id != by.person_id and not finds_others(by):
        raise NotFound


def finds_others(by: Actor) -> bool:
    """Whether a search shows colleagues and groups, and not oneself alone."""
    return by.is_inside
