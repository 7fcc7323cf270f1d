"""One person: what they do, where, how to reach them, and who is there while they are not."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from hub.actor import Actor
from hub.database import Row, read
from hub.domain.panels import panels_about
from hub.domain.ports import Panel
from hub.errors import NotFound
from hub.people import policy
from hub.people import queries as people
from hub.people.days import today
from hub.people.models import Absence, GroupKind, Person
from hub.people.rows import name_of
from hub_directory.queries.lists import IN_FORCE

MOST_ABSENCES = 10


@dataclass(frozen=True, slots=True)
class Post:
    """A position in force, or one to come."""

    title: str
    is_head: bool
    group_id: int
    group: str
    is_unit: bool
    starts_on: date
    ends_on: date | None
    site: str
    address: str
    phone: str
    """Of the unit, or of the site."""
    is_coming: bool


@dataclass(frozen=True, slots=True)
class Away:
    """An absence that lasts or comes, of the person or of somebody whom they replace."""

    id: int
    starts_on: date
    ends_on: date
    starts_at_noon: bool
    ends_at_noon: bool
    other_id: int | None
    """The replacement; of an absence of somebody else, who that is."""
    other: str
    message: str


@dataclass(frozen=True, slots=True)
class Link:
    """A unit of the chain from the top down to where the person works, and who heads it."""

    id: int
    name: str
    head_id: int | None
    head: str


@dataclass(frozen=True, slots=True)
class Card:
    person: Person
    abilities: frozenset[str]
    posts: tuple[Post, ...]
    absences: tuple[Away, ...]
    replacing: tuple[Away, ...]
    chain: tuple[Link, ...]
    panels: tuple[Panel, ...] = field(default=())

    @property
    def main(self) -> Post | None:
        """What they are asked for first."""
        return next((post for post in self.posts if not post.is_coming), None)

    @property
    def now(self) -> Away | None:
        """The absence of today."""
        on = today()
        return next((it for it in self.absences if it.starts_on <= on <= it.ends_on), None)


async def card(person_id: int, *, by: Actor) -> Card:
    """Whoever has left has a name and a last day, and is reached nowhere any more.

    Raises:
        NotFound: there is no such person, or none for this actor.
    """
    person = await people.person(person_id, by=by)
    abilities = policy.abilities(by, person_id)
    if not person.is_active:
        return Card(person, abilities, (), (), (), ())
    posts = await _posts(person_id)
    unit_id = next((it.group_id for it in posts if it.is_unit and not it.is_coming), 0)
    return Card(
        person, abilities, posts,
        await _away(_ABSENCES, person_id), await _away(_REPLACING, person_id),
        await _chain(unit_id) if unit_id and by.is_inside else (),
        await panels_about(person_id, by=by),
    )  # fmt: skip


async def someone(person_id: int, *, by: Actor) -> Person:
    """Raises `NotFound`."""
    return await people.person(person_id, by=by)


async def absence(absence_id: int, *, by: Actor) -> Absence:
    """Raises `NotFound` if there is none, or the actor may not know of it."""
    found = await Absence.get_or_none(id=absence_id)
    if found is None:
        raise NotFound
    policy.check_reads(by, found.person_id)
    return found


async def _posts(person_id: int) -> tuple[Post, ...]:
    rows = await read(_POSTS, person=person_id, on=today())
    return tuple(_post(row) for row in rows)


def _post(row: Row) -> Post:
    address = [row["address"], " ".join(filter(None, (row["postcode"], row["town"])))]
    return Post(
        row["title"], bool(row["is_head"]), row["group_id"], row["name"],
        row["kind"] == GroupKind.UNIT, row["starts_on"], row["ends_on"], row["site"] or "",
        ", ".join(filter(None, address)), row["unit_phone"] or row["site_phone"] or "",
        row["starts_on"] > today(),
    )  # fmt: skip


async def _away(sql: str, person_id: int) -> tuple[Away, ...]:
    rows = await read(sql, person=person_id, on=today(), limit=MOST_ABSENCES)
    return tuple(
        Away(
            row["id"], row["starts_on"], row["ends_on"], bool(row["starts_at_noon"]),
            bool(row["ends_at_noon"]), row["other_id"], name_of(row), row["message"],
        )
        for row in rows
    )  # fmt: skip


async def _chain(unit_id: int) -> tuple[Link, ...]:
    """From the top down; of a unit with several heads, the first of a list."""
    links: dict[int, Link] = {}
    for row in await read(_CHAIN, unit=unit_id, on=today()):
        links.setdefault(row["id"], Link(row["id"], row["name"], row["head_id"], name_of(row)))
    return tuple(links.values())


_POSTS = (
    "SELECT o.title, o.is_head, o.group_id, o.starts_on, o.ends_on, g.name, g.kind,"
    " u.phone AS unit_phone, s.name AS site, s.address, s.postcode, s.town, s.phone AS site_phone"
    " FROM position o JOIN people_group g ON g.id = o.group_id LEFT JOIN unit u ON u.id = g.id"
    " LEFT JOIN site s ON s.id = COALESCE(o.site_id, u.site_id)"
    " WHERE o.person_id = :person AND (o.ends_on IS NULL OR o.ends_on >= :on)"
    " ORDER BY CASE WHEN o.starts_on > :on THEN 1 ELSE 0 END, o.is_head DESC, o.starts_on, o.id"
)
_ABSENCES = (
    "SELECT a.id, a.starts_on, a.ends_on, a.starts_at_noon, a.ends_at_noon, a.message,"
    " r.id AS other_id, r.given_name, r.family_name"
    " FROM absence a LEFT JOIN person r ON r.id = a.replacement_id"
    " WHERE a.person_id = :person AND a.ends_on >= :on ORDER BY a.starts_on, a.id LIMIT :limit"
)
_REPLACING = (
    "SELECT a.id, a.starts_on, a.ends_on, a.starts_at_noon, a.ends_at_noon, a.message,"
    " p.id AS other_id, p.given_name, p.family_name"
    " FROM absence a JOIN person p ON p.id = a.person_id"
    " WHERE a.replacement_id = :person AND a.starts_on <= :on AND a.ends_on >= :on"
    " ORDER BY p.sort_key, a.id LIMIT :limit"
)
_CHAIN = (
    "WITH RECURSIVE above(id, parent_id, depth) AS ("  # noqa: S608  # of constants
    "SELECT id, parent_id, 0 FROM unit WHERE id = :unit"
    " UNION ALL SELECT u.id, u.parent_id, above.depth + 1 FROM unit u"
    " JOIN above ON u.id = above.parent_id)"
    " SELECT above.id, g.name, p.id AS head_id, p.given_name, p.family_name FROM above"
    " JOIN people_group g ON g.id = above.id"
    f" LEFT JOIN position o ON o.group_id = above.id AND o.is_head AND {IN_FORCE}"
    " LEFT JOIN person p ON p.id = o.person_id ORDER BY above.depth DESC, p.sort_key"
)
