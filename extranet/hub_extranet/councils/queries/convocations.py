"""Reads of who was convened, when and how, and of who answered; for the secretariat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hub.access.queries import require
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import NotFound
from hub.mail.models import MailState
from hub.people.rows import name_of
from hub_extranet.councils.clock import civil_day
from hub_extranet.councils.light import Sent
from hub_extranet.councils.models import Channel, Presence, Role
from hub_extranet.councils.queries import agendas, bodies, meetings
from hub_extranet.councils.queries.agendas import Item
from hub_extranet.councils.queries.bodies import Sitting
from hub_extranet.councils.queries.meetings import Found

_UNDELIVERED = (MailState.REFUSED, MailState.EXPIRED)
_DELIVERIES = (
    "SELECT d.id, d.person_id, d.role, d.channel, d.address, d.sent_at, d.posted_on,"
    " d.first_opened_at, c.version, p.given_name, p.family_name, o.state, o.fault"
    " FROM delivery d JOIN convocation c ON c.id = d.convocation_id"
    " JOIN person p ON p.id = d.person_id LEFT JOIN mail_outbox o ON o.id = d.mail_id"
    " WHERE c.meeting_id = :meeting"
    " ORDER BY CASE WHEN d.role = 'copy' THEN 1 ELSE 0 END, p.sort_key, d.id"
)
# Whoever is in a group that gets copies and has neither a seat nor stands in for one.
_COPIED = (
    "SELECT gp.person_id FROM group_person gp JOIN person p ON p.id = gp.person_id"
    " WHERE gp.group_id = :group AND gp.starts_on <= :on AND gp.ends_on >= :on"
    " AND p.status = 'active' ORDER BY p.sort_key, p.id"
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whom a convocation must reach."""

    person_id: int
    role: Role


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A convocation on its way to somebody."""

    id: int
    person_id: int
    name: str
    version: int
    role: Role
    channel: Channel
    address: str
    sent_at: datetime | None
    posted_on: date | None
    first_opened_at: datetime | None
    is_refused: bool
    """The server of the recipient said no for good."""

    @property
    def day(self) -> date | None:
        """When it left, as the law counts; None if it has not, or came back."""
        if self.is_refused:
            return None
        return civil_day(self.sent_at) if self.sent_at else self.posted_on


@dataclass(frozen=True, slots=True)
class Own:
    """What the actor was sent, and answered."""

    role: Role | None
    sits: bool
    first_opened_at: datetime | None
    presence: Presence | None
    answered_at: datetime | None

    @property
    def is_unopened(self) -> bool:
        """Whether the actor was convened and opens the convocation for the first time."""
        return self.role is not None and self.first_opened_at is None


@dataclass(frozen=True, slots=True)
class State:
    """How far a meeting is: all that its secretariat looks at, read in few questions."""

    meeting: Found
    items: Sequence[Item]
    seats: Sequence[Sitting]
    """Of the day of the meeting."""
    recipients: Sequence[Recipient]
    """Everybody in office that day, the substitutes, and who gets a copy."""
    lines: Sequence[DeliveryLine]
    presences: Mapping[int, Presence]


async def state(meeting_id: int, *, by: Actor) -> State:
    """
    Raises:
        NotFound, Forbidden: the actor is not of the secretariat.
    """
    meeting = await meetings.meeting(meeting_id, by=by, to="write")
    sitting = await bodies.seats(meeting.body_id, meeting.day)
    return State(
        meeting, await agendas.listed(meeting_id, meeting.abilities), sitting,
        await _recipients(meeting, sitting), await _deliveries(meeting_id),
        await _presences(meeting_id),
    )  # fmt: skip


async def deliveries(meeting_id: int, *, by: Actor) -> Sequence[DeliveryLine]:
    """Every one of every version, copies last.

    Raises:
        Forbidden: the actor is not of the secretariat.
    """
    await require(by, meeting_id, "write")
    return await _deliveries(meeting_id)


async def delivery(meeting_id: int, delivery_id: int, *, by: Actor) -> DeliveryLine:
    """One of them.

    Raises:
        NotFound: it is not of that meeting.
        Forbidden: the actor is not of the secretariat.
    """
    for line in await deliveries(meeting_id, by=by):
        if line.id == delivery_id:
            return line
    raise NotFound


async def presences(meeting_id: int, *, by: Actor) -> Mapping[int, Presence]:
    """Who said whether they come.

    Raises:
        Forbidden: the actor is not of the secretariat.
    """
    await require(by, meeting_id, "write")
    rows = await read(
        "SELECT person_id, presence FROM answer WHERE meeting_id = :id", id=meeting_id
    )
    return {row["person_id"]: Presence(row["presence"]) for row in rows}


async def own(meeting: Found, *, by: Actor) -> Own:
    """The actor's own convocation and answer."""
    seats = await bodies.own_seats(by=by)
    rows = await read(
        "SELECT a.presence, a.answered_at, d.role, d.first_opened_at FROM (SELECT 1 AS one) o"
        " LEFT JOIN answer a ON a.meeting_id = :meeting AND a.person_id = :person"
        " LEFT JOIN delivery d ON d.person_id = :person AND d.convocation_id = :convocation"
        " ORDER BY d.id DESC",
        meeting=meeting.id, person=by.person_id or 0, convocation=meeting.convocation_id or 0,
    )  # fmt: skip
    row = rows[0]
    return Own(
        Role(row["role"]) if row["role"] else None,
        any(it.is_of(meeting.body_id, meeting.day) for it in seats), row["first_opened_at"],
        Presence(row["presence"]) if row["presence"] else None, row["answered_at"],
    )  # fmt: skip


def sent(lines: Sequence[DeliveryLine]) -> list[Sent]:
    """What the clock is told of them."""
    return [
        Sent(line.person_id, line.version, line.day)
        for line in lines
        if line.role is not Role.COPY and line.day is not None
    ]


@dataclass(frozen=True, slots=True)
class Forecast:
    """How many of the seats will be held in the room, as far as was answered."""

    in_office: int
    holders: int
    substitutes: int
    """Who come because the holder does not."""
    absent: int
    silent: int

    @property
    def present(self) -> int:
        return self.holders + self.substitutes


def forecast(seats: Sequence[Sitting], presences: Mapping[int, Presence]) -> Forecast:
    """One voice a seat: a substitute counts where the holder said no."""
    holders = substitutes = absent = silent = 0
    for seat in seats:
        answer = presences.get(seat.holder_id)
        if answer is Presence.PRESENT:
            holders += 1
        elif answer is None:
            silent += 1
        elif presences.get(seat.substitute_id or 0) is Presence.PRESENT:
            substitutes += 1
        else:
            absent += 1
    return Forecast(len(seats), holders, substitutes, absent, silent)


async def _recipients(meeting: Found, sitting: Sequence[Sitting]) -> Sequence[Recipient]:
    roles = {seat.holder_id: Role.HOLDER for seat in sitting}
    for seat in sitting:
        if seat.substitute_id is not None:
            roles.setdefault(seat.substitute_id, Role.SUBSTITUTE)
    if meeting.copied_id is not None:
        for row in await read(_COPIED, group=meeting.copied_id, on=meeting.day):
            roles.setdefault(row["person_id"], Role.COPY)
    return [Recipient(person, role) for person, role in roles.items()]


async def _deliveries(meeting_id: int) -> Sequence[DeliveryLine]:
    return [_line(row) for row in await read(_DELIVERIES, meeting=meeting_id)]


async def _presences(meeting_id: int) -> Mapping[int, Presence]:
    rows = await read(
        "SELECT person_id, presence FROM answer WHERE meeting_id = :id", id=meeting_id
    )
    return {row["person_id"]: Presence(row["presence"]) for row in rows}


def _line(row: Row) -> DeliveryLine:
    return DeliveryLine(
        row["id"], row["person_id"], name_of(row), row["version"], Role(row["role"]),
        Channel(row["channel"]), row["address"], row["sent_at"], row["posted_on"],
        row["first_opened_at"], row["state"] in _UNDELIVERED,
    )  # fmt: skip
