"""Making spaces and folders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from hub.access import giving
from hub.access.actions import break_inheritance, open_scope
from hub.action import action, happened
from hub.actor import Actor
from hub.database import new_key
from hub.errors import Invalid
from hub.language import _
from hub_sharing import names, policy
from hub_sharing.actions import locked
from hub_sharing.models import Node, NodeKind


@action("sharing.space.created")
async def create_space(*, by: Actor, name: str, given: Mapping[int, str] | None = None) -> Node:
    """Makes a space that the actor manages.

    Args:
        by: the actor.
        name: what it is called; other spaces may be called the same.
        given: roles by principal, of a team above all.

    Raises:
        Forbidden: the actor makes no spaces.
        Invalid: the name, or one of the principals.
    """
    await policy.check_makes_spaces(by)
    roles = dict(given or {})
    if by.person_id is not None:
        roles[by.person_id] = policy.NODE.roles[-1]
    return await _space(by, name, roles)


@action("sharing.space.opened")
async def open_space(*, by: Actor, name: str, given: Mapping[int, str]) -> Node:
    """Makes a space for something of another domain, such as a council.

    Called inside that domain's own action, whose policy says who may. The roles given are all there
    are, so one of them must manage.
    """
    return await _space(by, name, given)


@action("sharing.folder.created")
async def create_folder(parent_id: int, *, by: Actor, name: str, is_closed: bool = False) -> Node:
    """Makes a folder in a space or folder.

    Args:
        parent_id: where.
        by: the actor, who writes there.
        name: what it is called.
        is_closed: it takes nothing of the rights above it and is the actor's, who manages what is
            above. `hub.access.actions.restore_inheritance` of its `scope_id` opens it again.

    Raises:
        Conflict: something there has that name.
    """
    name = names.checked(name)
    parent = await locked.place(parent_id, by=by, to="manage" if is_closed else "write")
    await locked.check_free(parent.id, name)
    node = await locked.add(parent, NodeKind.FOLDER, name, by=by)
    if is_closed:
        node.scope_id = await policy.TREES["folder"].part(node.id, by=by)
        await break_inheritance(node.id, by=by, keeps=False)
    happened("folder", node.id, tells=[f"node:{parent.id}"], detail={"name": name})
    return node


async def _space(by: Actor, name: str, given: Mapping[int, str]) -> Node:
    name = names.checked(name)
    if policy.NODE.roles[-1] not in given.values():
        raise Invalid(_("Somebody must manage this."))
    for principal_id, role in given.items():
        if role not in policy.NODE.roles:
            raise Invalid(role=_("There is no such role here."))
        await giving.check_principal(policy.NODE, principal_id, role)
    key, now = new_key(), datetime.now(UTC)
    await open_scope("space", key, by=by, given=given)
    node = await Node.create(
        id=key, kind=NodeKind.SPACE, space_id=key, name=name, name_key=names.key(name),
        sort_key=names.sort_key(name), scope_id=key, created_at=now, changed_at=now,
        changed_by_id=by.person_id,
    )  # fmt: skip
    happened("space", key, tells=[f"node:{key}"], detail={"name": name})
    return node
