"""Bodies, seats and agendas: who keeps them, and what they refuse."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.access.actors import of_job
from hub.access.queries import role_of
from hub.actor import ADMINISTRATORS, NOBODY, SECRETARIES, STAFF
from hub.database import read, transaction
from hub.errors import Conflict, Forbidden, Invalid, NotFound
from hub.jobs.outbox import tell_next
from hub.parts import REACTIONS
from hub.people import actions as people
from hub.people import closure
from hub.people.days import today
from hub.people.models import Group, GroupKind
from hub_calendar import queries as calendars
from hub_extranet.councils import actions
from hub_extranet.councils.actions.agendas import Draft
from hub_extranet.councils.actions.meetings import Plan
from hub_extranet.councils.clock import civil_day
from hub_extranet.councils.models import BodyKind, Meeting, Presence, Regime
from hub_extranet.councils.queries import agendas, bodies, convocations, meetings
from hub_sharing import queries as shared
from tests.access.conftest import ADMINISTRATOR
from tests.extranet.councils.conftest import START, Council, person, received

pytestmark = pytest.mark.anyio


async def test_administrators_make_bodies_and_gain_no_right_in_them(council: Council) -> None:
    assert await role_of(ADMINISTRATOR, council.body.id) is None
    assert await role_of(await council.alice.actor(), council.body.id) == "secretary"
    assert await role_of(await council.bob.actor(), council.body.id) == "member"
    assert SECRETARIES in (await council.alice.actor()).principals
    for who in (council.alice, council.bob):
        with pytest.raises(Forbidden):
            await actions.create_body(
                by=await who.actor(), name="À moi", secretariat_id=council.alice.id
            )
    with pytest.raises(Forbidden):
        await actions.take_seat(
            council.body.id, council.charlie.id, by=await council.alice.actor(), starts_on=START
        )


async def test_who_prepares_no_body_any_more_is_no_secretary(council: Council) -> None:
    async def secretaries() -> set[int]:
        people = (council.alice, council.bob, council.charlie)
        return {it.id for it in people if SECRETARIES in (await it.actor()).principals}

    job = await of_job("councils.settle_secretaries")
    assert await secretaries() == {council.alice.id, council.charlie.id}
    yesterday = today() - timedelta(days=1)
    await people.close_group(council.other.id, by=ADMINISTRATOR, on=yesterday)
    while await tell_next(REACTIONS, of_job):
        pass
    assert await secretaries() == {council.alice.id}
    await people.close_group(council.body.id, by=ADMINISTRATOR, on=today())
    await actions.settle_secretaries(by=job)
    assert await secretaries() == {council.alice.id}  # it is open until tonight
    await Group.filter(id=council.body.id).update(closed_on=yesterday)  # time passes
    await actions.settle_secretaries(by=job)
    await actions.settle_secretaries(by=job)
    assert await secretaries() == set()
    await Group.filter(id=council.body.id).update(closed_on=None)
    await actions.settle_secretaries(by=job)
    assert await secretaries() == {council.alice.id}
    async with transaction():
        assert await closure.rebuild() == (0, 0)


async def test_only_administrators_and_jobs_say_who_prepares(council: Council) -> None:
    async def bob() -> list[int]:
        return [council.bob.id]

    with pytest.raises(Forbidden):
        await people.settle_system_group(SECRETARIES, bob, by=await council.alice.actor())
    with pytest.raises(NotFound):
        await people.settle_system_group(SECRETARIES, bob, by=NOBODY)
    for group in (ADMINISTRATORS, STAFF, council.body.id):
        with pytest.raises(ValueError, match="not filled so"):
            await people.settle_system_group(group, bob, by=await of_job("any"))


async def test_a_delay_shorter_than_the_laws_is_refused(council: Council) -> None:
    with pytest.raises(Invalid, match="L2121-12"):
        await actions.create_body(
            by=ADMINISTRATOR, name="Bureau", secretariat_id=council.alice.id, clear_days=4
        )
    body = await actions.create_body(
        by=ADMINISTRATOR, name="Bureau", secretariat_id=council.alice.id, clear_days=4,
        regime=Regime.LT3500,
    )  # fmt: skip
    assert body.clear_days == 4
    with pytest.raises(Invalid):
        await actions.create_body(by=ADMINISTRATOR, name="Sans personne", secretariat_id=77)


async def test_a_group_meets_once_it_is_opened(council: Council) -> None:
    group = await people.create_group(by=ADMINISTRATOR, name="Bureau", kind=GroupKind.BODY)
    unit = council.body.secretariat_id
    body = await actions.open_body(group.id, by=ADMINISTRATOR, secretariat_id=unit)
    assert (body.id, body.clear_days) == (group.id, 5)
    with pytest.raises(Conflict):
        await actions.open_body(group.id, by=ADMINISTRATOR, secretariat_id=unit)
    with pytest.raises(NotFound):
        await actions.open_body(unit, by=ADMINISTRATOR, secretariat_id=unit)
    listed = await bodies.bodies(by=await council.alice.actor(), to="write")
    assert [it.name for it in listed] == ["Bureau", "Conseil communautaire"]


async def test_who_leaves_their_seat_reads_no_more(council: Council) -> None:
    meeting = await council.plan()
    await council.add(meeting)
    await council.send(meeting)
    rows = await read("SELECT id FROM seat WHERE holder_id = :id", id=council.bob.id)
    yesterday = civil_day(datetime.now(UTC)) - timedelta(days=2)
    await actions.leave_seat(rows[0]["id"], by=ADMINISTRATOR, on=yesterday)
    with pytest.raises(NotFound):
        await agendas.agenda(meeting.id, by=await council.sandrine.actor())
    # Of the council of his commune still: he reads a copy, as the others there.
    assert await role_of(await council.bob.actor(), meeting.id) == "copy"


async def test_a_seat_is_taken_once(council: Council) -> None:
    with pytest.raises(Conflict):
        await actions.take_seat(
            council.body.id, council.bob.id, by=ADMINISTRATOR, starts_on=date(2026, 1, 1)
        )
    with pytest.raises(Invalid):
        await actions.take_seat(
            council.body.id, council.cora.id, by=ADMINISTRATOR, starts_on=START,
            substitute_id=council.cora.id,
        )  # fmt: skip


async def test_a_meeting_is_in_its_bodys_calendar(council: Council) -> None:
    meeting = await council.plan()
    by, bob = await council.alice.actor(), await council.bob.actor()
    assert meeting.event_id is not None
    event = await calendars.event(meeting.event_id, by=bob)
    assert (event.starts_at, event.draft.is_tentative) == (meeting.starts_at, True)
    later = meeting.starts_at + timedelta(days=1)
    plan = Plan("Conseil", later, later + timedelta(hours=2), "Mairie")
    await actions.change_meeting(meeting.id, by=by, plan=plan, version=1)
    event = await calendars.event(meeting.event_id, by=bob)
    assert (event.starts_at, event.draft.location) == (later, "Mairie")
    await council.add(meeting)
    await council.send(meeting)
    assert not (await calendars.event(meeting.event_id, by=bob)).draft.is_tentative
    with pytest.raises(NotFound):
        await calendars.event(meeting.event_id, by=await council.charlie.actor())
    found = await meetings.meeting(meeting.id, by=by)
    with pytest.raises(Conflict):
        await actions.change_meeting(meeting.id, by=by, plan=plan, version=found.version)


async def test_bad_times_are_refused(council: Council) -> None:
    meeting, by = await council.plan(), await council.alice.actor()
    at = meeting.starts_at
    before = datetime.now(UTC) - timedelta(hours=1)
    for starts, ends, fault in (
        (at, at + timedelta(hours=1), Conflict),
        (at + timedelta(days=1), at, Invalid),
        (before, at, Invalid),
    ):
        with pytest.raises(fault):
            await actions.plan_meeting(
                council.body.id, by=by, plan=Plan("Conseil", starts, ends, "Mairie")
            )
    with pytest.raises(Forbidden):
        await council.plan(30, by=council.bob)
    with pytest.raises(NotFound):
        await council.plan(30, by=council.charlie)


async def numbers(meeting: Meeting, council: Council) -> list[tuple[int, str]]:
    items = await agendas.agenda(meeting.id, by=await council.alice.actor())
    return [(it.number, it.title) for it in items]


async def test_items_are_put_in_order(council: Council) -> None:
    meeting, by = await council.plan(), await council.alice.actor()
    made = [await council.add(meeting, title) for title in "ABCDE"]
    await actions.move_item(made[4].id, by=by, to=2)
    assert await numbers(meeting, council) == list(enumerate("AEBCD", 1))
    await actions.move_item(made[0].id, by=by, to=99)
    assert await numbers(meeting, council) == list(enumerate("EBCDA", 1))
    await actions.remove_item(made[2].id, by=by)
    assert await numbers(meeting, council) == list(enumerate("EBDA", 1))


async def test_two_who_move_at_once_leave_an_order(council: Council) -> None:
    meeting, by = await council.plan(), await council.alice.actor()
    made = [await council.add(meeting, title) for title in "ABCDEF"]
    moves = [
        actions.move_item(it.id, by=by, to=to) for it, to in zip(made, (6, 3, 1), strict=False)
    ]
    await asyncio.gather(*moves)
    found = await numbers(meeting, council)
    assert [number for number, _title in found] == [1, 2, 3, 4, 5, 6]
    assert sorted(title for _number, title in found) == list("ABCDEF")


async def test_of_two_who_write_one_item_the_second_looks_again(council: Council) -> None:
    meeting, by = await council.plan(), await council.alice.actor()
    item = await council.add(meeting)
    await actions.change_item(item.id, by=by, draft=Draft("Un"), version=1)
    with pytest.raises(Conflict):
        await actions.change_item(item.id, by=by, draft=Draft("Deux"), version=1)
    assert await numbers(meeting, council) == [(1, "Un")]


async def test_an_item_that_is_closed_later_takes_its_pieces_along(council: Council) -> None:
    meeting, by = await council.plan(), await council.alice.actor()
    item = await council.add(meeting)
    piece = await council.attach(item)
    await actions.change_item(
        item.id, by=by, draft=Draft("Protocole", synthesis="Oui.", is_closed=True), version=1
    )
    await council.send(meeting)
    assert await shared.file(piece.file_id, by=await council.bob.actor())
    with pytest.raises(NotFound):
        await shared.file(piece.file_id, by=await council.cora.actor())


@pytest.mark.parametrize("is_closed", [True, False])
async def test_before_a_convocation_lists_it_its_pieces_are_nobodys(
    council: Council, *, is_closed: bool
) -> None:
    """The folders of pieces are open once the meeting is convened: nothing may pass by there."""
    meeting = await council.plan()
    await council.add(meeting)
    await council.send(meeting)
    item = await council.add(meeting, "Cession d’un terrain", is_closed=is_closed)
    piece = await council.attach(item)
    alice = await council.alice.actor()
    draft = Draft(item.title, synthesis="Oui.", is_closed=not is_closed)
    await actions.change_item(item.id, by=alice, draft=draft, version=1)
    for who in (council.bob, council.sandrine, council.cora):
        with pytest.raises(NotFound):
            await shared.file(piece.file_id, by=await who.actor())
    await council.send(meeting)
    assert await shared.file(piece.file_id, by=await council.bob.actor())
    read = await shared.files([piece.file_id], by=await council.cora.actor())
    assert bool(read) is is_closed


async def test_a_piece_is_a_pdf_with_a_title_of_its_own(council: Council) -> None:
    meeting, by = await council.plan(), await council.alice.actor()
    item, twin = await council.add(meeting), await council.add(meeting)
    with pytest.raises(Invalid, match="PDF"):
        await council.attach(item, content=b"MZ not a paper")
    piece = await council.attach(item, 'Projet : "a/b" \\ <2027>?')
    assert '"' not in (await shared.file(piece.file_id, by=by)).name
    for where in (item, twin):  # of the same title, in the same folder
        with pytest.raises(Invalid):
            await council.attach(where, 'Projet : "a/b" \\ <2027>?')
    await actions.remove_piece(piece.id, by=by)
    with pytest.raises(NotFound):
        await shared.file(piece.file_id, by=by)
    with pytest.raises(NotFound):
        await actions.attach_piece(
            item.id, by=await council.charlie.actor(), title="x", received=await received()
        )


async def test_the_last_answer_holds_until_the_meeting_begins(council: Council) -> None:
    meeting = await council.plan()
    await council.add(meeting)
    await council.send(meeting)
    bob, sandrine = await council.bob.actor(), await council.sandrine.actor()
    await actions.answer(meeting.id, by=bob, presence=Presence.PRESENT)
    await actions.answer(meeting.id, by=bob, presence=Presence.ABSENT)
    await actions.answer(meeting.id, by=sandrine, presence=Presence.PRESENT)
    for who in (council.cora, council.alice):
        with pytest.raises(Forbidden):
            await actions.answer(meeting.id, by=await who.actor(), presence=Presence.PRESENT)
    by = await council.alice.actor()
    seats = await bodies.sitting(council.body.id, meeting.starts_at.date(), by=by)
    told = convocations.forecast(seats, await convocations.presences(meeting.id, by=by))
    assert (told.in_office, told.holders, told.substitutes, told.absent) == (1, 0, 1, 0)
    await Meeting.filter(id=meeting.id).update(starts_at=datetime.now(UTC))
    with pytest.raises(Conflict):
        await actions.answer(meeting.id, by=bob, presence=Presence.PRESENT)
    await actions.close_meeting(meeting.id, by=by)
    with pytest.raises(Conflict):
        await actions.add_item(meeting.id, by=by, draft=Draft("Trop tard"))


async def test_a_substitute_counts_once_and_only_for_who_is_absent(council: Council) -> None:
    denis = await person("Denis", "Rey")
    await actions.take_seat(
        council.body.id, denis.id, by=ADMINISTRATOR, starts_on=START,
        substitute_id=council.cora.id,
    )  # fmt: skip
    by = await council.alice.actor()
    seats = await bodies.sitting(council.body.id, civil_day(datetime.now(UTC)), by=by)
    yes, no = Presence.PRESENT, Presence.ABSENT
    told = convocations.forecast(
        seats, {council.bob.id: yes, council.sandrine.id: yes, denis.id: no, council.cora.id: no}
    )
    assert (told.present, told.substitutes, told.absent, told.silent) == (1, 0, 1, 0)
    assert convocations.forecast(seats, {}).silent == 2


async def test_whoever_prepares_bodies_opened_at_once_is_a_secretary(council: Council) -> None:
    chosen = [council.bob, council.cora, council.sandrine]
    await asyncio.gather(
        *(
            actions.create_body(
                by=ADMINISTRATOR, name=f"Commission {it.id}", kind=BodyKind.ADVISORY,
                secretariat_id=it.id,
            )
            for it in chosen
        )
    )  # fmt: skip
    for it in chosen:
        assert SECRETARIES in (await it.actor()).principals
