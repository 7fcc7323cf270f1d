"""Who is a member of a group, a person or another group, and on which days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import one_only
from hub.errors import Conflict, NotFound
from hub.language import _
from hub.people import closure, policy, values
from hub.people.actions import found
from hub.people.closure import Touched
from hub.people.days import LATEST, today
from hub.people.models import Membership, Principal, PrincipalKind, Source

Pair = tuple[int, int]
"""A group and a member."""


async def add_member(
    group_id: int, member_id: int, *, by: Actor, starts_on: date | None = None,
    ends_on: date | None = None, source: Source = Source.HAND,
) -> Membership:  # fmt: skip
    (membership,) = await add_members(
        [(group_id, member_id)], by=by, starts_on=starts_on, ends_on=ends_on, source=source
    )
    return membership


@action("people.membership.started")
async def add_members(
    pairs: Sequence[Pair], *, by: Actor, starts_on: date | None = None,
    ends_on: date | None = None, source: Source = Source.HAND,
) -> list[Membership]:  # fmt: skip
    """Makes people or groups members of groups, all or none, in a few statements.

    Who is a member on all those days already stays as it is; who is on some is a `Conflict`.
    """
    policy.check_manages(by)
    if not pairs:
        unchanged()
        return []
    asked = [_asked(pair, starts_on, ends_on, source) for pair in pairs]
    async with closure.keeping() as touched:
        await found.open_groups(row.group_id for row in asked)
        people = await _people(row.member_id for row in asked)
        holding = await _holding(asked)
        new = {row.id for row in asked}
        made = [row for row in holding if row.id in new]
        with one_only(_already()):
            await Membership.bulk_create(made)
        for row in made:
            _touch(touched, row, is_person=row.member_id in people)
    _tell(made)
    return holding


@action("people.membership.redated")
async def redate_member(
    membership_id: int, *, by: Actor, starts_on: date, ends_on: date | None
) -> None:
    """Gives a membership other days, such as when a contract is prolonged."""
    policy.check_manages(by)
    async with closure.keeping() as touched:
        held = await found.membership(membership_id)
        if (held.starts_on, held.ends_on) == (starts_on, ends_on):
            return unchanged()
        await found.open_group(held.group_id)
        people = await _people([held.member_id])
        _date(held, starts_on, ends_on)
        if (await _beside([held]))[held.group_id, held.member_id]:
            raise Conflict(_already())
        with one_only(_already()):
            await held.save(update_fields=["starts_on", "ends_on"])
        _touch(touched, held, is_person=held.member_id in people)
    _tell([held])


@action("people.membership.ended")
async def remove_member(membership_id: int, *, by: Actor, on: date | None = None) -> None:
    """Ends a membership: after the day `on`, or, if none is said, at once."""
    policy.check_manages(by)
    last = values.day(on or today() - timedelta(days=1))
    async with closure.keeping() as touched:
        held = await found.membership(membership_id)
        if held.ends_on is not None and held.ends_on <= last:
            return unchanged()
        if last < held.starts_on:
            await Membership.filter(id=held.id).delete()
        else:
            await Membership.filter(id=held.id).update(ends_on=last)
        held.ends_on = last
        principal = await Principal.get(id=held.member_id)
        _touch(touched, held, is_person=principal.kind == PrincipalKind.PERSON)
    _tell([held])


def _asked(pair: Pair, starts_on: date | None, ends_on: date | None, source: Source) -> Membership:
    row = Membership(group_id=pair[0], member_id=pair[1], source=source)
    _date(row, starts_on or today(), ends_on)
    return row


def _date(membership: Membership, starts_on: date, ends_on: date | None) -> None:
    given = {"starts_on": starts_on, "ends_on": ends_on}
    fields = values.cleaned({"starts_on": values.day, "ends_on": values.last_day}, given)
    values.stretch(**fields)
    membership.update_from_dict(fields)


async def _people(member_ids: Iterable[int]) -> set[int]:
    """The people among the members, none of whom has left; the others are groups, all open."""
    wanted = set(member_ids)
    kinds = {row.id: row.kind for row in await Principal.filter(id__in=list(wanted))}
    people = {key for key, kind in kinds.items() if kind == PrincipalKind.PERSON}
    groups = {key for key, kind in kinds.items() if kind == PrincipalKind.GROUP}
    if wanted != people | groups:
        raise NotFound(_("There is no such person or group."))
    await found.active_people(people)
    await found.open_groups(groups)
    return people


async def _holding(asked: Sequence[Membership]) -> list[Membership]:
    """For each one asked for: itself, or the one that already covers all its days."""
    others = await _beside(asked)
    holding = []
    for row in asked:
        same = others[row.group_id, row.member_id]
        if len(same) > 1 or (same and not _covers(same[0], row)):
            raise Conflict(_already())
        holding.append(same[0] if same else row)
        others[row.group_id, row.member_id] = [holding[-1]]
    return holding


async def _beside(asked: Sequence[Membership]) -> dict[Pair, list[Membership]]:
    """The other memberships of each pair that hold on some of the days asked for."""
    days = {(row.group_id, row.member_id): row for row in asked}
    ours = {row.id for row in asked}
    beside = defaultdict(list)
    groups, members = {pair[0] for pair in days}, {pair[1] for pair in days}
    for row in await Membership.filter(group_id__in=list(groups), member_id__in=list(members)):
        pair = (row.group_id, row.member_id)
        if pair in days and row.id not in ours and _overlap(row, days[pair]):
            beside[pair].append(row)
    return beside


def _overlap(one: Membership, other: Membership) -> bool:
    return one.starts_on <= (other.ends_on or LATEST) and other.starts_on <= (one.ends_on or LATEST)


def _covers(held: Membership, asked: Membership) -> bool:
    is_as_long = (held.ends_on or LATEST) >= (asked.ends_on or LATEST)
    return held.starts_on <= asked.starts_on and is_as_long


def _touch(touched: Touched, membership: Membership, *, is_person: bool) -> None:
    if is_person:
        touched.person(membership.group_id, membership.member_id)
    else:
        touched.containers(membership.group_id)


def _tell(changed: Sequence[Membership]) -> None:
    if not changed:
        unchanged()
    for row in changed:
        detail = {
            "member": row.member_id,
            "starts_on": row.starts_on.isoformat(),
            "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        }
        topics = [f"group:{row.group_id}", f"person:{row.member_id}"]
        happened("group", row.group_id, tells=topics, detail=detail)


def _already() -> str:
    return _("Already a member on some of these days.")
