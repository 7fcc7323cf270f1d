"""The meetings of the demo, each as if its secretariat had prepared it and its members answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from hub.access.actions import grant, open_scope
from hub.actor import Actor
from hub.demo.world import World, insert
from hub.mail.compose import row_of
from hub.mail.models import Mail
from hub.people.models import Person
from hub_extranet.councils import letters
from hub_extranet.councils.actions import events, folders
from hub_extranet.councils.clock import instant_of
from hub_extranet.councils.demo import words
from hub_extranet.councils.demo.pieces import Prepared
from hub_extranet.councils.models import (
    AgendaItem,
    Answer,
    Body,
    Channel,
    Convocation,
    Delivery,
    ItemKind,
    Meeting,
    MeetingState,
    Piece,
    Presence,
    Role,
)
from hub_extranet.councils.queries import convocations, meetings
from hub_extranet.councils.queries.convocations import Recipient
from hub_extranet.councils.queries.meetings import Found
from hub_sharing import actions as spaces

THURSDAY, TUESDAY = 3, 1


class Meetings:
    """Makes meetings in the running transaction."""

    def __init__(
        self, world: World, secretary: Actor, counts: Counter[str], prepared: Sequence[Prepared]
    ) -> None:
        self.world = world
        self.secretary = secretary
        self.counts = counts
        self.prepared = prepared
        self.draw = world.draw.branch("councils meetings")

    async def held(self, body: Body) -> None:
        """Some two months ago, with a few of the same matters."""
        day = self._weekday(-70, THURSDAY)
        meeting = await self._meeting(body, "Conseil communautaire", day, time(18, 30))
        await self._agenda(meeting, self.prepared[:4])
        await self._convene(meeting, day - timedelta(days=9), answered=0.95)
        await Meeting.filter(id=meeting.id).update(state=MeetingState.HELD)

    async def convened(self, body: Body) -> None:
        """In three weeks; the convocation left yesterday."""
        day = self._weekday(20, THURSDAY)
        meeting = await self._meeting(body, "Conseil communautaire", day, time(18, 30))
        await self._agenda(meeting, self.prepared)
        await self._convene(meeting, self.world.today - timedelta(days=1), answered=0.6)

    async def drafted(self, body: Body) -> None:
        """In two weeks, without the note of its last matter."""
        day = self._weekday(12, TUESDAY)
        meeting = await self._meeting(body, "Bureau", day, time(17))
        await self._agenda(meeting, self.prepared[3:8], without_last_note=True)

    def _weekday(self, days: int, weekday: int) -> date:
        """The first such day from so many days on."""
        first = self.world.today + timedelta(days=days)
        return first + timedelta(days=(weekday - first.weekday()) % 7)

    async def _meeting(self, body: Body, title: str, day: date, hour: time) -> Meeting:
        starts_at = instant_of(day, hour)
        given = {body.secretariat_id: "secretary"}
        key = await open_scope("meeting", self.draw.key(), by=self.secretary, given=given)
        meeting = Meeting(
            id=key, body_id=body.id, title=title, starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3), place=self.draw.one(words.PLACES),
        )  # fmt: skip
        await events.create(meeting, body, by=self.secretary)
        await folders.create(meeting, body, by=self.secretary)
        await self._insert([meeting])
        return meeting

    async def _agenda(
        self, meeting: Meeting, prepared: Sequence[Prepared], *, without_last_note: bool = False
    ) -> None:
        rapporteurs = self.world.people.seated
        items = [
            AgendaItem(
                id=self.draw.key(), meeting_id=meeting.id, rank=rank, title=it.matter.title,
                kind=ItemKind.DELIBERATIVE if it.matter.is_decided else ItemKind.INFORMATION,
                rapporteur_id=self.draw.one(rapporteurs).id, theme=it.matter.theme,
                synthesis=it.synthesis, is_closed=it.matter.is_closed,
            )
            for rank, it in enumerate(prepared, 1)
        ]  # fmt: skip
        if without_last_note:
            decided = [it for it in items if it.kind is ItemKind.DELIBERATIVE]
            decided[-1].synthesis = ""
        await self._insert(items)
        found = await meetings.meeting(meeting.id, by=self.secretary)
        pieces = [
            piece
            for item, it in zip(items, prepared, strict=True)
            for piece in await self._pieces(found, item, it)
        ]
        await self._insert(pieces)

    async def _pieces(self, meeting: Found, item: AgendaItem, it: Prepared) -> list[Piece]:
        if not it.pieces:
            return []
        where = await folders.of_pieces(meeting, is_closed=item.is_closed, by=self.secretary)
        if where is None:
            raise RuntimeError("The demo's bodies have a space.")
        made = []
        for rank, (title, received) in enumerate(it.pieces, 1):
            file = await spaces.store_file(
                where, by=self.secretary, name=folders.file_name(item.title, title),
                received=received,
            )  # fmt: skip
            made.append(
                Piece(
                    id=self.draw.key(),
                    item_id=item.id,
                    rank=rank,
                    title=title,
                    file_id=file.id,
                    added_at=self._at(self.world.today - timedelta(days=90)),
                )
            )
        return made

    async def _convene(self, meeting: Meeting, on: date, *, answered: float) -> None:
        at = self._at(on)
        sent = Convocation(id=self.draw.key(), meeting_id=meeting.id, version=1, sent_at=at)
        await self._insert([sent])
        await AgendaItem.filter(meeting_id=meeting.id).update(convocation_id=sent.id)
        found = await meetings.meeting(meeting.id, by=self.secretary)
        recipients = (await convocations.state(meeting.id, by=self.secretary)).recipients
        mails = await self._mails(found, recipients, at)
        await self._insert(list(mails.values()))
        deliveries = [self._delivery(sent, it, mails.get(it.person_id)) for it in recipients]
        await self._insert(deliveries)
        await self._insert(self._answers(meeting, deliveries, answered))
        await Meeting.filter(id=meeting.id).update(state=MeetingState.SENT)
        await self._open(found)

    async def _open(self, found: Found) -> None:
        await grant(found.id, found.body_id, "member", by=self.secretary)
        if found.copied_id is not None:
            await grant(found.id, found.copied_id, "copy", by=self.secretary)
        await folders.open_all(found, by=self.secretary)
        await events.confirm(found, by=self.secretary)

    async def _mails(
        self, found: Found, recipients: Sequence[Recipient], at: datetime
    ) -> dict[int, Mail]:
        people = {
            it.id: it for it in await Person.filter(id__in=[it.person_id for it in recipients])
        }
        made = {}
        for it in recipients:
            composed = letters.convocation(people[it.person_id], it.role, found, 1)
            if composed is not None:
                mail = row_of(composed)
                mail.id, mail.created_at = self.draw.key(), at
                mail.due_at = None  # it left long ago
                made[it.person_id] = mail
        return made

    def _delivery(self, sent: Convocation, it: Recipient, mail: Mail | None) -> Delivery:
        is_official = it.person_id == self.world.people.cast["official"].id
        is_opened = mail is not None and not is_official and self.draw.chance(0.7)
        opened_at = sent.sent_at + timedelta(minutes=self.draw.between(5, 900))
        return Delivery(
            id=self.draw.key(), convocation_id=sent.id, person_id=it.person_id, role=it.role,
            channel=Channel.MAIL if mail else Channel.PAPER,
            address=mail.recipient if mail else "", mail_id=mail.id if mail else None,
            sent_at=sent.sent_at if mail else None,
            first_opened_at=opened_at if is_opened else None,
        )  # fmt: skip

    def _answers(
        self, meeting: Meeting, deliveries: Sequence[Delivery], answered: float
    ) -> list[Answer]:
        """Of those who opened theirs; substitutes say nothing yet."""
        return [
            Answer(
                id=self.draw.key(), meeting_id=meeting.id, person_id=it.person_id,
                presence=Presence.PRESENT if self.draw.chance(0.8) else Presence.ABSENT,
                answered_at=it.first_opened_at,
            )
            for it in deliveries
            if it.role is Role.HOLDER and it.first_opened_at and self.draw.chance(answered)
        ]  # fmt: skip

    def _at(self, day: date) -> datetime:
        """At two past nine in the morning."""
        return instant_of(day, time(9, 2))

    async def _insert(self, rows: Sequence[object]) -> None:
        self.counts.update(await insert(rows))  # type: ignore[arg-type]
