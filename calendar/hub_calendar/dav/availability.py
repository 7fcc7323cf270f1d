"""When somebody can be planned with, as a property of their inbox (RFC 7953 §7.2.4): the usual week
that they tell on the page of their hours."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from hub import settings
from hub.accounts import clock
from hub.actor import Actor
from hub.dav import xml
from hub.dav.xml import caldav
from hub.errors import Invalid
from hub.people import actions, queries
from hub.people.actions import Stretch
from hub_calendar.ics.availability import usual_week, vavailability
from hub_calendar.ics.lines import Malformed, parse, serialise
from hub_calendar.ics.objects import explained

PROPERTY = caldav("calendar-availability")
MOST_BYTES = 64 * 1024


async def property_of(by: Actor) -> dict[str, str]:
    """Nothing for whoever told no hours: that they have none at all would be another thing."""
    person = by.person_id or 0
    told = (await queries.working_hours([person], by=by)).get(person, [])
    if not told:
        return {}
    week = [Stretch(it.weekday, it.starts_minute, it.ends_minute, it.weeks) for it in told]
    tree = vavailability(week, f"hours-{person}", settings.current.get().zone, clock.now())
    return {PROPERTY: xml.text(serialise(tree))}


async def change(value: Element | None, *, by: Actor) -> None:
    """Tells the hours that a program says, or, with None, none any more.

    Raises:
        Invalid: it says more than a usual week can.
    """
    week = _week("".join(value.itertext())) if value is not None else []
    await actions.set_working_hours(by.person_id or 0, by=by, stretches=week)


def _week(text: str) -> list[Stretch]:
    if len(text.encode()) > MOST_BYTES:
        raise Invalid
    try:
        return usual_week(parse(text.strip()), settings.current.get().zone, clock.now())
    except Malformed as error:
        raise Invalid(explained(error)) from error
