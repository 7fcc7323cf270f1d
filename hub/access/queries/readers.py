"""Who can see a thing, and why: every grant that leads to it, from wherever it was given.

Read from the grants themselves, not from the `access` that was worked out of them: the page that
proves a right must not repeat what the right was checked with. Tests compare the two.
"""

# ruff: noqa: S608  # only constants are put together
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from hub.access.models import FOREVER
from hub.access.policy import Ladder
from hub.access.queries.roles import Place, place_of, places_of
from hub.accounts import clock
from hub.actor import ANYONE, SIGNED_IN, Actor
from hub.database import Row, read
from hub.errors import Forbidden, NotFound
from hub.language import _
from hub.people.days import today
from hub.people.rows import name_of

_ABOVE = (
    "WITH RECURSIVE above(id, kind, parent_id, is_closed, depth, is_cut) AS ("
    "SELECT id, kind, parent_id, is_closed, 0, FALSE FROM scope WHERE id = :scope"
    " UNION ALL SELECT s.id, s.kind, s.parent_id, s.is_closed, above.depth + 1,"
    " above.is_cut OR above.is_closed FROM scope s JOIN above ON s.id = above.parent_id) "
)
_GRANTS = _ABOVE + (
    "SELECT g.id, g.scope_id, above.kind AS scope_kind, above.depth, above.is_cut, g.principal_id,"
    " pr.kind, g.role, g.given_by_id, g.given_at, g.ends_at, g.reason,"
    " p.given_name, p.family_name, p.status, grp.name AS group_name,"
    " giver.given_name AS giver_given_name, giver.family_name AS giver_family_name"
    " FROM above JOIN access_grant g ON g.scope_id = above.id"
    " JOIN principal pr ON pr.id = g.principal_id"
    " LEFT JOIN person p ON p.id = g.principal_id"
    " LEFT JOIN people_group grp ON grp.id = g.principal_id"
    " LEFT JOIN person giver ON giver.id = g.given_by_id"
    " ORDER BY above.depth, g.given_at, g.id"
)
_CLOSED_INSIDE = (
    "WITH RECURSIVE inside(id) AS (SELECT id FROM scope WHERE id = :scope"
    " UNION SELECT s.id FROM scope s JOIN inside ON s.parent_id = inside.id WHERE NOT s.is_closed)"
    " SELECT s.id FROM scope s JOIN inside ON s.parent_id = inside.id WHERE s.is_closed"
    " ORDER BY s.id"
)
_PEOPLE_IN = (
    "SELECT a.scope_id, COUNT(DISTINCT COALESCE(gp.person_id, p.id)) AS people FROM access a"
    " LEFT JOIN group_person gp ON gp.group_id = a.principal_id"
    " AND gp.starts_on <= :on AND gp.ends_on >= :on"
    " LEFT JOIN person p ON p.id = a.principal_id AND p.status = 'active'"
    " WHERE a.scope_id IN :scopes AND a.ends_at > :now GROUP BY a.scope_id"
)
_IN_GROUPS = (
    "SELECT person_id FROM group_person"
    " WHERE group_id IN :groups AND starts_on <= :on AND ends_on >= :on"
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One grant: what somebody gave, where, to whom."""

    grant_id: int
    scope_id: int
    scope_kind: str
    is_inherited: bool
    is_cut: bool
    """Given above a closed scope: it does not lead here."""
    principal_id: int
    principal: str
    """The name of the person or group; empty for everyone signed in and for anyone."""
    role: str
    given_by_id: int | None
    """None: the hub itself."""
    given_by: str
    given_at: datetime
    ends_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class Reader:
    """A principal that sees the thing."""

    principal_id: int
    kind: str
    name: str
    role: str
    reasons: tuple[Reason, ...]
    people: int
    """How many people that is today; of everyone signed in and of anyone, 0."""

    @property
    def ends_at(self) -> datetime | None:
        """When the principal stops seeing it."""
        ends = [reason.ends_at or FOREVER for reason in self.reasons]
        return None if max(ends) == FOREVER else max(ends)


@dataclass(frozen=True, slots=True)
class Readers:
    """Who sees a thing; not all of them unless `is_full`."""

    place: Place
    is_full: bool
    """Whether the actor may give rights here. Others see who manages, and what they hold."""
    readers: tuple[Reader, ...]
    people: int
    """How many people see it, each counted once."""

    @property
    def is_for_anyone(self) -> bool:
        return any(reader.principal_id == ANYONE for reader in self.readers)

    @property
    def is_for_all(self) -> bool:
        return any(reader.principal_id in {ANYONE, SIGNED_IN} for reader in self.readers)


async def who_can_see(scope_id: int, *, by: Actor) -> Readers:
    """Everyone who sees it, strongest first, each with every reason.

    Raises:
        NotFound: the actor has no role there.
    """
    place = await place_of(by, scope_id)
    rows = [row for row in await grants_above(scope_id) if _is_live(row)]
    readers = sorted(
        [_reader(place.ladder, rows, principal) for principal in _principals(rows)],
        key=lambda it: (-place.ladder.rank(it.role), it.kind == "person", it.name),
    )
    is_full = gives(place)
    sizes = await _sizes([it.principal_id for it in readers if it.kind == "group"])
    counted = [
        replace(it, people=sizes.get(it.principal_id, int(it.kind == "person")))
        for it in readers
        if is_full or _is_shown(place.ladder, it, by)
    ]
    return Readers(place, is_full, tuple(counted), await _people(readers))


async def members(scope_id: int, group_id: int, *, by: Actor) -> list[tuple[int, str]]:
    """The people, by key and name, who see the thing today because they are in that group.

    Raises:
        NotFound: the actor has no role there, or the group has none.
        Forbidden: the actor may not give rights there, so does not see all that were given.
    """
    found = await who_can_see(scope_id, by=by)
    if not found.is_full:
        raise Forbidden(_("Whoever manages this can see that."))
    if group_id not in {reader.principal_id for reader in found.readers if reader.kind == "group"}:
        raise NotFound
    rows = await read(
        f"SELECT p.id, p.given_name, p.family_name FROM person p WHERE p.id IN ({_IN_GROUPS})"
        " ORDER BY p.sort_key, p.id",
        groups=[group_id], on=today(),
    )  # fmt: skip
    return [(row["id"], name_of(row)) for row in rows]


async def closed_inside(scope_id: int, *, by: Actor) -> list[tuple[Place, int]]:
    """The nearest closed scopes inside that the actor may see, and how many people do.

    Of the others, not even their number is told.
    """
    await place_of(by, scope_id)
    inside = [row["id"] for row in await read(_CLOSED_INSIDE, scope=scope_id)]
    places = await places_of(by, inside)
    rows = await read(_PEOPLE_IN, scopes=list(places), now=clock.now(), on=today())
    people = {row["scope_id"]: row["people"] for row in rows}
    return [(places[it], people.get(it, 0)) for it in inside if it in places]


def gives(place: Place) -> bool:
    """Whether who is in this place may give rights in it."""
    return place.ladder.giving in place.abilities


async def grants_above(scope_id: int) -> list[Row]:
    """Every grant of a scope and of those above it, live or ended, nearest first."""
    return await read(_GRANTS, scope=scope_id)


def reason_of(row: Row) -> Reason:
    """A row of `grants_above`, in words."""
    return Reason(
        row["id"], row["scope_id"], row["scope_kind"], row["depth"] > 0, bool(row["is_cut"]),
        row["principal_id"], principal_name(row), row["role"], row["given_by_id"],
        name_of(row, "giver_"),
        row["given_at"], row["ends_at"], row["reason"],
    )  # fmt: skip


def principal_name(row: Row) -> str:
    return row["group_name"] or name_of(row)


def _is_live(row: Row) -> bool:
    return not row["is_cut"] and (row["ends_at"] is None or row["ends_at"] > clock.now())


def _principals(rows: Iterable[Row]) -> list[int]:
    return list(dict.fromkeys(row["principal_id"] for row in rows))


def _reader(ladder: Ladder, rows: list[Row], principal_id: int) -> Reader:
    own = [row for row in rows if row["principal_id"] == principal_id]
    role = max((row["role"] for row in own), key=ladder.rank)
    return Reader(
        principal_id, own[0]["kind"], principal_name(own[0]), role, tuple(map(reason_of, own)), 0
    )


def _is_shown(ladder: Ladder, reader: Reader, by: Actor) -> bool:
    return reader.principal_id in by.principals or "manage" in ladder.abilities(reader.role)


async def _sizes(groups: list[int]) -> dict[int, int]:
    rows = await read(
        "SELECT group_id, COUNT(*) AS people FROM group_person"
        " WHERE group_id IN :groups AND starts_on <= :on AND ends_on >= :on GROUP BY group_id",
        groups=groups, on=today(),
    )  # fmt: skip
    return dict.fromkeys(groups, 0) | {row["group_id"]: row["people"] for row in rows}


async def _people(readers: list[Reader]) -> int:
    ids = [reader.principal_id for reader in readers]
    rows = await read(
        "SELECT COUNT(*) AS people FROM person"
        f" WHERE status = 'active' AND (id IN :ids OR id IN ({_IN_GROUPS}))",
        ids=ids, groups=ids, on=today(),
    )  # fmt: skip
    return int(rows[0]["people"])
