"""The closure's definition, day by day: a person is in a group if some path leads there that day.

Reads the tables of facts alone, and shares nothing with `hub.people.closure`.
"""

from __future__ import annotations

from datetime import date, timedelta

from hub.people.models import Group, GroupPerson, Membership, Person, Position, Unit

Edge = tuple[int, int, date | None, date | None]


async def edges() -> list[Edge]:
    """Container, member, first day, last day; None is for ever."""
    found: list[Edge] = [
        (row.group_id, row.member_id, row.starts_on, row.ends_on) for row in await Membership.all()
    ]
    found += [(p.group_id, p.person_id, p.starts_on, p.ends_on) for p in await Position.all()]
    found += [(u.parent_id or 4, u.id, None, None) for u in await Unit.all()]
    found += [(5, body.id, None, None) for body in await Group.filter(kind="body")]
    found += [(6, school.id, None, None) for school in await Group.filter(kind="school")]
    return found


async def expected(days: list[date]) -> dict[date, set[tuple[int, int]]]:
    """The pairs of a group and a person that hold on each day."""
    known, people = await edges(), {person.id for person in await Person.all()}
    return {day: _pairs(known, people, day) for day in days}


async def actual(days: list[date]) -> dict[date, set[tuple[int, int]]]:
    """The same, as the closure's rows say."""
    rows = await GroupPerson.all()
    return {
        day: {(r.group_id, r.person_id) for r in rows if r.starts_on <= day <= r.ends_on}
        for day in days
    }


async def telling_days() -> list[date]:
    """Each day on which something begins or is over, the days around it, and two far away."""
    days = {date(1950, 1, 1), date(2950, 1, 1)}
    for _container, _member, starts_on, ends_on in await edges():
        for day in (starts_on, ends_on):
            if day is not None:
                days |= {day - timedelta(days=1), day, day + timedelta(days=1)}
    return sorted(days)


def _pairs(known: list[Edge], people: set[int], day: date) -> set[tuple[int, int]]:
    below: dict[int, list[int]] = {}
    for container, member, starts_on, ends_on in known:
        if (starts_on is None or starts_on <= day) and (ends_on is None or day <= ends_on):
            below.setdefault(container, []).append(member)
    return {
        (group, reached)
        for group in below
        for reached in _reached(below, group)
        if reached in people
    }


def _reached(below: dict[int, list[int]], group: int) -> set[int]:
    found: set[int] = set()
    waiting = [group]
    while waiting:
        for member in below.get(waiting.pop(), []):
            if member not in found:
                found.add(member)
                waiting.append(member)
    return found
