"""A council: alice is its secretary, bob sits in it, sandrine stands in for him, cora of a commune
gets copies, and charlie sits in another body."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hub.access import things
from hub.app import Hub
from hub.parts import THINGS
from hub.people import actions as people
from hub.people.models import Group
from hub_extranet.councils import actions
from hub_extranet.councils.actions.agendas import Draft
from hub_extranet.councils.actions.meetings import Plan
from hub_extranet.councils.clock import civil_day, instant_of
from hub_extranet.councils.models import AgendaItem, Body, BodyKind, Meeting, Piece
from hub_extranet.councils.queries import meetings
from hub_sharing.actions import Received, receive
from tests.access.conftest import ADMINISTRATOR, Cast

START = date(2020, 7, 10)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SYNTHESIS = "Les accueils du matin et du soir sont ouverts dans 31 des 40 écoles."


@dataclass(frozen=True)
class Council:
    alice: Cast
    bob: Cast
    sandrine: Cast
    cora: Cast
    charlie: Cast
    body: Body
    other: Body
    commune: Group

    async def plan(self, days: int = 20, *, body: Body | None = None, by: Cast | None = None,
                   title: str = "Conseil communautaire") -> Meeting:  # fmt: skip
        """A draft so many days from now, at 18:30."""
        day = civil_day(datetime.now(UTC)) + timedelta(days=days)
        starts_at = instant_of(day, time(18, 30))
        plan = Plan(title, starts_at, starts_at + timedelta(hours=3), "Salle des fêtes")
        who = await (by or self.alice).actor()
        return await actions.plan_meeting((body or self.body).id, by=who, plan=plan)

    async def add(self, meeting: Meeting, title: str = "Tarifs périscolaires 2027",
                  **said: object) -> AgendaItem:  # fmt: skip
        draft = Draft(title, **{"synthesis": SYNTHESIS, **said})  # type: ignore[arg-type]
        return await actions.add_item(meeting.id, by=await self.alice.actor(), draft=draft)

    async def attach(self, item: AgendaItem, title: str = "Projet", content: bytes = PDF) -> Piece:
        return await actions.attach_piece(
            item.id, by=await self.alice.actor(), title=title, received=await received(content)
        )

    async def send(self, meeting: Meeting) -> int:
        by = await self.alice.actor()
        version = (await meetings.meeting(meeting.id, by=by)).version
        return await actions.send_convocation(meeting.id, by=by, version=version)


async def received(content: bytes = PDF) -> Received:
    async def chunks() -> AsyncIterator[bytes]:
        yield content

    return await receive(chunks())


async def make_council() -> Council:
    """In the hub that is bound."""
    alice, bob, sandrine, cora, charlie = [
        await person(*it.split())
        for it in ("Alice Martin", "Bob Petit", "Sandrine Pouget", "Cora Blanc", "Charlie Durand")
    ]
    unit = await people.create_unit(by=ADMINISTRATOR, name="Assemblées")
    await people.start_position(
        alice.id, unit.id, by=ADMINISTRATOR, starts_on=START, title="Secrétaire"
    )
    commune = await people.create_commune(by=ADMINISTRATOR, name="Orbelle", insee_code="98001")
    await people.add_member(commune.id, cora.id, by=ADMINISTRATOR)
    await people.add_member(commune.id, bob.id, by=ADMINISTRATOR)
    body = await actions.create_body(
        by=ADMINISTRATOR, name="Conseil communautaire", secretariat_id=unit.id,
        copied_id=commune.id,
    )  # fmt: skip
    await actions.take_seat(
        body.id, bob.id, by=ADMINISTRATOR, starts_on=START, substitute_id=sandrine.id,
        commune_id=commune.id,
    )  # fmt: skip
    other = await actions.create_body(
        by=ADMINISTRATOR, name="Commission travaux", secretariat_id=charlie.id,
        kind=BodyKind.ADVISORY,
    )  # fmt: skip
    await actions.take_seat(other.id, charlie.id, by=ADMINISTRATOR, starts_on=START)
    group = await Group.get(id=commune.id)
    return Council(alice, bob, sandrine, cora, charlie, body, other, group)


async def person(given: str, family: str, *, has_email: bool = True) -> Cast:
    email = f"{given}.{family}@orbelle.example".lower() if has_email else None
    return Cast(
        await people.create_person(
            by=ADMINISTRATOR, given_name=given, family_name=family, email=email
        )
    )


@pytest.fixture
async def council(hub: Hub) -> AsyncIterator[Council]:
    with things.current.bound(THINGS):
        yield await make_council()
