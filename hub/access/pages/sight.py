"""What the page "who sees this, and why" shows, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hub.access import things
from hub.access.pages import words
from hub.access.queries import closed_inside, members, who_can_see, why
from hub.access.queries.readers import Reader, Readers, Reason
from hub.access.queries.verdicts import Verdict
from hub.access.things import Ref, Thing
from hub.actor import Actor
from hub.errors import NotFound
from hub.people import policy
from hub.people import queries as people
from hub.people.days import last_day
from hub.people.models import Person

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Line:
    """One reason."""

    text: str
    until: date | None
    through: str = ""
    revocable: int | None = None
    """The grant, if the actor may take it back here."""
    role: str = ""
    """What is given, as the policy names it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One principal."""

    id: int
    name: str
    note: str
    icon: str
    role: str
    lines: tuple[Line, ...]
    is_group: bool


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer for one person: a sentence, and what it rests on."""

    is_yes: bool
    sentence: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sight:
    thing: Thing
    lede: str
    is_full: bool
    rows: tuple[Row, ...]
    closed: tuple[tuple[Thing, int], ...]
    upper: Thing | None
    """Where the rights of this thing are, if it has none of its own."""


async def sight(ref: Ref, *, by: Actor) -> Sight:
    """Raises `NotFound` where there is nothing with rights that the actor may know of."""
    thing = await things.find(ref, by=by)
    if thing.scope_id is None:
        raise NotFound
    found = await who_can_see(thing.scope_id, by=by)
    closed = await closed_inside(thing.scope_id, by=by)
    inside = {place.id: Ref(place.kind, place.id) for place, _number in closed}
    places = await _places(found, inside.values(), by)
    own = ref.id == thing.scope_id
    return Sight(
        thing, words.lede(found), found.is_full,
        tuple(_row(reader, found, places, by, own) for reader in found.readers),
        tuple((places[it.id], number) for it, number in closed if it.id in places),
        None if own else places.get(thing.scope_id),
    )  # fmt: skip


async def check(name: str, sight: Sight, *, by: Actor) -> tuple[list[Person], Checked | None]:
    """The people of that name, and the answer if it is one alone."""
    found = await people.find_people(name, by=by, limit=MOST_NAMED)
    if len(found) != 1:
        return found, None
    return [], await checked(found[0].id, sight, by=by)


async def checked(person_id: int, sight: Sight, *, by: Actor) -> Checked:
    policy.check_reads(by, person_id)
    scope_id = sight.thing.scope_id
    if scope_id is None:
        raise NotFound
    verdict = await why(person_id, scope_id, by=by)
    reasons = [*verdict.reasons, *(miss.reason for miss in verdict.misses)]
    places = await _found({Ref(it.scope_kind, it.scope_id) for it in reasons}, by)
    return Checked(verdict.is_yes, words.verdict(verdict), _answers(verdict, places, by))


async def in_group(group_id: int, sight: Sight, *, by: Actor) -> list[tuple[int, str]]:
    """The people of a group that sees it, for those inside: a school may manage a thing too."""
    policy.check_reads(by)
    if sight.thing.scope_id is None:
        raise NotFound
    return await members(sight.thing.scope_id, group_id, by=by)


def _answers(verdict: Verdict, places: Mapping[int, Thing], by: Actor) -> tuple[Line, ...]:
    lines = [_line(it, places, by, words.through(it, verdict.person_id)) for it in verdict.reasons]
    return (*lines, *(Line(words.miss(it, places, by), None) for it in verdict.misses))


async def _places(found: Readers, inside: Iterable[Ref], by: Actor) -> dict[int, Thing]:
    given = (reason for reader in found.readers for reason in reader.reasons)
    refs = {Ref(it.scope_kind, it.scope_id) for it in given}
    return await _found(refs | set(inside) | {Ref(found.place.kind, found.place.id)}, by)


async def _found(refs: Iterable[Ref], by: Actor) -> dict[int, Thing]:
    known = await things.current.get().find(list(refs), by=by)
    return {ref.id: thing for ref, thing in known.items()}


def _row(reader: Reader, found: Readers, places: Mapping[int, Thing], by: Actor, own: bool) -> Row:
    rank = found.place.ladder.rank
    highest = rank(found.place.role) if found.is_full else -1
    lines = []
    for reason in reader.reasons:
        may = rank(reason.role) <= highest or reader.principal_id == by.person_id
        revocable = reason.grant_id if own and may and not reason.is_inherited else None
        lines.append(_line(reason, places, by, revocable=revocable))
    icon = "" if reader.kind == "person" else "people"
    shown = words.name(reader.principal_id, reader.name)
    return Row(
        reader.principal_id, shown, words.note(reader), icon, words.role(reader.role),
        tuple(lines), reader.kind == "group",
    )  # fmt: skip


def _line(
    reason: Reason,
    places: Mapping[int, Thing],
    by: Actor,
    through: str = "",
    revocable: int | None = None,
) -> Line:
    until = last_day(reason.ends_at) if reason.ends_at else None
    return Line(words.reason(reason, places, by), until, through, revocable, reason.role)
