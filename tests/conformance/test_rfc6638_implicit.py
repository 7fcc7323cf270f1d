"""CalDAV scheduling: what the server does when organizers and guests write their events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from hub.access import actors
from hub.accounts import clock
from hub.app import Hub
from hub.jobs.outbox import tell_next
from hub.people import actions as people
from hub_calendar import actions, jobs
from hub_calendar.actions.importing import import_objects
from hub_calendar.ics.lines import Component
from hub_calendar.ics.objects import Parsed, read_object
from hub_calendar.models import CalendarObject, Invitation, Reply
from hub_calendar.queries.calendars import own_calendar
from tests.access.asking import Answer
from tests.calendar.conftest import ADMINISTRATOR, at_time, ics, now
from tests.calendar.test_invitations import PARIS
from tests.dav.conftest import Cast, actor
from tests.dav.device import Device

pytestmark = pytest.mark.anyio
__all__ = ["now"]

ALICE, BOB, EDGAR = (f"{it}@orbelle.example" for it in ("alice", "bob", "edgar"))
ONCE = ("DTSTART:20261207T090000Z", "DTEND:20261207T100000Z")
LATER = ("DTSTART:20261207T140000Z", "DTEND:20261207T150000Z")
WEEKLY = (*ONCE, "RRULE:FREQ=WEEKLY;COUNT=4")
UID = "plan@example"


def event(*lines: str, guests: tuple[str, ...] = (BOB,), by: str = ALICE, uid: str = UID) -> str:
    whom = [f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{by}", *(f"ATTENDEE:mailto:{it}" for it in guests)]
    return ics(*(lines or ONCE), f"ORGANIZER;CN=Alice:mailto:{by}", *whom, uid=uid)


@dataclass(frozen=True)
class Mine:
    """Somebody's own calendar, as their telephone has it."""

    device: Device

    @property
    def path(self) -> str:
        return f"{self.device.home}personal/"

    async def put(self, text: str, name: str = "plan.ics", **headers: str) -> Answer:
        answer = await self.device.put(self.path + name, text, **headers)
        await told()
        return answer

    async def delete(self, **headers: str) -> Answer:
        answer = await self.device.ask("DELETE", await self.address(), **headers)
        await told()
        return answer

    async def address(self, uid: str = UID) -> str:
        found = await self._row(uid)
        assert found is not None
        return self.path + found.href

    async def there(self, uid: str = UID) -> Parsed | None:
        """What is at the address now, read through the door."""
        if await self._row(uid) is None:
            return None
        answer = await self.device.ask("GET", await self.address(uid))
        assert answer.status == 200
        return read_object(answer.body.decode(), PARIS)

    async def copy(self, uid: str = UID) -> Parsed:
        found = await self.there(uid)
        assert found is not None
        return found

    async def answer(self, partstat: str, **headers: str) -> Answer:
        """Writes the copy again with another answer, as a telephone does."""
        text = (await self.copy()).ics.replace("\r\n ", "")
        row = await self._row(UID)
        assert row is not None
        lines = [_answered(it, self.device, partstat) for it in text.split("\r\n")]
        return await self.put("\r\n".join(lines), row.href, **headers)

    async def _row(self, uid: str) -> CalendarObject | None:
        by = await actor(self.device)
        return await CalendarObject.get_or_none(
            uid=uid, calendar__owner_id=by.person_id, calendar__slug="personal"
        )


def _answered(line: str, device: Device, partstat: str) -> str:
    address = f":mailto:{device.login.partition('.')[0]}@"
    if not line.startswith("ATTENDEE") or address not in line:
        return line
    return f"ATTENDEE;PARTSTAT={partstat}{address}orbelle.example"


async def told() -> None:
    while await tell_next(jobs.reactions, actors.of_job):
        pass


def answer_of(part: Component | Parsed, address: str) -> str:
    main = part.main if isinstance(part, Parsed) else part
    [line] = [it for it in main.all("ATTENDEE") if it.value.endswith(f":{address}")]
    return line.params.get("PARTSTAT", "")


def status_of(parsed: Parsed, address: str) -> str:
    [line] = [it for it in parsed.main.all("ATTENDEE") if it.value.endswith(f":{address}")]
    return line.params.get("SCHEDULE-STATUS", "")


@pytest.fixture
async def alice(cast: Cast, now: datetime) -> Mine:
    await told()  # everybody's first day: the calendar of their own
    return Mine(cast.alice)


@pytest.fixture
async def bob(cast: Cast, alice: Mine) -> Mine:
    return Mine(cast.bob)


@pytest.fixture
async def edgar(cast: Cast, alice: Mine) -> Mine:
    return Mine(cast.edgar)


async def test_3_2_1_1_a_new_event_comes_to_its_guests(alice: Mine, bob: Mine) -> None:
    await alice.put(event(*ONCE, "SUMMARY:Revue", "LOCATION:Salle 2"))
    copy = await bob.copy()
    assert (copy.main.text("SUMMARY"), copy.main.text("LOCATION")) == ("Revue", "Salle 2")
    assert answer_of(copy, BOB) == "NEEDS-ACTION"
    assert copy.organizer == ALICE


async def test_3_2_1_2_a_change_comes_to_its_guests_and_asks_again(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    await bob.answer("ACCEPTED")
    await alice.put(event(*ONCE, "SUMMARY:Autre titre"))
    copy = await bob.copy()
    assert (copy.main.text("SUMMARY"), answer_of(copy, BOB)) == ("Autre titre", "ACCEPTED")
    await alice.put(event(*LATER))
    copy = await bob.copy()
    assert (copy.main.text("DTSTART"), answer_of(copy, BOB)) == ("20261207T140000Z", "NEEDS-ACTION")
    assert copy.sequence == 1
    assert answer_of(await alice.copy(), BOB) == "NEEDS-ACTION"


async def test_3_2_1_2_who_is_left_out_sees_it_cancelled(
    alice: Mine, bob: Mine, edgar: Mine
) -> None:
    await alice.put(event(guests=(BOB, EDGAR)))
    await alice.put(event(guests=(EDGAR,)))
    assert (await bob.copy()).main.value("STATUS") == "CANCELLED"
    assert (await edgar.copy()).main.value("STATUS") == ""
    await alice.put(event(guests=(BOB, EDGAR)))
    copy = await bob.copy()
    assert (copy.main.value("STATUS"), answer_of(copy, BOB)) == ("", "NEEDS-ACTION")


async def test_3_2_1_3_what_is_deleted_is_cancelled(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    await alice.delete()
    copy = await bob.copy()
    assert (copy.main.value("STATUS"), copy.sequence) == ("CANCELLED", 1)
    assert not await Invitation.all().exists()
    await bob.delete()
    assert (await bob.there(), await Reply.all().count()) == (None, 0)


async def test_3_2_1_it_is_told_once_however_often(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    row = await CalendarObject.get(uid=UID, calendar__owner_id=bob.device.person_id)
    await alice.put(event())
    by = await actors.of_job("again")
    [invitation] = await Invitation.all()
    await actions.tell_guests(invitation.id, by=by)
    await Invitation.all().update(ics="")  # as if the hub had stopped before it noted that
    await actions.tell_guests(invitation.id, by=by)
    again = await CalendarObject.get(uid=UID, calendar__owner_id=bob.device.person_id)
    assert (again.id, again.version) == (row.id, row.version)


async def test_3_2_2_1_a_guest_answers(alice: Mine, bob: Mine, edgar: Mine) -> None:
    await alice.put(event(guests=(BOB, EDGAR)))
    for second, partstat in enumerate(("TENTATIVE", "ACCEPTED", "DECLINED")):
        with at_time(clock.now() + timedelta(seconds=second)):
            assert (await bob.answer(partstat)).status == 204
            assert answer_of(await alice.copy(), BOB) == partstat
            assert answer_of(await edgar.copy(), BOB) == partstat
    assert answer_of(await alice.copy(), EDGAR) == "NEEDS-ACTION"
    assert not await Reply.all().exists()


async def test_3_2_2_1_answers_of_one_second_come_in_their_order(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    moment = clock.now()
    for at, partstat in ((10, "ACCEPTED"), (20, "DECLINED"), (30, "TENTATIVE")):
        with at_time(moment.replace(microsecond=at)):
            await bob.answer(partstat)
    assert answer_of(await alice.copy(), BOB) == "TENTATIVE"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("DTSTART:20261207T090000Z", "DTSTART:20261207T093000Z"),
        ("SUMMARY:Réunion", "SUMMARY:Fête"),
        ("END:VEVENT", "LOCATION:Ailleurs\r\nEND:VEVENT"),
        ("END:VEVENT", "RRULE:FREQ=DAILY\r\nEND:VEVENT"),
        ("END:VEVENT", f"ATTENDEE:mailto:{EDGAR}\r\nEND:VEVENT"),
        (f"mailto:{ALICE}", f"mailto:{BOB}"),
    ],
)
async def test_3_2_4_2_what_is_the_organizers_a_guest_does_not_change(
    alice: Mine, bob: Mine, old: str, new: str
) -> None:
    await alice.put(event())
    before = await bob.copy()
    text = before.ics.replace("\r\n ", "")
    assert old in text
    row = await CalendarObject.get(uid=UID, calendar__owner_id=bob.device.person_id)
    answer = await bob.put(text.replace(old, new), row.href)
    assert answer.status == 403
    assert b"allowed-attendee-scheduling-object-change" in answer.body
    assert (await bob.copy()).ics == before.ics


async def test_3_2_2_1_what_is_the_guests_own_they_keep(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    row = await CalendarObject.get(uid=UID, calendar__owner_id=bob.device.person_id)
    alarm = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:!\r\nTRIGGER:-PT5M\r\nEND:VALARM"
    text = row.ics.replace("END:VEVENT", f"CATEGORIES:À moi\r\n{alarm}\r\nEND:VEVENT")
    assert (await bob.put(text, row.href)).status == 204
    await alice.put(event(*ONCE, "SUMMARY:Autre"))
    copy = await bob.copy()
    assert (copy.main.text("SUMMARY"), copy.main.text("CATEGORIES")) == ("Autre", "À moi")
    assert len(copy.main.inside("VALARM")) == 1


async def test_3_2_2_1_nobody_answers_for_others(alice: Mine, bob: Mine, edgar: Mine) -> None:
    await alice.put(event(guests=(BOB, EDGAR)))
    await edgar.answer("DECLINED")
    text = (await bob.copy()).ics.replace("\r\n ", "")
    row = await CalendarObject.get(uid=UID, calendar__owner_id=bob.device.person_id)
    await bob.put(text.replace("PARTSTAT=DECLINED", "PARTSTAT=ACCEPTED"), row.href)
    assert answer_of(await alice.copy(), EDGAR) == "DECLINED"
    assert answer_of(await bob.copy(), EDGAR) == "DECLINED"
    await alice.put(event(guests=(BOB, EDGAR)).replace(
        f"ATTENDEE:mailto:{EDGAR}", f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{EDGAR}"
    ))  # fmt: skip
    assert answer_of(await alice.copy(), EDGAR) == "DECLINED"


async def test_3_2_2_2_one_time_of_a_series(alice: Mine, bob: Mine) -> None:
    """As telephones do it: a component of its own, or the time taken out."""
    await alice.put(event(*WEEKLY))
    await bob.answer("ACCEPTED")
    text = (await bob.copy()).ics.replace("\r\n ", "")
    row = await CalendarObject.get(uid=UID, calendar__owner_id=bob.device.person_id)
    with at_time(clock.now() + timedelta(seconds=1)):
        taken = text.replace("RRULE", "EXDATE:20261214T090000Z\r\nRRULE")
        assert (await bob.put(taken, row.href)).status == 204
    organizers = await alice.copy()
    part = organizers.series.overrides["20261214T090000Z"]
    assert (answer_of(part, BOB), answer_of(organizers, BOB)) == ("DECLINED", "ACCEPTED")
    with at_time(clock.now() + timedelta(seconds=2)):
        await alice.put(event(*WEEKLY, "SUMMARY:Autre titre"))
    copy = await bob.copy()
    assert copy.main.text("SUMMARY") == "Autre titre"
    assert copy.series.excluded == {"20261214T090000Z"}


async def test_3_2_2_3_who_deletes_the_copy_does_not_come(alice: Mine, bob: Mine) -> None:
    await alice.put(event())
    assert (await bob.delete()).status == 204
    assert answer_of(await alice.copy(), BOB) == "DECLINED"
    await alice.put(event(*ONCE, "SUMMARY:Autre titre"))
    assert await bob.there() is None
    await alice.put(event(*LATER))
    assert answer_of(await bob.copy(), BOB) == "NEEDS-ACTION"


async def test_3_2_6_event_of_somebody_else_is_not_written_over(
    alice: Mine, bob: Mine, edgar: Mine
) -> None:
    """Whoever knows the UID of a colleague's invitation cannot change what they have of it."""
    await alice.put(event(guests=(BOB,)))
    before = await bob.copy()
    await edgar.put(event(*LATER, "SUMMARY:Faux", by=EDGAR, guests=(BOB,)))
    assert (await bob.copy()).ics == before.ics
    await edgar.delete()
    assert (await bob.copy()).ics == before.ics


async def test_3_2_nobody_invites_in_anothers_name(alice: Mine, bob: Mine, edgar: Mine) -> None:
    await edgar.put(event(by=ALICE, guests=(BOB,)))
    assert (await bob.there(), await alice.there()) == (None, None)
    assert not await Invitation.all().exists()


async def test_3_2_what_comes_in_a_file_was_told_elsewhere(alice: Mine, bob: Mine) -> None:
    by = await actor(alice.device)
    key = await own_calendar("personal", by=by)
    await import_objects(key, [read_object(event(), PARIS)], by=by)
    await told()
    assert await bob.there() is None


async def test_3_2_what_is_long_gone_invites_nobody(alice: Mine, bob: Mine) -> None:
    await alice.put(event("DTSTART:20200101T090000Z", "DTEND:20200101T100000Z"))
    assert await bob.there() is None


async def test_7_1_a_program_that_tells_by_itself(alice: Mine, bob: Mine) -> None:
    text = event().replace(f"ATTENDEE:mailto:{BOB}", f"ATTENDEE;SCHEDULE-AGENT=CLIENT:mailto:{BOB}")
    await alice.put(text)
    assert await bob.there() is None
    assert status_of(await alice.copy(), BOB) == ""


async def test_7_3_the_organizer_reads_what_became_of_it(alice: Mine, bob: Mine) -> None:
    outside = "eve@prefecture.example"
    answer = await alice.put(event(guests=(BOB, outside)).replace(
        f"ATTENDEE:mailto:{outside}", f"ATTENDEE;SCHEDULE-STATUS=1.2:mailto:{outside}"
    ))  # fmt: skip
    assert answer.header("etag") == ""  # it is not kept as it was sent (RFC 4791 §5.3.4)
    own = await alice.copy()
    assert (status_of(own, BOB), status_of(own, outside)) == ("1.2", "5.2")
    assert "SCHEDULE-STATUS" not in (await bob.copy()).ics


async def test_2_4_people_without_mail_are_invited_by_their_principal(
    alice: Mine, bob: Mine, hub: Hub
) -> None:
    await people.change_person(bob.device.person_id, by=ADMINISTRATOR, email=None)
    path = f"/dav/principals/{bob.device.person_id}/"
    await alice.put(event().replace(f"mailto:{BOB}", f"http://127.0.0.1:8000{path}"))
    copy = await bob.copy()
    assert [it.address for it in copy.attendees] == [ALICE, path]
    text = copy.ics.replace("\r\n ", "").replace("PARTSTAT=NEEDS-ACTION", "PARTSTAT=ACCEPTED")
    row = await CalendarObject.get(uid=UID, calendar__owner_id=bob.device.person_id)
    await bob.put(text, row.href)
    [line] = [it for it in (await alice.copy()).main.all("ATTENDEE") if it.value == path]
    assert line.params["PARTSTAT"] == "ACCEPTED"


async def test_a_stranger_to_ones_time_is_outside(cast: Cast, alice: Mine) -> None:
    """Whom the organizer may not ask about, gets nothing into their calendar, and it is not told
    that there is such a one."""
    await alice.put(event(guests=("school@orbelle.example",)))
    assert status_of(await alice.copy(), "school@orbelle.example") == "5.2"
