"""A guest answers an invitation on a page, and whoever may write in their calendar for them."""

from __future__ import annotations

from dataclasses import dataclass

from hub.accounts import clock
from hub.action import action, unchanged
from hub.actor import Actor
from hub.database import Row
from hub.errors import Conflict, Forbidden, Invalid
from hub.language import _
from hub_calendar.actions import storing
from hub_calendar.actions.events import Reach, found, prepared, taken, written
from hub_calendar.actions.objects import TRIES, Stored, write_object
from hub_calendar.errors import Outdated
from hub_calendar.ics.answers import KNOWN, LONGEST_COMMENT, sequence_of
from hub_calendar.ics.lines import serialise
from hub_calendar.ics.objects import Parsed, read_object
from hub_calendar.ics.replying import Said, asks, invited_as, say


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was answered to."""

    recurrence_id: str
    sequence: int | None


async def answer_event(
    event_id: int,
    *,
    by: Actor,
    partstat: str,
    comment: str = "",
    recurrence_id: str = "",
    reach: Reach = Reach.ALL,
    sequence: int | None = None,
) -> Stored:
    """Puts into a guest's copy of an event whether they come; the organizer is then told.

    Args:
        event_id: the copy, in the calendar of whom the event invites.
        by: the guest, or whoever may write in that calendar.
        partstat: ACCEPTED, TENTATIVE or DECLINED.
        comment: one line for the organizer.
        recurrence_id: the repetition that was shown.
        reach: that one alone (THIS), or all of the series.
        sequence: of the event that was shown; what asks for a new answer counts it.

    Raises:
        Forbidden: the calendar's owner is not invited, or invites, or the actor only reads it.
        Conflict: it is cancelled. Outdated: it is another time now, which nobody has answered yet.
        NotFound: as `change_event`.
    """
    _check(partstat, comment, reach)
    said = Said(partstat, comment.strip(), recurrence_id if reach is Reach.THIS else "")
    for _try in range(TRIES):
        there = await found(event_id, by)
        new = await _prepared(there, said, _Shown(recurrence_id, sequence), by)
        try:
            return await _answer(event_id, there["version"], new, by=by)
        except Outdated:
            continue  # another guest has answered meanwhile: that asks for nothing new
    raise Outdated


@action("calendar.event.replied")
async def _answer(
    event_id: int, version: int, new: storing.Prepared | None, *, by: Actor
) -> Stored:
    there, seq = await taken(event_id, by, version)
    if new is None:
        unchanged()
        tag = there["schedule_tag"] or ""
        return Stored(there["id"], there["href"], there["etag"], version, False, tag)
    return await write_object(new, there["id"], seq)


def _check(partstat: str, comment: str, reach: Reach) -> None:
    if partstat not in KNOWN or reach is Reach.FOLLOWING:
        raise Invalid(_("Choose one of the answers."))
    if len(comment) > LONGEST_COMMENT:
        raise Invalid(comment=_("At most {most} characters.", most=LONGEST_COMMENT))


async def _prepared(there: Row, said: Said, shown: _Shown, by: Actor) -> storing.Prepared | None:
    """What is to be written; None if that is answered already."""
    calendar = await storing.held(there["calendar_id"])
    parsed = read_object(there["ics"], calendar.zone)
    address = _invited(parsed, calendar)
    part = parsed.series.overrides.get(shown.recurrence_id, parsed.main)
    meant = [part] if said.recurrence_id else parsed.parts
    if not any(asks(it, address) for it in meant):
        raise Conflict(_("This event is cancelled: there is nothing to answer."))
    if shown.sequence is not None and shown.sequence != sequence_of(part):
        raise Outdated
    before = serialise(parsed.tree)
    tree = written(lambda: say(parsed, address, said, clock.now()))
    return await prepared(calendar, tree, there, by) if serialise(tree) != before else None


def _invited(parsed: Parsed, calendar: storing.Held) -> str:
    """As whom the calendar's owner answers."""
    address = invited_as(parsed, calendar.addresses)
    if not address or not parsed.organizer or parsed.organizer in calendar.addresses:
        raise Forbidden(_("Whose calendar this is, is no guest of this event."))
    return address
