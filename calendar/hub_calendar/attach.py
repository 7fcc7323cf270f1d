"""Calendars and events, as others link, search, subscribe to and show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from hub.access.queries import Place
from hub.access.queries.roles import places_of
from hub.access.things import Ref, Thing
from hub.actor import Actor
from hub.database import Row, read
from hub.language import _
from hub.web import formats
from hub_calendar import policy, queries
from hub_calendar.policy import Sight


class CalendarThings:
    """The `attach` port."""

    kinds: Collection[str] = ("calendar", "event")

    async def find(self, refs: Collection[Ref], *, by: Actor) -> Mapping[Ref, Thing]:
        calendars = await _calendars([ref.id for ref in refs if ref.kind == "calendar"])
        events = await _events([ref.id for ref in refs if ref.kind == "event"])
        scopes = {row["id"] for row in calendars} | {row["calendar_id"] for row in events}
        places = await places_of(by, scopes)
        found = [_calendar(row, places.get(row["id"])) for row in calendars]
        found += [_event(row, places.get(row["calendar_id"])) for row in events]
        return {thing.ref: thing for thing in found if thing is not None}

    async def suggest(self, words: str, *, by: Actor, limit: int) -> Sequence[Thing]:
        hits = [Ref("event", it.id) for it in await queries.search(words, by=by, limit=limit)]
        found = await self.find(hits, by=by)
        return [found[ref] for ref in hits if ref in found]


async def may_hear(by: Actor, calendar_id: int) -> bool:
    """Whether the actor is told when something in a calendar changes: whoever sees its times."""
    places = await places_of(by, [calendar_id])
    return any("see_busy" in place.abilities for place in places.values())


async def _calendars(ids: Sequence[int]) -> Iterable[Row]:
    return await read("SELECT id, name FROM calendar WHERE id IN :ids", ids=ids) if ids else []


async def _events(ids: Sequence[int]) -> Iterable[Row]:
    sql = (
        "SELECT id, calendar_id, summary, is_private, is_recurring, is_all_day, starts_at"
        " FROM calendar_object"
        " WHERE id IN :ids AND component = 'VEVENT'"
    )
    return await read(sql, ids=ids) if ids else []


def _calendar(row: Row, place: Place | None) -> Thing | None:
    if place is None or "read" not in place.abilities:
        return None
    ref = Ref("calendar", row["id"])
    url = f"/calendars/{row['id']}"
    return Thing(ref, row["name"], url, row["id"], place.abilities, "cal")


def _event(row: Row, place: Place | None) -> Thing | None:
    role = place.role if place else None
    if place is None or policy.sight(role, is_private=bool(row["is_private"])) is not Sight.ALL:
        return None
    ref = Ref("event", row["id"])
    url = f"/events/{row['id']}"
    return Thing(ref, row["summary"], url, row["calendar_id"], place.abilities, "cal", _when(row))


def _when(row: Row) -> str:
    """The same visit is made every month: only its day tells one from another."""
    if row["starts_at"] is None:
        return ""
    starts_at = formats.local(row["starts_at"])
    day = formats.short_day(starts_at)
    if row["is_recurring"]:
        return _("series, since {day}", day=day)
    return day if row["is_all_day"] else f"{day}, {formats.hour(starts_at)}"
