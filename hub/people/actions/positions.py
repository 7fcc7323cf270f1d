"""Posts and mandates: who holds which, from when to when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict, Unpack

from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import one_only
from hub.errors import Conflict, Invalid
from hub.language import _
from hub.people import closure, policy, values
from hub.people.actions import found
from hub.people.days import LATEST
from hub.people.folding import search_key
from hub.people.models import Group, GroupKind, Position, Source

HELD_IN = frozenset({GroupKind.UNIT, GroupKind.BODY, GroupKind.COMMUNE, GroupKind.SCHOOL})


class PositionChanges(TypedDict, total=False):
    """What is said of a position, beside whose and where it is."""

    title: str
    is_head: bool
    manager_id: int | None
    site_id: int | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Appointment:
    """A post or mandate for somebody; `starts_on` must be among the details."""

    person_id: int
    group_id: int
    details: PositionChanges


async def start_position(
    person_id: int, group_id: int, *, by: Actor, source: Source = Source.HAND,
    **details: Unpack[PositionChanges],
) -> Position:  # fmt: skip
    appointment = Appointment(person_id, group_id, details)
    (position,) = await start_positions([appointment], by=by, source=source)
    return position


@action("people.position.started")
async def start_positions(
    appointments: Sequence[Appointment], *, by: Actor, source: Source = Source.HAND
) -> list[Position]:
    """Posts and mandates of active people, all or none, in a few statements."""
    policy.check_manages(by)
    if not appointments:
        unchanged()
        return []
    made = [_new(appointment, source) for appointment in appointments]
    async with closure.keeping() as touched:
        await found.active_people(row.person_id for row in made)
        for group in (await found.open_groups(row.group_id for row in made)).values():
            _check_kind(group)
        await _check(made)
        with one_only(_already()):
            await Position.bulk_create(made)
        for row in made:
            touched.person(row.group_id, row.person_id)
    for row in made:
        happened("position", row.id, tells=_topics(row), detail=_detail(row))
    return made


@action("people.position.changed")
async def change_position(
    position_id: int, *, by: Actor, **changes: Unpack[PositionChanges]
) -> None:
    policy.check_manages(by)
    await _change(position_id, values.cleaned(_RULES, changes))


@action("people.position.ended")
async def end_position(position_id: int, *, by: Actor, on: date) -> None:
    """The position's last day becomes `on`; one that has ended by then stays as it is."""
    policy.check_manages(by)
    fields = values.cleaned(_RULES, {"ends_on": on})
    await closure.lock()
    position = await found.position(position_id)
    if position.ends_on is not None and position.ends_on <= on:
        return unchanged()
    await _change(position_id, fields)


def _new(appointment: Appointment, source: Source) -> Position:
    fields = values.cleaned(_RULES, appointment.details)
    if "starts_on" not in fields:
        raise Invalid(starts_on=_("Say from which day."))
    place = {"person_id": appointment.person_id, "group_id": appointment.group_id}
    return Position(source=source, **place, **fields)


async def _change(position_id: int, fields: dict[str, Any]) -> None:
    async with closure.keeping() as touched:
        position = await found.position(position_id)
        differences = found.different(position, fields)
        if not differences:
            return unchanged()
        position.update_from_dict(fields)
        await _check([position])
        with one_only(_already()):
            await position.save(update_fields=[*fields, "title_key"])
        touched.person(position.group_id, position.person_id)
    happened("position", position_id, tells=_topics(position), detail=differences)


def _check_kind(group: Group) -> None:
    if group.kind not in HELD_IN:
        raise Invalid(group_id=_("Nobody holds a position in {name}.", name=group.name))


async def _check(asked: Sequence[Position]) -> None:
    """Refuses positions that contradict themselves, or that somebody holds already."""
    for position in asked:
        values.stretch(position.starts_on, position.ends_on)
        if position.manager_id == position.person_id:
            raise Invalid(manager_id=_("Nobody manages oneself."))
        position.title_key = search_key(position.title)
    await found.people(row.manager_id for row in asked if row.manager_id is not None)
    await found.sites(row.site_id for row in asked if row.site_id is not None)
    ours, people = {row.id for row in asked}, {row.person_id for row in asked}
    held = await Position.filter(person_id__in=list(people))
    others = [row for row in held if row.id not in ours]
    beside: dict[tuple[int, int, str], list[Position]] = defaultdict(list)
    for position in [*others, *asked]:
        same = beside[position.person_id, position.group_id, position.title_key]
        if any(_overlap(position, other) for other in same):
            raise Conflict(_already())
        same.append(position)


def _overlap(one: Position, other: Position) -> bool:
    return one.starts_on <= (other.ends_on or LATEST) and other.starts_on <= (one.ends_on or LATEST)


def _topics(position: Position) -> list[str]:
    return [f"person:{position.person_id}", f"group:{position.group_id}"]


def _detail(position: Position) -> dict[str, object]:
    return {
        "person": position.person_id,
        "group": position.group_id,
        "title": position.title,
        "starts_on": position.starts_on.isoformat(),
        "ends_on": position.ends_on.isoformat() if position.ends_on else None,
    }


def _already() -> str:
    return _("This position is already held on some of these days.")


_RULES: values.Rules = {
    "title": values.title,
    "is_head": bool,
    "manager_id": values.as_it_is,
    "site_id": values.as_it_is,
    "starts_on": values.day,
    "ends_on": values.last_day,
}
