"""Sending the convocation: in time, to everybody, at once.

The letters are written before the transaction and queued in it, with the rows that say for whom
they are: a crash leaves either all of them or none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from hub.access.actions import grant
from hub.action import action, happened
from hub.actor import Actor
from hub.errors import Conflict, Invalid, NotFound
from hub.language import _
from hub.mail.compose import Composed, queue_all
from hub.people.models import Person
from hub.web.formats import day
from hub_extranet.councils import letters, rules
from hub_extranet.councils.actions import events, folders, locked
from hub_extranet.councils.clock import civil_day
from hub_extranet.councils.models import (
    AgendaItem,
    Channel,
    Convocation,
    Delivery,
    Meeting,
    MeetingState,
)
from hub_extranet.councils.queries import convocations
from hub_extranet.councils.queries.agendas import Item
from hub_extranet.councils.queries.convocations import Recipient, State
from hub_extranet.councils.queries.meetings import Found


@dataclass(frozen=True, slots=True)
class Sending:
    """What would leave now, and for whom."""

    version: int
    """Of the convocation."""
    is_new: bool
    """Whether it lists items that none before lists, so goes to everybody."""
    recipients: tuple[Recipient, ...]
    items: tuple[Item, ...]
    """Those that it lists for the first time."""


def sending(now: State) -> Sending:
    """Who is to be sent what: everybody a new version, or the last one to those without it."""
    version = now.meeting.convocation_version
    new = tuple(it for it in now.items if it.sent_in is None)
    if new or not version:
        return Sending(version + 1, True, tuple(now.recipients), new)
    has = {it.person_id for it in now.lines if it.version == version and not it.is_refused}
    missing = tuple(it for it in now.recipients if it.person_id not in has)
    return Sending(version, False, missing, ())


async def send_convocation(meeting_id: int, *, by: Actor, version: int) -> int:
    """Sends the convocation to all who are to have it and do not; the number of them.

    Args:
        meeting_id: the meeting.
        by: of its secretariat.
        version: of the meeting, as it was looked at.

    Raises:
        Conflict: the meeting has changed since, is over, everybody has the convocation, or the file
            of a piece is not there any more.
        Invalid: the law forbids it; the sentence says which article.
    """
    state, now = await convocations.state(meeting_id, by=by), datetime.now(UTC)
    planned = sending(state)
    check(state.meeting, planned, civil_day(now))
    composed = await _compose(state.meeting, planned)
    return await _send(meeting_id, by=by, version=version, composed=composed, now=now)


@action("councils.convocation.posted")
async def record_posting(delivery_id: int, *, by: Actor, on: date) -> None:
    """Says on which day a letter was posted or handed over.

    Raises:
        Invalid: it was not before the convocation, nor after today.
    """
    delivery = await Delivery.get_or_none(id=delivery_id).prefetch_related("convocation")
    if delivery is None:
        raise NotFound
    await locked.meeting(delivery.convocation.meeting_id, by=by)
    if delivery.channel is not Channel.PAPER:
        raise Conflict(_("This convocation went by mail."))
    if not civil_day(delivery.convocation.sent_at) <= on <= civil_day(datetime.now(UTC)):
        raise Invalid(on=_("Choose a day between that of the convocation and today."))
    delivery.posted_on = on
    await delivery.save(update_fields=["posted_on"])
    tells = [f"meeting:{delivery.convocation.meeting_id}"]
    happened("delivery", delivery_id, tells=tells, detail={"on": on.isoformat()})


def check(meeting: Found, planned: Sending, today: date) -> None:
    """Raises `Conflict` or `Invalid` with the reason why it must not be sent now."""
    locked.check_is_open(meeting)
    if civil_day(meeting.starts_at) <= today:
        raise Conflict(_("This meeting is today or over: nobody can be convened to it any more."))
    if not planned.recipients:
        raise Conflict(_("Everybody has the convocation already."))
    if meeting.convocation_id is None and not planned.items:
        raise Invalid(_("The agenda is empty."))
    _check_syntheses(meeting, planned.items)
    _check_delay(meeting, planned.items, today)


def _check_syntheses(meeting: Found, items: Sequence[Item]) -> None:
    if not rules.asks_for_synthesis(meeting.kind, meeting.regime):
        return
    if bare := [it for it in items if it.is_decided and not it.synthesis.strip()]:
        raise Invalid(
            _(
                "A note of synthesis is missing ({source}): {items}.",
                source=rules.SYNTHESIS.source, items=_named(bare),
            )
        )  # fmt: skip


def _check_delay(meeting: Found, items: Sequence[Item], today: date) -> None:
    terms = meeting.terms(today)
    if not terms.is_late or not (decided := [it for it in items if it.is_decided]):
        return
    raise Invalid(
        _(
            "The last day to send was {day}: {days} clear days, {source}. Make it a matter of"
            " information, or take it to another meeting: {items}.",
            day=day(terms.latest_day), days=meeting.clear_days, source=meeting.rule.source,
            items=_named(decided),
        )
    )  # fmt: skip


def _named(items: Sequence[Item]) -> str:
    return ", ".join(f"{it.number}. {it.title}" for it in items)


async def _compose(meeting: Found, planned: Sending) -> Mapping[int, Composed | None]:
    """The mail of each recipient; None where there is no address to send one to."""
    people = {
        person.id: person
        for person in await Person.filter(id__in=[it.person_id for it in planned.recipients])
    }
    return {
        it.person_id: letters.convocation(people[it.person_id], it.role, meeting, planned.version)
        for it in planned.recipients
    }


@action("councils.convocation.sent")
async def _send(
    meeting_id: int,
    *,
    by: Actor,
    version: int,
    composed: Mapping[int, Composed | None],
    now: datetime,
) -> int:
    meeting = await locked.meeting(meeting_id, by=by, version=version)
    planned = sending(await convocations.state(meeting_id, by=by))
    check(meeting, planned, civil_day(now))
    if {it.person_id for it in planned.recipients} != composed.keys():
        raise Conflict(_("Somebody has changed this in the meantime. Look at it again first."))
    convocation_id = await _convocation(meeting, planned, now)
    await _deliver(convocation_id, planned.recipients, composed, now)
    if meeting.state is MeetingState.DRAFT:
        await _open(meeting, by)
    await folders.gather_new(meeting, planned.items, by=by)
    await folders.freeze([piece for item in planned.items for piece in item.pieces], by=by)
    detail = {"version": planned.version, "recipients": len(composed)}
    happened("meeting", meeting_id, tells=_topics(meeting), detail=detail)
    for item in planned.items:
        happened("agenda_item", item.id, detail={"version": planned.version})
    return len(composed)


async def _convocation(meeting: Found, planned: Sending, now: datetime) -> int:
    if not planned.is_new and meeting.convocation_id is not None:
        return meeting.convocation_id
    made = await Convocation.create(meeting_id=meeting.id, version=planned.version, sent_at=now)
    await AgendaItem.filter(id__in=[it.id for it in planned.items]).update(convocation_id=made.id)
    return int(made.id)


async def _deliver(
    convocation_id: int,
    recipients: Sequence[Recipient],
    composed: Mapping[int, Composed | None],
    now: datetime,
) -> None:
    """A row for each, nobody left out: who has no address gets a letter, to be posted."""
    mails = {person: mail for person, mail in composed.items() if mail is not None}
    keys = dict(zip(mails, await queue_all(list(mails.values())), strict=True))
    await Delivery.bulk_create([
        Delivery(
            convocation_id=convocation_id, person_id=it.person_id, role=it.role,
            channel=Channel.MAIL if it.person_id in mails else Channel.PAPER,
            address=mails[it.person_id].to.email if it.person_id in mails else "",
            mail_id=keys.get(it.person_id), sent_at=now if it.person_id in mails else None,
        )
        for it in recipients
    ])  # fmt: skip


async def _open(meeting: Found, by: Actor) -> None:
    """Lets the members read the meeting and its pieces, and who gets a copy what is not closed."""
    await Meeting.filter(id=meeting.id).update(state=MeetingState.SENT)
    await grant(meeting.id, meeting.body_id, "member", by=by)
    if meeting.copied_id is not None:
        await grant(meeting.id, meeting.copied_id, "copy", by=by)
    await folders.open_all(meeting, by=by)
    await events.confirm(meeting, by=by)


def _topics(meeting: Found) -> list[str]:
    return [f"meeting:{meeting.id}", f"body:{meeting.body_id}"]
