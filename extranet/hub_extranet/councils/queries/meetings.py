"""Reads of meetings: lists of them, and one with what its body asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from hub.access.queries import require
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import NotFound
from hub_extranet.councils import rules
from hub_extranet.councils.clock import civil_day, wall
from hub_extranet.councils.light import Terms
from hub_extranet.councils.models import BodyKind, MeetingState, Presence, Regime
from hub_extranet.councils.policy import BODY
from hub_extranet.councils.queries import bodies
from hub_extranet.councils.queries.bodies import OwnSeat
from hub_extranet.councils.rules import Rule

MOST_PAST = 50
"""Of a list; older ones are found by searching."""

_MEETING = (
    "SELECT m.id, m.title, m.starts_at, m.ends_at, m.place, m.state, m.version, m.event_id,"
    " m.folder_id, m.pieces_folder_id, m.closed_folder_id, m.body_id,"
    " g.name AS body, b.kind, b.regime, b.clear_days, b.calendar_id, b.space_id, b.secretariat_id,"
    " b.copied_id,"
    " c.id AS convocation_id, c.version AS convocation_version, c.sent_at AS convened_at"
    " FROM meeting m JOIN body b ON b.id = m.body_id JOIN people_group g ON g.id = b.id"
    " LEFT JOIN convocation c ON c.meeting_id = m.id AND NOT EXISTS (SELECT 1 FROM convocation l"
    " WHERE l.meeting_id = m.id AND l.version > c.version) WHERE m.id = :id"
)
_LIST = (
    "SELECT m.id, m.title, m.starts_at, m.ends_at, m.place, m.state, g.name AS body,"
    " m.body_id, a.presence FROM meeting m JOIN people_group g ON g.id = m.body_id"
    " LEFT JOIN answer a ON a.meeting_id = m.id AND a.person_id = :person"
    " WHERE m.id IN :readable AND "
)


@dataclass(frozen=True, slots=True)
class Listed:
    """A meeting in a list, as one actor sees it."""

    id: int
    title: str
    body: str
    starts_at: datetime
    ends_at: datetime
    place: str
    state: MeetingState
    answer: Presence | None
    sits: bool
    """Whether the actor has a seat in the body on that day, or stands in for one."""

    @property
    def is_to_answer(self) -> bool:
        return self.sits and self.state is MeetingState.SENT and self.answer is None


@dataclass(frozen=True, slots=True)
class Found:
    """One meeting, with what its body asks for and what the actor may do."""

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    state: MeetingState
    version: int
    event_id: int | None
    folder_id: int | None
    pieces_folder_id: int | None
    closed_folder_id: int | None
    body_id: int
    body: str
    kind: BodyKind
    regime: Regime
    clear_days: int
    calendar_id: int | None
    space_id: int | None
    secretariat_id: int
    copied_id: int | None
    convocation_id: int | None
    """The last one."""
    convocation_version: int
    """0 before the first."""
    convened_at: datetime | None
    abilities: frozenset[str]

    @property
    def day(self) -> date:
        return civil_day(self.starts_at)

    @property
    def starts(self) -> time:
        """By the clocks on the wall."""
        return wall(self.starts_at).time()

    @property
    def ends(self) -> time:
        return wall(self.ends_at).time()

    @property
    def rule(self) -> Rule:
        """Of its delay."""
        return rules.delay(self.kind, self.regime)

    def terms(self, today: date) -> Terms:
        return Terms(self.day, self.clear_days, today)


async def meeting(meeting_id: int, *, by: Actor, to: str = "read") -> Found:
    """Raises `NotFound` or `Forbidden`."""
    rows = await read(_MEETING, id=meeting_id)
    if not rows:
        raise NotFound
    place = await require(by, meeting_id, to)
    return _found(rows[0], place.abilities)


async def coming(now: datetime, *, by: Actor, until: datetime | None = None) -> Sequence[Listed]:
    """Those that are not over, the next one first."""
    ends = "" if until is None else " AND m.starts_at < :until"
    return await _list(f"m.ends_at > :now{ends} ORDER BY m.starts_at, m.id", by, now, until)


async def past(now: datetime, *, by: Actor) -> Sequence[Listed]:
    """Those that are over, the last one first."""
    order = f"m.ends_at <= :now ORDER BY m.starts_at DESC, m.id LIMIT {MOST_PAST}"
    return await _list(order, by, now, None)


async def _list(which: str, by: Actor, now: datetime, until: datetime | None) -> Sequence[Listed]:
    values = {"now": now} if until is None else {"now": now, "until": until}
    rows = await BODY.readable(by).read(_LIST + which, person=by.person_id or 0, **values)
    seats = await bodies.own_seats(by=by) if rows else ()
    return [_listed(row, seats) for row in rows]


def _listed(row: Row, seats: Sequence[OwnSeat]) -> Listed:
    day = civil_day(row["starts_at"])
    presence = Presence(row["presence"]) if row["presence"] else None
    return Listed(
        row["id"], row["title"], row["body"], row["starts_at"], row["ends_at"], row["place"],
        MeetingState(row["state"]), presence, any(it.is_of(row["body_id"], day) for it in seats),
    )  # fmt: skip


def _found(row: Row, abilities: frozenset[str]) -> Found:
    typed = {
        "state": MeetingState(row["state"]),
        "kind": BodyKind(row["kind"]),
        "regime": Regime(row["regime"]),
        "convocation_version": row["convocation_version"] or 0,
    }
    return Found(**{**row, **typed}, abilities=abilities)
