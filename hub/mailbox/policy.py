"""Who may see what the mailbox kept: administrators, in a session. Senders and subjects are said,
which may be anybody's, so nobody else learns that something came."""

from __future__ import annotations

from hub.actor import Actor, Via
from hub.errors import NotFound
from hub.language import _


def check_reads(by: Actor) -> None:
    """Raises `NotFound` unless an administrator asks."""
    if not by.is_administrator or by.via is not Via.SESSION or by.scope:
        raise NotFound(_("There is no such page."))
