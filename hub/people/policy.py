"""Who may see and change people, units and groups.

Staff and officials read the directory: names, services, posts and professional numbers. Schools,
town halls, guests and links do not, signed in or not: they know people only by what is published to
them, and themselves. It is the administrators who keep it, in a session or by a job, never with a
device's password or through a link. One's own absences, working hours and language are one's own to
change.
"""

from __future__ import annotations

from hub.actor import PLANNERS, READ_ONLY, SECRETARIES, Actor, Via
from hub.errors import Forbidden, NotFound
from hub.language import _

CALENDAR = "caldav"
"""In `Actor.scope`: what a device password for calendars opens."""
ABILITIES = frozenset({"read", "write", "manage"})
"""`write` is what one may change of oneself; `manage` is everything."""


def abilities(by: Actor, person_id: int | None = None) -> frozenset[str]:
    """What the actor may do with this person, or, without one, with the chart and the groups."""
    if _administers(by):
        return ABILITIES
    if by.is_signed_in and person_id is not None and by.person_id == person_id:
        return frozenset({"read", "write"} if by.via is Via.SESSION else {"read"})
    return frozenset({"read"} if by.is_inside else ())


def check_reads(by: Actor, *person_ids: int) -> None:
    """Raises `NotFound`: whoever may not read the directory does not learn what is in it.

    With people, those alone are to be read: everybody reads oneself.
    """
    if not all("read" in abilities(by, it) for it in person_ids or (None,)):
        raise NotFound(_("There is no such person."))


def check_writes(by: Actor, person_id: int) -> None:
    """Raises `Forbidden` unless it is oneself, or an administrator."""
    check_reads(by, person_id)
    if "write" not in abilities(by, person_id):
        raise Forbidden(_("You can change this for yourself alone."))


def check_tells_hours(by: Actor, person_id: int) -> None:
    """Raises `Forbidden` unless it is oneself, or an administrator: where one's telephone keeps
    one's calendar, it may say when one can be planned with (RFC 7953) too."""
    is_calendar = by.via is Via.APP_PASSWORD and CALENDAR in by.scope and READ_ONLY not in by.scope
    if not (is_calendar and by.person_id == person_id):
        check_writes(by, person_id)


def check_manages(by: Actor) -> None:
    """Raises `Forbidden` unless an administrator acts."""
    check_reads(by)
    if "manage" not in abilities(by):
        raise Forbidden(_("Administrators alone can change this."))


def check_settles(by: Actor, group_id: int) -> None:
    """Raises `Forbidden` unless an administrator or a job says who is in a group that is filled by
    what a domain knows. No job makes administrators."""
    if group_id not in {SECRETARIES, PLANNERS}:
        raise ValueError(f"Group {group_id} is not filled so.")
    if by.via is not Via.JOB:
        check_manages(by)


def _administers(by: Actor) -> bool:
    return by.is_administrator and by.via in {Via.SESSION, Via.JOB} and not by.scope
