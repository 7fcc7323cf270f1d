"""A private event is a busy time to all who do not manage its calendar, through every read."""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.access.things import Ref
from hub.action import Actor
from hub.domain.ports import Certainty
from hub.errors import Forbidden, NotFound
from hub_calendar import actions, attach, queries
from hub_calendar.actions import Reach
from hub_calendar.ics.drafts import EventDraft
from hub_calendar.ics.masking import busy_text
from hub_calendar.ics.objects import read_object
from tests.calendar.conftest import Stage, at, ics

pytestmark = pytest.mark.anyio

SECRETS = ("Cardiologue", "Hôpital", "Ordonnance", "docteur@", "Suivi", "secret-uid", "tel:0102")
WEEK = at("2026-11-23 00:00"), at("2026-11-30 00:00")


def secret(title: str = "Cardiologue", kind: str = "PRIVATE") -> str:
    return ics(
        "DTSTART;TZID=Europe/Paris:20261125T100000", "DURATION:PT1H", f"SUMMARY:{title}",
        "LOCATION:Hôpital", "DESCRIPTION:Ordonnance", "CATEGORIES:Suivi", "URL:tel:0102",
        "ATTENDEE;CN=Docteur:mailto:docteur@example", f"CLASS:{kind}", "RRULE:FREQ=WEEKLY",
        "X-NOTE:Ordonnance", "COMMENT:Ordonnance", uid="secret-uid",
    )  # fmt: skip


async def shown(stage: Stage, by: Actor) -> str:
    """Everything that any read says to somebody."""
    (block,) = await queries.occurrences([stage.id], *WEEK, by=by)
    said: list[object] = [astuple(block)]
    people = [stage.alice.person_id or 0]
    said += await queries.busy(people, *WEEK, by=by)
    try:
        said += [await queries.objects(stage.id, by=by), await queries.etags(stage.id, by=by)]
        said += [await queries.objects_between(stage.id, *WEEK, by=by)]
        said += [await queries.object_at(stage.id, "a.ics", by=by)]
        said += [await queries.delta(stage.id, None, by=by)]
        said += [await queries.objects(stage.id, by=by, with_text=False)]
    except NotFound:
        pass
    said += await queries.search("cardio", by=by)
    said += (await attach.CalendarThings().find([Ref("event", 1)], by=by)).values()
    said += await attach.CalendarThings().suggest("cardio", by=by, limit=5)
    far = at("2040-07-02 00:00"), at("2040-07-09 00:00")
    said += [astuple(it) for it in await queries.occurrences([stage.id], *far, by=by)]
    return repr(said)


@pytest.mark.parametrize(
    "kind", ["PRIVATE", "CONFIDENTIAL", "private ", "X-Suivi", "PUBLIC\r\nCLASS:PRIVATE"]
)
async def test_nothing_of_it_is_said_to_others(stage: Stage, kind: str) -> None:
    put = await actions.put_object(stage.id, "a.ics", secret(kind=kind), by=stage.alice)
    whole = await shown(stage, stage.alice)
    assert all(it in whole for it in SECRETS)
    for by in (stage.bob, stage.edgar, stage.denise):
        said = await shown(stage, by)
        assert [it for it in SECRETS if it in said] == []
        with pytest.raises(NotFound):
            await queries.event(put.object_id, by=by)
        found = await attach.CalendarThings().find([Ref("event", put.object_id)], by=by)
        assert found == {}


async def test_another_title_changes_nothing_that_others_are_shown(stage: Stage) -> None:
    await actions.put_object(stage.id, "a.ics", secret(), by=stage.alice)
    before = await queries.etags(stage.id, by=stage.bob)
    again = secret("Dentiste").replace("DTSTAMP:20260101T000000Z", "DTSTAMP:20261124T081500Z")
    again = again.replace("CLASS:", "SEQUENCE:4\r\nCLASS:")
    await actions.put_object(stage.id, "a.ics", again, by=stage.alice)
    assert await queries.etags(stage.id, by=stage.bob) == before


async def test_what_one_is_not_shown_one_may_not_change(stage: Stage) -> None:
    put = await actions.put_object(stage.id, "a.ics", secret(), by=stage.alice)
    with pytest.raises(Forbidden):
        await actions.put_object(stage.id, "a.ics", secret("Rien"), by=stage.edgar)
    with pytest.raises(Forbidden):
        await actions.delete_object(stage.id, "a.ics", by=stage.edgar)
    with pytest.raises(Forbidden):
        await actions.move_object(stage.id, "a.ics", by=stage.edgar, to=stage.id, to_href="b.ics")
    draft = EventDraft("Rien", *(it.replace(tzinfo=None) for it in WEEK))
    with pytest.raises(NotFound):
        await actions.change_event(put.object_id, by=stage.edgar, draft=draft, version=1)
    with pytest.raises(NotFound):
        await actions.delete_event(
            put.object_id, by=stage.edgar, version=1, recurrence_id="20261125T090000Z",
            reach=Reach.THIS,
        )  # fmt: skip


async def test_one_private_time_makes_the_series_private(stage: Stage) -> None:
    """Else its exception would be told by the series (GHSA-h4xv-cjpm-j595)."""
    text = secret(kind="PUBLIC").replace("SUMMARY:Cardiologue", "SUMMARY:Réunion").replace(
        "END:VEVENT\r\n",
        "END:VEVENT\r\nBEGIN:VEVENT\r\nUID:secret-uid\r\nDTSTAMP:20260101T000000Z\r\n"
        "RECURRENCE-ID;TZID=Europe/Paris:20261125T100000\r\nSUMMARY:Cardiologue\r\n"
        "DTSTART;TZID=Europe/Paris:20261125T110000\r\nDURATION:PT1H\r\nCLASS:PRIVATE\r\n"
        "END:VEVENT\r\n",
    )  # fmt: skip
    await actions.put_object(stage.id, "a.ics", text, by=stage.alice)
    said = await shown(stage, stage.bob)
    assert [it for it in SECRETS if it in said] == []


async def test_busy_time_is_joined_and_says_no_number(stage: Stage) -> None:
    for number in range(3):
        text = ics(f"DTSTART:20261125T{9 + number:02}0000Z", "DURATION:PT1H", uid=f"{number}@x")
        await actions.put_object(stage.id, f"{number}.ics", text, by=stage.alice)
    free = ics("DTSTART:20261126T090000Z", "DURATION:PT1H", "TRANSP:TRANSPARENT", uid="free@x")
    await actions.put_object(stage.id, "free.ics", free, by=stage.alice)
    (busy,) = await queries.busy([stage.alice.person_id or 0], *WEEK, by=stage.denise)
    assert (busy.starts_at, busy.ends_at) == (at("2026-11-25 09:00"), at("2026-11-25 12:00"))
    assert busy.certainty is Certainty.BUSY
    assert await queries.busy([stage.alice.person_id or 0], *WEEK, by=stage.charlie) == []


async def test_of_a_free_private_time_nothing_is_said_at_all(stage: Stage) -> None:
    text = secret().replace("CLASS:PRIVATE", "CLASS:PRIVATE\r\nTRANSP:TRANSPARENT")
    await actions.put_object(stage.id, "a.ics", text, by=stage.alice)
    assert await queries.occurrences([stage.id], *WEEK, by=stage.bob) == []
    assert len(await queries.occurrences([stage.id], *WEEK, by=stage.alice)) == 1


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


@given(words, words, words)
def test_no_line_of_it_is_taken_over(one: str, two: str, three: str) -> None:
    mark = "Zz9"
    text = ics(
        "DTSTART;X-P=Zz9;TZID=Europe/Paris:20261125T100000", "DURATION:PT1H", "CLASS:PRIVATE",
        f"SUMMARY:{mark}{one}", f"X-ANY;X-P={mark}:{two}", f"CONTACT:{mark}{three}",
        uid=f"{mark}-uid",
    )  # fmt: skip
    parsed = read_object(text, ZoneInfo("Europe/Paris"))
    busy = busy_text(parsed, 7)
    assert mark not in busy
    again = read_object(busy, ZoneInfo("Europe/Paris"))
    window = at("2026-11-25 00:00"), at("2026-11-25 00:00") + timedelta(1)
    ours, theirs = (it.series.expand(*window).instances for it in (parsed, again))
    assert [it.starts_at for it in ours] == [it.starts_at for it in theirs]
