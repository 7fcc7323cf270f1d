"""Sending: in time, to everybody, or not at all."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest

from hub.access.queries import role_of
from hub.database import read, transaction, write
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.mail.models import Mail
from hub_extranet.councils import actions
from hub_extranet.councils.clock import civil_day
from hub_extranet.councils.light import Light
from hub_extranet.councils.models import (
    Channel,
    Convocation,
    Delivery,
    ItemKind,
    Meeting,
    MeetingState,
    Role,
)
from hub_extranet.councils.queries import agendas, convocations, meetings
from hub_sharing import actions as spaces
from hub_sharing import queries as shared
from hub_sharing.models import Node
from tests.access.conftest import ADMINISTRATOR
from tests.extranet.councils.conftest import PDF, START, Council, person, received

pytestmark = pytest.mark.anyio


async def test_everybody_gets_a_mail_with_the_way_to_the_meeting(council: Council) -> None:
    meeting = await council.plan()
    await council.add(meeting)
    assert await council.send(meeting) == 3
    rows = {row.person_id: row for row in await Delivery.all()}
    assert {it: rows[it].role for it in rows} == {
        council.bob.id: Role.HOLDER, council.sandrine.id: Role.SUBSTITUTE,
        council.cora.id: Role.COPY,
    }  # fmt: skip
    mails = {mail.id: mail for mail in await Mail.all()}
    assert {row.mail_id for row in rows.values()} == set(mails)
    mail = mails[rows[council.bob.id].mail_id]
    assert (mail.recipient, mail.person_id) == ("bob.petit@orbelle.example", council.bob.id)
    assert f"/meetings/{meeting.id}\n" in mail.text
    assert mail.subject.startswith("Convocation\N{NO-BREAK SPACE}: Conseil communautaire, ")
    assert "L5211-40-2" in mails[rows[council.cora.id].mail_id].text
    assert (await Meeting.get(id=meeting.id)).state is MeetingState.SENT


async def test_a_draft_is_the_secretariats_alone(council: Council) -> None:
    meeting = await council.plan()
    item = await council.add(meeting)
    piece = await council.attach(item)
    for who in (council.bob, council.sandrine, council.cora, council.charlie):
        by = await who.actor()
        for asked in (
            meetings.meeting(meeting.id, by=by), agendas.agenda(meeting.id, by=by),
            agendas.item(item.id, by=by), shared.file(piece.file_id, by=by),
            actions.answer(meeting.id, by=by, presence="present"),
        ):  # fmt: skip
            with pytest.raises(NotFound):
                await asked
        assert await meetings.coming(datetime.now(UTC), by=by) == []
    await council.send(meeting)
    for who in (council.bob, council.sandrine, council.cora):
        by = await who.actor()
        assert (await meetings.meeting(meeting.id, by=by)).title == "Conseil communautaire"
        assert [it.id for it in await agendas.agenda(meeting.id, by=by)] == [item.id]
        assert (await shared.file(piece.file_id, by=by)).is_pdf
    with pytest.raises(NotFound):
        await meetings.meeting(meeting.id, by=await council.charlie.actor())


async def test_what_is_behind_closed_doors_is_not_copied(council: Council) -> None:
    meeting = await council.plan()
    closed = await council.add(meeting, "Protocole transactionnel", is_closed=True)
    await council.add(meeting)
    piece = await council.attach(closed)
    await council.send(meeting)
    for who in (council.bob, council.sandrine):
        by = await who.actor()
        assert len(await agendas.agenda(meeting.id, by=by)) == 2
        assert await shared.file(piece.file_id, by=by)
    by = await council.cora.actor()
    assert [(it.number, it.title) for it in await agendas.agenda(meeting.id, by=by)] == [
        (1, "Tarifs périscolaires 2027")  # and no gap tells that there is another one
    ]
    with pytest.raises(NotFound):
        await agendas.item(closed.id, by=by)
    with pytest.raises(NotFound):
        await shared.file(piece.file_id, by=by)
    assert await agendas.items([closed.id], by=by) == []


async def test_who_only_reads_does_not_prepare(council: Council) -> None:
    meeting = await council.plan()
    item = await council.add(meeting)
    await council.send(meeting)
    by = await council.bob.actor()
    for asked in (
        actions.send_convocation(meeting.id, by=by, version=1),
        actions.remove_item(item.id, by=by),
        convocations.deliveries(meeting.id, by=by),
        convocations.presences(meeting.id, by=by),
        actions.close_meeting(meeting.id, by=by),
    ):
        with pytest.raises(Forbidden):
            await asked


async def test_too_late_is_refused_with_the_article(council: Council) -> None:
    meeting = await council.plan(days=5)  # the sixth day before was the last
    item = await council.add(meeting)
    with pytest.raises(Invalid, match=r"5 jours francs, article L2121-12") as refused:
        await council.send(meeting)
    assert "1. Tarifs périscolaires 2027" in refused.value.message
    assert not await Mail.exists()
    assert not await Convocation.exists()
    by = await council.alice.actor()
    version = (await agendas.item(item.id, by=by)).version
    draft = actions.agendas.Draft("Tarifs périscolaires 2027", ItemKind.INFORMATION)
    await actions.change_item(item.id, by=by, draft=draft, version=version)
    assert await council.send(meeting) == 3


async def test_the_last_day_is_in_time(council: Council) -> None:
    meeting = await council.plan(days=6)
    await council.add(meeting)
    assert await council.send(meeting) == 3


async def test_a_matter_to_decide_needs_its_note(council: Council) -> None:
    meeting = await council.plan()
    await council.add(meeting, "Budget", synthesis=" ")
    await council.add(meeting, "Questions", synthesis="", kind=ItemKind.INFORMATION)
    with pytest.raises(Invalid, match=r"L2121-12.*: 1\. Budget\.$"):
        await council.send(meeting)


async def test_an_empty_agenda_is_not_sent(council: Council) -> None:
    meeting = await council.plan()
    with pytest.raises(Invalid, match="vide"):
        await council.send(meeting)


async def test_an_advisory_body_has_its_own_delay(council: Council) -> None:
    meeting = await council.plan(days=1, body=council.other, by=council.charlie)
    by = await council.charlie.actor()
    draft = actions.agendas.Draft("Voirie", synthesis="")
    await actions.add_item(meeting.id, by=by, draft=draft)
    assert await actions.send_convocation(meeting.id, by=by, version=2) == 1


async def test_of_two_secretaries_one_sends(council: Council) -> None:
    meeting = await council.plan()
    await council.add(meeting)
    by = await council.alice.actor()
    with pytest.raises(Conflict):
        await actions.send_convocation(meeting.id, by=by, version=1)
    await council.send(meeting)
    with pytest.raises(Conflict, match="déjà"):
        await council.send(meeting)
    assert await Mail.all().count() == 3


async def test_a_member_who_came_later_gets_the_same_version(council: Council) -> None:
    meeting = await council.plan()
    await council.add(meeting)
    await council.send(meeting)
    late = await person("Denis", "Rey")
    await actions.take_seat(council.body.id, late.id, by=ADMINISTRATOR, starts_on=START)
    assert await council.send(meeting) == 1
    assert await Convocation.all().count() == 1
    assert (await Delivery.get(person_id=late.id)).role is Role.HOLDER


async def test_a_further_item_is_a_further_convocation_to_everybody(council: Council) -> None:
    meeting = await council.plan()
    first = await council.add(meeting)
    await council.send(meeting)
    more = await council.add(meeting, "Piscine : créneaux scolaires")
    piece = await council.attach(more)
    bob = await council.bob.actor()
    assert [it.id for it in await agendas.agenda(meeting.id, by=bob)] == [first.id]
    with pytest.raises(NotFound):
        await shared.file(piece.file_id, by=bob)
    assert await council.send(meeting) == 3
    items = await agendas.agenda(meeting.id, by=bob)
    assert [(it.id, it.sent_in) for it in items] == [(first.id, 1), (more.id, 2)]
    assert await shared.file(piece.file_id, by=bob)


async def test_what_a_convocation_lists_stays_as_it_was(council: Council) -> None:
    meeting = await council.plan()
    item = await council.add(meeting)
    await council.attach(item)
    await council.send(meeting)
    by = await council.alice.actor()
    found = await agendas.item(item.id, by=by)
    for asked in (
        actions.change_item(item.id, by=by, draft=actions.agendas.Draft("Autre"), version=1),
        actions.remove_item(item.id, by=by),
        actions.move_item(item.id, by=by, to=2),
        actions.remove_piece(found.pieces[0].id, by=by),
    ):
        with pytest.raises(Conflict):
            await asked
    piece = await council.attach(item, "Annexe")  # later, which its date tells
    assert await shared.file(piece.file_id, by=await council.bob.actor())


async def test_what_was_sent_is_not_changed_by_the_door_of_files_either(council: Council) -> None:
    meeting = await council.plan()
    item = await council.add(meeting)
    sent = await council.attach(item)
    new = await received(PDF + b"%2\n")
    alice, bob = await council.alice.actor(), await council.bob.actor()
    await spaces.add_version(sent.file_id, by=alice, received=new)  # a draft is theirs to change
    await council.send(meeting)
    late = await council.attach(item, "Annexe")
    other = (await council.plan(30)).folder_id
    assert other is not None
    for piece in (sent, late):
        file = await shared.file(piece.file_id, by=bob)
        above = (await shared.node(file.parent_id, by=alice)).parent_id
        other_content = await received(PDF + b"%3\n")
        for asked in (
            spaces.add_version(file.id, by=alice, received=other_content),
            spaces.store_file(file.parent_id, by=alice, name=file.name, received=other_content),
            spaces.rename(file.id, by=alice, name="Autre.pdf"),
            *(spaces.move(it, by=alice, into=other) for it in (file.id, file.parent_id, above)),
            *(spaces.trash(it, by=alice) for it in (file.id, file.parent_id, above)),
        ):
            with pytest.raises(Conflict):
                await asked
        with pytest.raises(Forbidden):
            await spaces.add_version(file.id, by=bob, received=other_content)
        assert await shared.file(file.id, by=bob) == file
    mine = await shared.node((await meetings.meeting(meeting.id, by=alice)).folder_id, by=alice)
    await spaces.store_file(mine.id, by=alice, name="Brouillon.pdf", received=new)


async def test_a_piece_in_the_bin_is_not_sent(council: Council) -> None:
    meeting = await council.plan()
    piece = await council.attach(await council.add(meeting))
    alice = await council.alice.actor()
    await spaces.trash(piece.file_id, by=alice)
    with pytest.raises(Conflict, match="Projet"):
        await council.send(meeting)
    await spaces.restore(piece.file_id, by=alice)
    await council.send(meeting)


async def test_of_replacing_and_sending_at_once_readers_have_what_stays(council: Council) -> None:
    meeting = await council.plan()
    piece = await council.attach(await council.add(meeting))
    alice, new = await council.alice.actor(), await received(PDF + b"%2\n")
    await asyncio.gather(
        council.send(meeting),
        *(spaces.add_version(piece.file_id, by=alice, received=new) for _try in range(3)),
        return_exceptions=True,
    )
    found = await shared.file(piece.file_id, by=await council.bob.actor())
    with pytest.raises(Conflict):
        await spaces.add_version(piece.file_id, by=alice, received=await received(PDF + b"%3\n"))
    assert await shared.file(piece.file_id, by=await council.bob.actor()) == found


async def test_what_was_sent_before_files_could_be_frozen_is_frozen(council: Council) -> None:
    meeting = await council.plan()
    sent = await council.attach(await council.add(meeting))
    await council.send(meeting)
    draft = await council.attach(await council.add(await council.plan(30)))
    migration = import_module("hub_extranet.councils.migrations.0002_frozen")
    async with transaction():
        await write("UPDATE node SET frozen_at = NULL")
        await write(migration.FREEZE)
    rows = await read("SELECT id, frozen_at FROM node WHERE frozen_at IS NOT NULL")
    assert [row["id"] for row in rows] == [sent.file_id]
    assert (await Node.get(id=draft.file_id)).frozen_at is None


async def test_who_has_no_address_gets_a_letter_that_is_posted(council: Council) -> None:
    odile = await person("Odile", "Ferrier", has_email=False)
    await actions.take_seat(council.body.id, odile.id, by=ADMINISTRATOR, starts_on=START)
    meeting = await council.plan()
    await council.add(meeting)
    assert await council.send(meeting) == 4
    delivery = await Delivery.get(person_id=odile.id)
    assert (delivery.channel, delivery.mail_id) == (Channel.PAPER, None)
    by, today = await council.alice.actor(), civil_day(datetime.now(UTC))
    found = await meetings.meeting(meeting.id, by=by)

    async def light() -> Light:
        sent = convocations.sent(await convocations.deliveries(meeting.id, by=by))
        return found.terms(today).of_item(1, sent, [council.bob.id, odile.id])

    assert await light() is Light.ORANGE
    with pytest.raises(Invalid):
        await actions.record_posting(delivery.id, by=by, on=date(2020, 1, 1))
    with pytest.raises(Invalid):
        await actions.record_posting(delivery.id, by=by, on=today + timedelta(days=2))
    with pytest.raises(NotFound):
        await actions.record_posting(delivery.id, by=await council.charlie.actor(), on=today)
    await actions.record_posting(delivery.id, by=by, on=today)
    assert await light() is Light.GREEN


async def test_a_refused_mail_is_not_a_sending(council: Council) -> None:
    meeting = await council.plan()
    await council.add(meeting)
    await council.send(meeting)
    delivery = await Delivery.get(person_id=council.bob.id)
    await Mail.filter(id=delivery.mail_id).update(state="refused")
    by = await council.alice.actor()
    lines = await convocations.deliveries(meeting.id, by=by)
    assert {line.person_id: line.day is None for line in lines}[council.bob.id]
    assert await council.send(meeting) == 1  # to whom it came back from, again


async def test_a_crash_leaves_nothing_half_sent(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = await council.plan()
    await council.add(meeting)
    await council.attach(await council.add(meeting, "Budget"))

    async def dies(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    for where in ("grant", "folders.gather_new", "queue_all", "Delivery.bulk_create"):
        with monkeypatch.context() as patch:
            patch.setattr(f"hub_extranet.councils.actions.convocations.{where}", dies)
            with pytest.raises(KeyboardInterrupt):
                await council.send(meeting)
        for table in ("delivery", "convocation", "mail_outbox"):
            assert await read(f"SELECT 1 FROM {table}") == []
        assert await role_of(await council.bob.actor(), meeting.id) is None
    assert await council.send(meeting) == 3


async def test_the_first_opening_is_noted_once(council: Council) -> None:
    meeting = await council.plan()
    await council.add(meeting)
    await council.send(meeting)
    by = await council.bob.actor()
    await actions.record_opening(meeting.id, by=by)
    opened = (await Delivery.get(person_id=council.bob.id)).first_opened_at
    assert opened is not None
    await actions.record_opening(meeting.id, by=by)
    assert (await Delivery.get(person_id=council.bob.id)).first_opened_at == opened
    assert await Delivery.filter(first_opened_at=None).count() == 2
    journal = await read(
        "SELECT actor_id FROM audit_entry WHERE action = 'councils.convocation.opened'"
    )
    assert journal == [{"actor_id": council.bob.id}]
