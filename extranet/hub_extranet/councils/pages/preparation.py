"""What the page of preparation shows: the light, each item's delay, whom to look after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from babel.dates import format_date

from hub.actor import Actor
from hub.errors import Refusal
from hub.language import locale
from hub_extranet.councils import rules
from hub_extranet.councils.actions import convocations as sending
from hub_extranet.councils.clock import civil_day, clear_days_between
from hub_extranet.councils.light import Light, Terms
from hub_extranet.councils.models import Channel, MeetingState, Role
from hub_extranet.councils.queries import convocations
from hub_extranet.councils.queries.agendas import Item
from hub_extranet.councils.queries.convocations import DeliveryLine, State
from hub_extranet.councils.queries.meetings import Found


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with its light."""

    item: Item
    light: Light
    clear_days: int | None
    """By which it was sent, to whom it went first."""
    is_bare: bool
    """Its note is missing, and the law asks for one."""


@dataclass(frozen=True, slots=True)
class Day:
    """One of the strip of days from the sending to the meeting."""

    day: date
    number: int
    """0: the last day to send; one more than there are clear days: the meeting."""

    @property
    def name(self) -> str:
        """Of the week, short."""
        return str(format_date(self.day, "EEE", locale=locale()))


async def preparation(meeting_id: int, *, by: Actor) -> dict[str, Any]:
    """All that the template takes.

    Raises:
        NotFound, Forbidden: the actor is not of the secretariat.
    """
    state, today = await convocations.state(meeting_id, by=by), civil_day(datetime.now(UTC))
    meeting, planned = state.meeting, sending.sending(state)
    terms = meeting.terms(today)
    rows = [_row(it, state, terms) for it in state.items]
    return {
        "meeting": meeting, "rows": rows, "today": today, "terms": terms,
        "light": max((row.light for row in rows), default=_before(terms)),
        "days": _days(terms), "seats": len(state.seats), "planned": planned,
        "obstacle": _obstacle(meeting, planned, today), "follow": _follow(state.lines),
        "forecast": convocations.forecast(state.seats, state.presences),
        "quorum": rules.quorum(len(state.seats)), "quorum_rule": rules.QUORUM,
        "is_draft": meeting.state is MeetingState.DRAFT,
    }  # fmt: skip


def _row(item: Item, state: State, terms: Terms) -> ItemRow:
    meeting, light = state.meeting, Light.GREEN
    if item.is_decided:
        members = {it.person_id for it in state.recipients if it.role is not Role.COPY}
        light = terms.of_item(item.sent_in, convocations.sent(state.lines), members)
    is_bare = (
        item.is_decided
        and not item.synthesis.strip()
        and rules.asks_for_synthesis(meeting.kind, meeting.regime)
    )
    days = clear_days_between(civil_day(item.sent_at), meeting.day) if item.sent_at else None
    return ItemRow(item, max(light, Light.ORANGE) if is_bare else light, days, is_bare)


def _before(terms: Terms) -> Light:
    return Light.RED if terms.is_late else Light.ORANGE


def _days(terms: Terms) -> list[Day]:
    return [
        Day(terms.latest_day + timedelta(days=number), number)
        for number in range(terms.clear_days + 2)
    ]


def _obstacle(meeting: Found, planned: sending.Sending, today: date) -> str:
    """Why it cannot be sent now; empty if it can."""
    try:
        sending.check(meeting, planned, today)
    except Refusal as refusal:
        return refusal.message
    return ""


def _follow(lines: Sequence[DeliveryLine]) -> list[DeliveryLine]:
    """The members whom the last convocation that was for them has not left for."""
    last: dict[int, DeliveryLine] = {}
    for line in lines:
        if line.role is not Role.COPY:
            before = last.get(line.person_id)
            if before is None or (line.version, line.id) > (before.version, before.id):
                last[line.person_id] = line
    return [it for it in last.values() if it.day is None or it.channel is Channel.PAPER]
