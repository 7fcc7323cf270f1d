"""Who invites to an event that is written on a page, and whom."""

from __future__ import annotations

from dataclasses import replace

from hub.actor import Actor
from hub.database import read
from hub.dav.addresses import principal, principal_of
from hub.errors import Forbidden, Invalid
from hub.language import _
from hub.mail.address import checked_email
from hub.people.rows import name_of
from hub_calendar.actions.storing import Held
from hub_calendar.ics.drafts import EventDraft
from hub_calendar.ics.guests import Guest
from hub_calendar.ics.objects import address_of
from hub_calendar.queries.addresses import usual
from hub_calendar.queries.guests import named

MOST_GUESTS = 200


async def organized(draft: EventDraft, calendar: Held, *, by: Actor) -> EventDraft:
    """The draft with who organizes it, and its guests by their names.

    A calendar's owner does, also if a delegate writes it; in a group's whoever writes it.

    Raises:
        Invalid: a guest has no address, or there are too many.
    """
    if not draft.guests:
        return draft
    if len(draft.guests) > MOST_GUESTS:
        raise Invalid(guests=_("At most {most} guests.", most=MOST_GUESTS))
    names = await named([it.address for it in draft.guests], by=by)
    guests = tuple(
        replace(it, address=_checked(it.address), name=it.name or names.get(it.address, ""))
        for it in draft.guests
    )
    return replace(draft, guests=guests, organizer=await _organizer(calendar, by))


async def _organizer(calendar: Held, by: Actor) -> Guest:
    key = calendar.person_id or by.person_id or 0
    rows = await read("SELECT given_name, family_name FROM person WHERE id = :id", id=key)
    if not rows:
        raise Forbidden
    called = await usual({principal(key)})
    return Guest(address_of(called[principal(key)]), name_of(rows[0]))


def _checked(address: str) -> str:
    if principal_of(address) is not None:
        return address
    try:
        return checked_email(address)
    except Invalid as error:
        raise Invalid(guests=f"{address}: {error.message}") from error
