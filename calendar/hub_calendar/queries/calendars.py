"""Which calendars there are for a reader."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hub.access.queries import Place, require
from hub.access.queries.roles import places_of
from hub.actor import Actor
from hub.database import Row, read
from hub.dav.changes import Token
from hub.errors import Forbidden, NotFound
from hub.language import _
from hub_calendar import policy
from hub_calendar.models import CalendarKind

COLUMNS = (
    "SELECT c.id, c.kind, c.slug, c.name, c.description, c.colour, c.rank, c.timezone,"
    " c.is_transparent, c.components, c.version, c.owner_id, d.epoch, d.seq,"
    " COALESCE(g.name, p.given_name || ' ' || p.family_name, '') AS owner_name"
    " FROM calendar c JOIN dav_collection d ON d.id = c.id"
    " LEFT JOIN people_group g ON g.id = c.owner_id LEFT JOIN person p ON p.id = c.owner_id"
)
_ORDER = " ORDER BY c.owner_id, c.rank, c.id"


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar, as far as its reader goes in it."""

    id: int
    kind: CalendarKind
    slug: str
    name: str
    description: str
    colour: int
    rank: int
    timezone: str
    is_transparent: bool
    components: str
    """What alone it takes; empty: everything."""
    version: int
    owner_id: int
    owner_name: str
    is_own: bool
    """The reader's own, not a group's or a colleague's."""
    role: str
    abilities: frozenset[str]
    token: Token
    """How it is now, to be asked for what changed since; as text, also its ctag."""


async def calendars(*, by: Actor, to: str = "read") -> list[CalendarRow]:
    """Those in which the actor has the ability: own ones first, then by the owner's name.

    With `see_busy` that is half the authority: ask `calendars_of` for certain people instead.
    """
    rows = await policy.CALENDAR.readable(by, to).read(
        f"{COLUMNS} WHERE c.scope_id IN :readable{_ORDER}"
    )
    return sorted([it for it in await seen(rows, by) if to in it.abilities], key=order)


async def calendars_of(
    owner_ids: Collection[int], *, by: Actor, to: str = "see_busy"
) -> list[CalendarRow]:
    """Those of these people and groups in which the actor has the ability."""
    rows = await read(f"{COLUMNS} WHERE c.owner_id IN :owners{_ORDER}", owners=owner_ids)
    return [it for it in await seen(rows, by) if to in it.abilities]


async def calendar(calendar_id: int, *, by: Actor, to: str = "read") -> CalendarRow:
    """Raises `NotFound` or `Forbidden`."""
    place = await entered(calendar_id, by=by, to=to)
    rows = await read(f"{COLUMNS} WHERE c.id = :id", id=calendar_id)
    if not rows:
        raise NotFound(_("There is no such calendar."))
    return _row(rows[0], place, by)


async def entered(calendar_id: int, *, by: Actor, to: str = "read") -> Place:
    """As `require`; a key of something else, such as a space, is no calendar's.

    Raises:
        NotFound: as `require`. Forbidden: too, and to whoever would write what is kept elsewhere.
    """
    place = await require(by, calendar_id, to)
    if place.kind not in policy.CALENDAR.kinds:
        raise NotFound(_("There is no such calendar."))
    if to == "write":
        await _check_is_kept_here(calendar_id, place)
    return place


async def _check_is_kept_here(calendar_id: int, place: Place) -> None:
    rows = await read("SELECT kind FROM calendar WHERE id = :id", id=calendar_id)
    for row in rows:
        if "write" not in policy.able(CalendarKind(row["kind"]), place.abilities):
            raise Forbidden(_("What is in this calendar is kept elsewhere: change it there."))


async def own_calendar(slug: str, *, by: Actor) -> int:
    """The key of the actor's own calendar of that slug. Raises `NotFound`."""
    rows = await read(
        "SELECT id FROM calendar WHERE owner_id = :owner AND slug = :slug",
        owner=by.person_id or 0, slug=slug,
    )  # fmt: skip
    if not rows:
        raise NotFound(_("There is no such calendar."))
    return int(rows[0]["id"])


async def find_calendar(owner: int | str, slug: str, *, by: Actor, to: str = "read") -> CalendarRow:
    """A calendar by its owner (a key, or the login of an account) and its slug.

    Raises:
        NotFound: there is none that the actor may know of. Forbidden: not that ability.
    """
    who = "c.owner_id = :owner"
    if isinstance(owner, str):
        who = "c.owner_id IN (SELECT person_id FROM account WHERE login = :owner)"
    rows = await read(
        f"SELECT c.id FROM calendar c WHERE {who} AND c.slug = :slug",  # noqa: S608  # ours
        owner=owner, slug=slug,
    )  # fmt: skip
    if not rows:
        raise NotFound(_("There is no such calendar."))
    return await calendar(rows[0]["id"], by=by, to=to)


async def seen(rows: list[Row], by: Actor) -> list[CalendarRow]:
    """Rows of `COLUMNS` as their reader may see them; without those that must not be known of."""
    places = await places_of(by, [row["id"] for row in rows])
    return [_row(row, places[row["id"]], by) for row in rows if row["id"] in places]


def _row(row: Row, place: Place, by: Actor) -> CalendarRow:
    facts = {name: value for name, value in row.items() if name not in {"epoch", "seq"}}
    facts |= {
        "kind": CalendarKind(row["kind"]),
        "is_transparent": bool(row["is_transparent"]),
        "owner_name": row["owner_name"].strip(),
    }
    return CalendarRow(
        **facts, is_own=row["owner_id"] == by.person_id, role=place.role,
        abilities=policy.able(facts["kind"], place.abilities),
        token=Token(row["epoch"], view(place.role), row["seq"]),
    )  # fmt: skip


def view(role: str) -> str:
    """What a client of that role has been shown of private events; part of its tokens."""
    return "all" if policy.sight(role, is_private=True) is policy.Sight.ALL else "part"


def order(it: CalendarRow) -> tuple[bool, str, int, int, int]:
    """Of a list: own ones first, then by the owner's name."""
    return not it.is_own, it.owner_name.casefold(), it.owner_id, it.rank, it.id
