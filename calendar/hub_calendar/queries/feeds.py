"""What feeds tell, and the list of them for whoever shares the calendar.

What a feed may tell is worked out at each reading, from what its maker may do then.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from hub.access.actors import of_feeds
from hub.access.queries.roles import role_of, roles_in
from hub.accounts import clock, secret
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import NotFound
from hub.people.days import today
from hub.people.rows import name_of
from hub_calendar import policy
from hub_calendar.ics import publishing
from hub_calendar.ics.lines import Component, parse, serialise
from hub_calendar.models import CalendarFeed, FeedKind
from hub_calendar.models import Component as Kind
from hub_calendar.queries.calendars import entered

PAST = timedelta(366)
"""How far back a feed tells."""
CANCELLED_FOR = timedelta(30)
"""How long it says of an event that there is none any more."""
MOST_CANCELLED = 1000
_BATCH = 300
_FORM = "1"
"""Part of the etag: raised when the same events are told otherwise."""
_OPENED = (
    "SELECT f.id, f.kind, f.calendar_id, f.maker_id, f.used_on, c.name, c.timezone, c.version,"
    " p.email, d.epoch, d.seq"
    " FROM calendar_feed f JOIN calendar c ON c.id = f.calendar_id"
    " JOIN dav_collection d ON d.id = c.id LEFT JOIN person p ON p.id = c.owner_id"
    " WHERE f.token_hash = :hash"
)
# Of a private event its own text is not even read.
_NEXT = (
    "SELECT o.id, o.is_private, CASE WHEN o.is_private THEN o.busy_ics ELSE o.ics END AS ics"
    " FROM calendar_object o WHERE o.calendar_id = :calendar AND o.component = :event"
    " AND (o.ends_at IS NULL OR o.ends_at >= :since)"
    " AND o.id > :last ORDER BY o.id LIMIT :most"
)
_CANCELLED = (
    "SELECT x.ics, x.is_private, x.takes_time FROM cancelled_event x"
    " WHERE x.calendar_id = :calendar AND x.cancelled_at >= :since"
    " AND NOT EXISTS (SELECT 1 FROM calendar_object o"
    " WHERE o.id = x.object_id AND o.calendar_id = x.calendar_id)"
    " ORDER BY x.cancelled_at DESC, x.id LIMIT :most"
)
_LISTED = (
    "SELECT f.id, f.name, f.kind, f.made_at, f.used_on, f.maker_id, p.given_name, p.family_name"
    " FROM calendar_feed f JOIN person p ON p.id = f.maker_id"
    " WHERE f.calendar_id = :calendar ORDER BY f.id"
)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of the list."""

    id: int
    name: str
    kind: FeedKind
    maker: str
    made_at: datetime
    used_on: date | None
    answers: bool
    """False: its maker may not share the calendar any more, so nothing is at its address."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A feed whose address was asked for."""

    id: int
    kind: FeedKind
    calendar_id: int
    reader: Actor
    """Whoever has the address."""
    name: str
    timezone: str
    addresses: frozenset[str]
    """Of the calendar's owner."""
    etag: str
    used_on: date | None


async def feeds(calendar_id: int, *, by: Actor) -> list[Feed]:
    """In the order in which they were made."""
    await entered(calendar_id, by=by, to="share")
    rows = await read(_LISTED, calendar=calendar_id)
    makers = await of_feeds({row["maker_id"] for row in rows})
    roles = await roles_in(calendar_id, makers)
    return [
        Feed(
            row["id"], row["name"], FeedKind(row["kind"]), name_of(row), row["made_at"],
            row["used_on"], policy.feeds(roles.get(row["maker_id"])),
        )
        for row in rows
    ]  # fmt: skip


async def number_of_feeds(calendar_id: int, *, by: Actor) -> int:
    """None of a calendar that the actor does not share. One statement."""
    rows = await policy.CALENDAR.readable(by, "share").read(
        "SELECT COUNT(*) AS number FROM calendar_feed"
        " WHERE calendar_id = :calendar AND calendar_id IN :readable",
        calendar=calendar_id,
    )
    return int(rows[0]["number"])


async def opened(token: str) -> Opened | None:
    """The feed of that secret, if it answers now."""
    rows = await read(_OPENED, hash=secret.digest(token))
    for row in rows:
        by = (await of_feeds({row["maker_id"]}))[row["maker_id"]]
        if policy.feeds(await role_of(by, row["calendar_id"])):
            return _opened(row, by)
    return None


async def told(feed: Opened, *, by: Actor) -> AsyncIterator[str]:
    """The text in parts. Raises `NotFound` before the first, as soon as it answers no more."""
    if not policy.feeds(await role_of(by, feed.calendar_id)):
        raise NotFound
    empty, end = serialise(publishing.head(feed.name, feed.timezone)), "END:VCALENDAR\r\n"
    yield empty.removesuffix(end)
    last, zones, since = 0, set[str](), clock.now() - PAST
    while rows := await read(
        _NEXT, calendar=feed.calendar_id, event=Kind.EVENT.value, since=since, last=last,
        most=_BATCH,
    ):  # fmt: skip
        yield "".join(_written(_parts(row, feed), zones) for row in rows)
        last = rows[-1]["id"]
    yield "".join([_written(it, zones) for it in await _cancelled(feed)])
    yield end


async def note_use(feed_id: int) -> None:
    """Keeps the day, and nothing of who asked."""
    await CalendarFeed.filter(id=feed_id).update(used_on=today())


def _opened(row: Row, reader: Actor) -> Opened:
    facts = (_FORM, row["id"], row["kind"], row["epoch"], row["seq"], row["version"], today())
    return Opened(
        row["id"], FeedKind(row["kind"]), row["calendar_id"], reader, row["name"],
        row["timezone"], frozenset({row["email"]} if row["email"] else ()),
        secret.digest(repr(facts))[:32], row["used_on"],
    )  # fmt: skip


def _parts(row: Row, feed: Opened) -> list[Component]:
    kind = FeedKind.BUSY if row["is_private"] else feed.kind
    return publishing.told(parse(row["ics"]), row["id"], kind, feed.addresses)


async def _cancelled(feed: Opened) -> list[list[Component]]:
    """What it told before, and nothing of what it did not."""
    rows = await read(
        _CANCELLED, calendar=feed.calendar_id, since=clock.now() - CANCELLED_FOR,
        most=MOST_CANCELLED,
    )  # fmt: skip
    is_busy = feed.kind is FeedKind.BUSY
    return [
        parse(row["ics"]).components
        for row in rows
        if row["takes_time"] or not (is_busy or row["is_private"])
    ]


def _written(parts: list[Component], zones: set[str]) -> str:
    """The components; a zone only where it is met first."""
    kept = []
    for it in parts:
        if it.name == "VTIMEZONE":
            if (name := it.text("TZID")) in zones:
                continue
            zones.add(name)
        kept.append(serialise(it))
    return "".join(kept)
