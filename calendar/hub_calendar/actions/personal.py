"""The calendar that everybody of the authority begins with, and who reads it from then on."""

from __future__ import annotations

from hub.access import closure, giving
from hub.access.models import Grant
from hub.action import action, happened, unchanged
from hub.actor import STAFF, Actor, Via
from hub.database import read, write
from hub.errors import Forbidden
from hub.language import LANGUAGES, N_, _, using
from hub.people.days import today
from hub.people.models import GroupKind
from hub.people.queries import principals_of
from hub.people.rows import in_force
from hub_calendar import policy
from hub_calendar.actions.calendars import CalendarChanges, open_calendar
from hub_calendar.models import PERSONAL, Calendar, CalendarKind

SERVICE = "service"
"""The reason of the right that a service has because the owner works there."""
_NAME = N_("My calendar")


@action("calendar.personal.opened")
async def personal_calendar(person_id: int, *, by: Actor) -> Calendar | None:
    """The calendar that an agent or official begins with, made if it is not there yet; None for
    somebody who is neither. What is given with it, `policy` says.

    Raises:
        Forbidden: it is not the actor's own, and the actor is no job of the hub.
    """
    _check_own(person_id, by)
    found = await Calendar.get_or_none(owner_id=person_id, slug=PERSONAL)
    principals = await principals_of(person_id, today())
    if found is not None or not policy.has_personal(principals):
        unchanged()
        return found
    with using(LANGUAGES[0]):
        values: CalendarChanges = {"name": _(_NAME)}
    given = {person_id: "manage", STAFF: "freebusy"}
    made = await open_calendar(
        by, person_id, CalendarKind.PERSONAL, values, slug=PERSONAL, given=given
    )
    for unit_id in await _services(person_id):
        await giving.give(made.id, unit_id, "read", by, reason=SERVICE)
        await giving.settle([made.id], unit_id)
    return made


@action("calendar.personal.shared")
async def follow_services(person_id: int, *, by: Actor) -> None:
    """Lets the service that somebody begins to work in read their calendar, and no longer the one
    that they left. What the owner takes back of a service, stays so from
    the next day on.

    Raises:
        Forbidden: as `personal_calendar`.
    """
    _check_own(person_id, by)
    calendar = await Calendar.get_or_none(owner_id=person_id, slug=PERSONAL)
    if calendar is None:
        unchanged()
        return
    await closure.lock(calendar.id)
    services = await _services(person_id)
    given = await Grant.filter(scope_id=calendar.id, reason=SERVICE)
    left = [it for it in given if it.principal_id not in services]
    new = await _services(person_id, since_today=True) - {it.principal_id for it in given}
    for it in left:
        await write("DELETE FROM access_grant WHERE id = :id", id=it.id)
    for unit_id in sorted(new):
        await giving.give(calendar.id, unit_id, "read", by, reason=SERVICE)
    if not left and not new:
        unchanged()
        return
    tells = await giving.settle([calendar.id])
    detail = {"new": sorted(map(str, new)), "left": sorted(str(it.principal_id) for it in left)}
    happened("calendar", calendar.id, tells=tells, detail=detail)


def _check_own(person_id: int, by: Actor) -> None:
    if person_id != by.person_id and by.via is not Via.JOB:
        raise Forbidden(_("You can change this for yourself alone."))


async def _services(person_id: int, *, since_today: bool = False) -> set[int]:
    """The services that the person works in today, not those above; or began to, today."""
    first = " AND p.starts_on = :on" if since_today else ""
    rows = await read(
        "SELECT DISTINCT p.group_id FROM position p JOIN people_group g ON g.id = p.group_id"  # noqa: S608  # ours
        f" WHERE p.person_id = :person AND g.kind = :unit AND {in_force('p')}{first}",
        person=person_id, unit=GroupKind.UNIT.value, on=today(),
    )  # fmt: skip
    return {row["group_id"] for row in rows}
