"""What follows for calendars from what happens to people, and what is done at night."""

from __future__ import annotations

from hub import search
from hub.actor import OFFICIALS, STAFF, Actor
from hub.database import read
from hub.jobs.clock import Periodic
from hub.jobs.outbox import Happened, Reactions
from hub.people.days import today
from hub.people.models import PersonStatus
from hub_calendar import actions
from hub_calendar.imip import outgoing
from hub_calendar.models import PERSONAL

_BEGINNING = (
    "SELECT DISTINCT gp.person_id FROM group_person gp JOIN person p ON p.id = gp.person_id"
    " WHERE gp.group_id IN :inside AND gp.starts_on <= :on AND gp.ends_on >= :on"
    " AND p.status = :active AND NOT EXISTS (SELECT 1 FROM calendar c"
    " WHERE c.owner_id = gp.person_id AND c.slug = :slug) ORDER BY gp.person_id"
)
_CHANGING = (
    "SELECT DISTINCT person_id FROM position"
    " WHERE starts_on = :on OR (ends_on >= :before AND ends_on < :on) ORDER BY person_id"
)
_ENDED = (
    "SELECT i.id FROM invitation i LEFT JOIN calendar_object o ON o.id = i.id WHERE o.id IS NULL"
    " ORDER BY i.id"
)

_TOLD_OF = ("stored", "changed", "replied", "moved", "deleted", "removed")


async def follow_position(it: Happened, /, *, by: Actor) -> None:
    """Somebody began or ended to work somewhere."""
    rows = await read("SELECT person_id FROM position WHERE id = :id", id=it.object_id)
    for row in rows:
        await actions.personal_calendar(row["person_id"], by=by)
        await actions.follow_services(row["person_id"], by=by)


async def forget_events(it: Happened, /, *, by: Actor) -> None:
    """Of a calendar that was deleted: nobody finds them, so the index need not keep their words."""
    await search.forget_scope(it.object_id)


async def follow_event(it: Happened, /, *, by: Actor) -> None:
    """Somebody wrote or deleted an event: others may be in it."""
    await actions.send_answers(it.object_id, by=by)
    await actions.tell_guests(it.object_id, by=by)
    await outgoing.post(by=by)


async def cancel_events(it: Happened, /, *, by: Actor) -> None:
    """Guests were invited from a calendar that was deleted."""
    for row in await read(_ENDED):
        await actions.tell_guests(row["id"], by=by)
    await outgoing.post(by=by)


async def begin_day(*, by: Actor) -> None:
    """Makes the calendars of those who have none yet, and follows who begins or left today."""
    on = today()
    inside = {"inside": (STAFF, OFFICIALS), "active": PersonStatus.ACTIVE.value}
    for row in await read(_BEGINNING, **inside, on=on, slug=PERSONAL):
        await actions.personal_calendar(row["person_id"], by=by)
    before = on.replace(day=1)  # enough for nights in which nothing ran
    for row in await read(_CHANGING, on=on, before=before):
        await actions.follow_services(row["person_id"], by=by)


async def move_on(*, by: Actor) -> None:
    """Moves the horizon of series, masks in the form of today, forgets what has long been gone."""
    await actions.move_horizon()
    await actions.mask_again()
    await actions.forget_gone()


reactions: Reactions = {
    "people.position.started": (follow_position,),
    "people.position.changed": (follow_position,),
    "people.position.ended": (follow_position,),
    "calendar.calendar.deleted": (forget_events, cancel_events),
    **dict.fromkeys((f"calendar.event.{it}" for it in _TOLD_OF), (follow_event,)),
}
periodic = (
    Periodic("calendar.begin_day", "5 0 * * *", begin_day),
    Periodic("calendar.move_on", "40 2 * * *", move_on),
)
