"""Answers of guests, in the organizer's event and in what other guests here have of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hub.accounts import clock
from hub.action import action
from hub.actor import Actor
from hub.database import Row, read
from hub.dav import changes
from hub.dav.addresses import PRINCIPALS, principal
from hub.language import N_
from hub_calendar import policy
from hub_calendar.actions import storing
from hub_calendar.actions.messages import deliver, message
from hub_calendar.actions.objects import TRIES, write_object
from hub_calendar.errors import Outdated
from hub_calendar.ics.answers import Answer, Unfit, answered
from hub_calendar.ics.lines import serialise
from hub_calendar.ics.messages import reply
from hub_calendar.ics.objects import Parsed, read_object
from hub_calendar.models import Message

UNKNOWN = N_("No event of this house is meant by it.")
MOST_FOLLOWING = 50
"""Guests who see at once what another one answers. Of more, each answer would be written as often;
what all have answered they see with the next change of the event."""
_COPIES = (
    "SELECT o.id, o.organizer, p.id AS person_id, p.email FROM calendar_object o"
    " JOIN calendar c ON c.id = o.calendar_id LEFT JOIN person p ON p.id = c.owner_id"
    " WHERE o.uid = :uid AND o.component = 'VEVENT' AND c.kind <> 'subscribed'"
    " AND (o.organizer LIKE :here OR o.organizer IN"
    " (SELECT email FROM person WHERE email IS NOT NULL)) ORDER BY o.id"
)


async def take_answers(uid: str, answers: Sequence[Answer], *, by: Actor) -> None:
    """What one guest answers, wherever the event is kept here. Twice is the same as once.

    Args:
        uid: of the event.
        answers: of that guest, who is known to have given them.
        by: the hub's own job that knows it.

    Raises:
        Unfit: there is no such event with an organizer of this house, or it is no answer to it.
    """
    policy.check_delivers(by)
    copies = await read(_COPIES, uid=uid, here=f"{PRINCIPALS}%")
    own = [it for it in copies if _is_organizers(it)]
    if not own:
        raise Unfit(UNKNOWN)
    organizers = {it["organizer"] for it in own}
    for it in own:
        await _take(it, answers, by, inbox=it["person_id"])
    others = [it for it in copies if it not in own and it["organizer"] in organizers]
    for it in others if len(others) <= MOST_FOLLOWING else ():
        # What they said to it is for who organizes it: the others read who comes.
        await _follow(it, [replace(answer, comment="") for answer in answers], by)


def _is_organizers(copy: Row) -> bool:
    """In their own calendar, or in one of a group: whose it is then, nobody else says."""
    if copy["person_id"] is None:
        return True
    return copy["organizer"] in {copy["email"], principal(copy["person_id"])}


async def _follow(there: Row, answers: Sequence[Answer], by: Actor) -> None:
    """What a guest here has of the event: perhaps an older version, perhaps without the others."""
    try:
        await _take(there, answers, by)
    except Unfit:
        return


async def _take(
    there: Row, answers: Sequence[Answer], by: Actor, *, inbox: int | None = None
) -> None:
    """Into that copy, and as messages into the inbox of that person."""
    for _try in range(TRIES):
        try:
            await _take_once(there["id"], answers, by, inbox)
        except Outdated:
            continue  # somebody changed it meanwhile: to that one the answer is put now
        return
    raise Outdated


async def _take_once(
    object_id: int, answers: Sequence[Answer], by: Actor, inbox: int | None
) -> None:
    rows = await read(
        "SELECT calendar_id, href, ics, version FROM calendar_object WHERE id = :id", id=object_id
    )
    if not rows:
        return
    there = rows[0]
    calendar = await storing.held(there["calendar_id"])
    parsed = read_object(there["ics"], calendar.zone)
    news: list[Answer] = []
    for it in answers:
        if answered(parsed, it, clock.now()):
            news.append(it)
            parsed = read_object(serialise(parsed.tree), calendar.zone)
    if news:
        told = [_message(parsed, it, inbox) for it in news] if inbox else []
        new = await storing.prepare(calendar, there["href"], parsed, object_id)
        await _store(new, object_id, there["version"], told, by=by)


def _message(parsed: Parsed, answer: Answer, inbox: int) -> Message:
    return message(reply(parsed, answer), parsed.uid, answer.address, person_id=inbox)


@action("calendar.event.answered")
async def _store(
    new: storing.Prepared, object_id: int, version: int, told: Sequence[Message], *, by: Actor
) -> None:
    policy.check_delivers(by)
    seq = await changes.lock(new.calendar.id)
    rows = await read("SELECT version FROM calendar_object WHERE id = :id", id=object_id)
    if not rows or rows[0]["version"] != version:
        raise Outdated
    await write_object(new, object_id, seq)
    await deliver(told)
