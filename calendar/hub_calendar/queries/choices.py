"""The calendars beside somebody's agenda, and which of them are drawn."""

from __future__ import annotations

from dataclasses import dataclass

from hub.actor import Actor
from hub.database import read
from hub.people.folding import search_key, search_words
from hub_calendar import policy
from hub_calendar.queries.calendars import COLUMNS, CalendarRow, order, seen

_CHOICE = " LEFT JOIN calendar_choice k ON k.calendar_id = c.id AND k.person_id = :person"


@dataclass(frozen=True, slots=True)
class Listed:
    """A calendar of the list beside an agenda."""

    row: CalendarRow
    is_shown: bool


async def listed(*, by: Actor) -> list[Listed]:
    """Those that the actor reads, and those that were chosen of the others. Two statements.

    Until they are chosen, one's own calendars are drawn and those of one's groups.
    """
    sql = COLUMNS.replace(" FROM calendar c", ", k.is_shown FROM calendar c", 1) + _CHOICE
    rows = await policy.CALENDAR.readable(by).read(
        f"{sql} WHERE c.scope_id IN :readable OR k.is_shown", person=by.person_id or 0
    )
    chosen = {row["id"]: row.pop("is_shown") for row in rows}
    found = sorted(await seen(rows, by), key=order)
    return [Listed(it, _is_shown(it, chosen[it.id], by)) for it in found]


async def named(words: str, *, by: Actor, limit: int) -> list[CalendarRow]:
    """Those of which the actor sees at least when they are busy, by their or their owner's name."""
    wanted = search_words(words)
    if not wanted:
        return []
    names = await policy.CALENDAR.readable(by, "see_busy").read(
        "SELECT c.id, c.name, COALESCE(g.name, p.given_name || ' ' || p.family_name, '') AS owner"
        " FROM calendar c LEFT JOIN people_group g ON g.id = c.owner_id"
        " LEFT JOIN person p ON p.id = c.owner_id WHERE c.scope_id IN :readable"
        " ORDER BY owner, c.id"
    )
    keys = {row["id"]: search_key(row["name"], row["owner"]) for row in names}
    hits = [it for it, key in keys.items() if all(word in key for word in wanted)][:limit]
    rows = await read(f"{COLUMNS} WHERE c.id IN :ids", ids=hits) if hits else []
    return sorted(await seen(rows, by), key=order)


def _is_shown(it: CalendarRow, choice: object, by: Actor) -> bool:
    return bool(choice) if choice is not None else it.is_own or it.owner_id in by.principals
