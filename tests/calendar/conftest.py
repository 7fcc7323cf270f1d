"""Alice manages a calendar, Bob reads it, Denise sees when it is busy, Charlie knows nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from hub.access.actions import grant
from hub.accounts import clock
from hub.actor import ADMINISTRATORS, ANYONE, SIGNED_IN, STAFF, Actor, Via
from hub.app import Hub
from hub.people import actions as people
from hub_calendar import actions
from hub_calendar.models import Calendar

ADMINISTRATOR = Actor(frozenset({ADMINISTRATORS, SIGNED_IN, ANYONE}), Via.SESSION, "Nadia Bouvier")
NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Stage:
    """A calendar, and those around it."""

    calendar: Calendar
    alice: Actor
    bob: Actor
    denise: Actor
    edgar: Actor
    """May change what is in it, but does not manage it."""
    charlie: Actor

    @property
    def id(self) -> int:
        return int(self.calendar.id)


@pytest.fixture
async def now(anyio_backend: str) -> AsyncIterator[datetime]:
    """A Wednesday in November, standing still: the horizon is around it."""
    with clock.using(lambda: NOW):
        yield NOW


@pytest.fixture
async def stage(hub: Hub, now: datetime) -> Stage:
    alice = await actor("Alice", email="alice@orbelle.example")
    calendar = await actions.create_calendar(by=alice, name="Équipe")
    rest = {name: await actor(name.title()) for name in ("bob", "denise", "edgar", "charlie")}
    for name, role in (("bob", "read"), ("denise", "freebusy"), ("edgar", "edit")):
        await grant(calendar.id, rest[name].person_id or 0, role, by=alice)
    return Stage(calendar, alice, **rest)


async def actor(given_name: str, *more: int, **details: Any) -> Actor:
    """One of the staff."""
    person = await people.create_person(
        by=ADMINISTRATOR, given_name=given_name, family_name="Martin", **details
    )
    principals = frozenset({person.id, SIGNED_IN, ANYONE, STAFF, *more})
    return Actor(principals, Via.SESSION, person.name, person_id=person.id)


def ics(*lines: str, uid: str = "one@example", zone: str = "") -> str:
    """A calendar object of one event, with these lines and a title unless they have one."""
    title = [] if any(it.startswith("SUMMARY") for it in lines) else ["SUMMARY:Réunion"]
    rows = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *title, *lines, "END:VEVENT"]
    return wrapped(*rows, zone=zone)


def wrapped(*rows: str, zone: str = "") -> str:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Tests//FR"]
    return (
        zone + ""
        if not rows
        else "\r\n".join([*head, *zone.split("\n"), *rows]).replace("\r\n\r\n", "\r\n")
        + "\r\nEND:VCALENDAR\r\n"
    )


def at(text: str) -> datetime:
    """`2026-03-29 08:00` as an instant of UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@contextmanager
def at_time(moment: datetime) -> Any:
    with clock.using(lambda: moment):
        yield


Make = Callable[..., Any]
