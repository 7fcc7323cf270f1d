"""Who may do what with spaces, folders and files.

A folder or file has the rights of where it lies, unless it was given some of its own.
"""

from __future__ import annotations

from hub.access.policy import Ladder
from hub.access.trees import Tree
from hub.actor import Actor, Via
from hub.database import read
from hub.errors import Forbidden, NotFound
from hub.language import _
from hub.people.days import today
from hub.people.models import GroupKind
from hub.people.rows import in_force

NODE = Ladder(
    "space",
    "folder",
    "file",
    roles=("read", "comment", "write", "manage"),
    needed={
        "read": "read", "comment": "comment", "write": "write", "delete": "write",
        "read_history": "write",  # what a file was before is a draft: readers get what it is
        "share": "manage", "manage": "manage",
    },
)  # fmt: skip
TREES = {"folder": Tree("node", "folder"), "file": Tree("node", "file")}
"""By the kind of node that gets rights of its own."""

_HEADS = (
    "SELECT 1 FROM position p JOIN people_group g ON g.id = p.group_id"  # noqa: S608  # ours
    f" WHERE p.person_id = :person AND p.is_head AND g.kind = :unit AND {in_force('p')} LIMIT 1"
)


def check_collects(by: Actor) -> None:
    """Raises `NotFound` for all but jobs: who has a file could learn whether another has it too."""
    if by.via is not Via.JOB:
        raise NotFound


async def makes_spaces(by: Actor) -> bool:
    """Administrators and heads of a unit make spaces, in a session; others ask them for one."""
    if by.via is not Via.SESSION or by.scope or by.person_id is None:
        return False
    if by.is_administrator:
        return True
    heads = await read(_HEADS, person=by.person_id, unit=GroupKind.UNIT.value, on=today())
    return by.is_inside and bool(heads)


async def check_makes_spaces(by: Actor) -> None:
    """Raises `NotFound` to whoever is outside, `Forbidden` to others who may not."""
    if not by.is_inside:
        raise NotFound
    if not await makes_spaces(by):
        raise Forbidden(_("Heads of a service and administrators make spaces: ask one of them."))
