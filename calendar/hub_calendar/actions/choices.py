"""Which calendars somebody wants to see drawn. Nobody else is told."""

from __future__ import annotations

from collections.abc import Collection

from hub.access.queries.roles import places_of
from hub.action import action, happened, unchanged
from hub.actor import Actor, Via
from hub.database import new_key, read, write
from hub.errors import Forbidden, Invalid
from hub.language import _n
from hub_calendar import policy

MOST_SHOWN = 60
"""A page asks for as many live topics, and a socket hears no more than a hundred."""


@action("calendar.choice.changed")
async def choose_calendars(*, by: Actor, listed: Collection[int], shown: Collection[int]) -> None:
    """Of the calendars that were listed, those that are `shown` are drawn from now on.

    What the actor may know nothing of is passed over, as if it were not there.

    Raises:
        Forbidden: the actor is no person in a session.
        Invalid: more are to be drawn than anybody can read.
    """
    if by.person_id is None or by.via is not Via.SESSION:
        raise Forbidden
    places = await places_of(by, set(listed))
    known = sorted(it for it, place in places.items() if place.kind in policy.CALENDAR.kinds)
    before = await _before(by.person_id)
    after = before | {it: it in set(shown) for it in known}
    if after == before:
        unchanged()
        return
    if sum(after.values()) > MOST_SHOWN:
        raise Invalid(
            shown=_n("At most {number} calendar.", "At most {number} calendars.", MOST_SHOWN)
        )
    for calendar_id in known:
        if before.get(calendar_id) != after[calendar_id]:
            await _keep(by.person_id, calendar_id, after[calendar_id])
    happened("person", by.person_id)


async def _before(person_id: int) -> dict[int, bool]:
    rows = await read(
        "SELECT calendar_id, is_shown FROM calendar_choice WHERE person_id = :person",
        person=person_id,
    )
    return {row["calendar_id"]: bool(row["is_shown"]) for row in rows}


async def _keep(person_id: int, calendar_id: int, is_shown: bool) -> None:
    await write(
        "INSERT INTO calendar_choice (id, person_id, calendar_id, is_shown)"
        " VALUES (:id, :person, :calendar, :shown)"
        " ON CONFLICT (person_id, calendar_id) DO UPDATE SET is_shown = excluded.is_shown",
        id=new_key(), person=person_id, calendar=calendar_id, shown=is_shown,
    )  # fmt: skip
