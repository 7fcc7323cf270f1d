"""Places with rights of their own: opened, closed to what is above, moved, deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from hub.access import closure, giving
from hub.access.models import FOREVER, Grant, Scope
from hub.access.policy import Ladder, ladder_of
from hub.access.queries.roles import Place, abilities_of, require
from hub.accounts import clock
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import read, write
from hub.errors import Invalid
from hub.language import _

_INSIDE = (
    "WITH RECURSIVE above(id, parent_id) AS (SELECT id, parent_id FROM scope WHERE id = :id"
    " UNION SELECT s.id, s.parent_id FROM scope s JOIN above ON s.id = above.parent_id)"
    " SELECT 1 FROM above WHERE id = :outer"
)


@action("access.scope.opened")
async def open_scope(
    kind: str,
    object_id: int,
    *,
    by: Actor,
    parent_id: int | None = None,
    given: Mapping[int, str] | None = None,
) -> int:
    """Gives a thing rights of its own; the key of the scope, which is the thing's.

    Called inside the action that makes or shares the thing, whose policy says who may; under a
    parent the actor must also be one who gives rights there.

    Args:
        kind: the scope's kind; its domain has declared the ladder.
        object_id: the thing's key, taken with `new_key` if the thing comes after.
        by: the actor.
        parent_id: the scope that this one inherits from.
        given: roles by principal; without a parent the default is all of it, to the actor.
    """
    ladder = ladder_of(kind)
    if parent_id is not None:
        parent = await giving.giver(by, parent_id)
        if parent.ladder is not ladder:
            raise ValueError(f"A {kind} cannot inherit from a {parent.kind}: other roles.")
        for role in (given or {}).values():
            await giving.check_gives(by, parent, role, None)
    elif given is None:
        if by.person_id is None:
            raise ValueError(f"Nobody would manage this {kind}.")
        given = {by.person_id: ladder.roles[-1]}
    await Scope.create(id=object_id, kind=kind, parent_id=parent_id)
    for principal_id, role in (given or {}).items():
        await giving.give(object_id, principal_id, role, by)
    await closure.recompute([object_id])
    roles = {str(principal): role for principal, role in (given or {}).items()}
    happened(kind, object_id, tells=[f"person:{it}" for it in roles], detail={"given": roles})
    return object_id


@action("access.inheritance.broken")
async def break_inheritance(scope_id: int, *, by: Actor, keeps: bool) -> None:
    """Closes a scope to what is given above it. Whoever closes it manages it.

    Args:
        scope_id: the scope.
        by: the actor.
        keeps: whether those who inherited a right keep it, as one of the scope's own.
    """
    place = await _managed_by(by, scope_id)
    scope = await Scope.get(id=scope_id)
    if scope.is_closed:
        unchanged()
        return
    if scope.parent_id is None:
        raise Invalid(_("Nothing is above this: it has rights of its own already."))
    lasts = await giving.lasts(by, place, place.role)
    if keeps:
        await _keep(scope_id, scope.parent_id, place.ladder, by)
    await write("UPDATE scope SET is_closed = TRUE WHERE id = :id", id=scope_id)
    tells = await giving.settle([scope_id])
    if by.person_id is not None and "manage" not in (await abilities_of(by, [scope_id]))[scope_id]:
        await giving.give(scope_id, by.person_id, place.role, by, ends_at=lasts)
        tells += await giving.settle([scope_id], by.person_id)
    await giving.check_managed(scope_id, place.kind)
    happened(place.kind, scope_id, tells=tells, detail={"keeps": keeps})


@action("access.inheritance.restored")
async def restore_inheritance(scope_id: int, *, by: Actor) -> None:
    """Lets a closed scope take again what is given above it, beside what is its own."""
    place = await _managed_by(by, scope_id)
    rows = await write(
        "UPDATE scope SET is_closed = FALSE WHERE id = :id AND is_closed RETURNING id", id=scope_id
    )
    if not rows:
        unchanged()
        return
    happened(place.kind, scope_id, tells=await giving.settle([scope_id]))


@action("access.scope.moved")
async def move_scope(scope_id: int, *, by: Actor, under: int) -> None:
    """Lets a scope, with all that inherits from it, inherit from another one from now on.

    Raises:
        Forbidden: the actor does not manage it, so would give others more than their own; or may
            not put anything there.
        Invalid: it would lie inside itself.
    """
    await closure.lock(scope_id, under)
    place = await _managed_by(by, scope_id)
    ladder = place.ladder
    target = await require(by, under, "write" if "write" in ladder.needed else "manage")
    if target.ladder is not ladder:
        raise ValueError(f"A {place.kind} cannot inherit from a {target.kind}: other roles.")
    if await _is_inside(under, scope_id):
        raise Invalid(_("This cannot be moved into itself."))
    rows = await write(
        "UPDATE scope SET parent_id = :under WHERE id = :id"
        " AND (parent_id IS NULL OR parent_id <> :under) RETURNING id",
        id=scope_id, under=under,
    )  # fmt: skip
    if not rows:
        unchanged()
        return
    tells = await giving.settle([scope_id])
    await giving.check_managed(scope_id, place.kind)
    happened(place.kind, scope_id, tells=tells, detail={"under": str(under)})


@action("access.scope.deleted")
async def delete_scopes(scope_ids: Collection[int], *, by: Actor) -> None:
    """Ends the rights of things that are gone, inside the action that deleted them.

    The database refuses while a thing is left that carries one of these scopes or one inside, so
    nobody deletes the rights of what they did not delete.
    """
    rows = await read("SELECT id, kind FROM scope WHERE id IN :ids ORDER BY id", ids=scope_ids)
    if not rows:
        unchanged()
        return
    await write("DELETE FROM scope WHERE id IN :ids", ids=scope_ids)
    for row in rows:
        happened(row["kind"], row["id"], tells=[f"{row['kind']}:{row['id']}"])


async def _managed_by(by: Actor, scope_id: int) -> Place:
    await closure.lock(scope_id)
    return await require(by, scope_id, "manage")


async def _is_inside(scope_id: int, outer_id: int) -> bool:
    return bool(await read(_INSIDE, id=scope_id, outer=outer_id))


async def _keep(scope_id: int, parent_id: int, ladder: Ladder, by: Actor) -> None:
    """Gives as the scope's own what it inherits, so that closing it changes nothing for anybody."""
    own = [it for it in await Grant.filter(scope_id=scope_id) if not it.reason]
    for principal, roles in (await _inherited(parent_id)).items():
        held = {it.role: it for it in own if it.principal_id == principal}
        for role, ends_at in closure.stairs(ladder, roles).items():
            if role not in held:
                await giving.give(scope_id, principal, role, by, ends_at=ends_at)
            elif (held[role].ends_at or FOREVER) < ends_at:
                held[role].ends_at = None if ends_at == FOREVER else ends_at
                await held[role].save(update_fields=["ends_at"])


async def _inherited(parent_id: int) -> dict[int, list[tuple[str, datetime]]]:
    rows = await read(
        "SELECT principal_id, role, ends_at FROM access WHERE scope_id = :id AND ends_at > :now",
        id=parent_id, now=clock.now(),
    )  # fmt: skip
    found: dict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for row in rows:
        found[row["principal_id"]].append((row["role"], row["ends_at"]))
    return found
