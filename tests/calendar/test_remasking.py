"""What an earlier version masked is masked again in the form of today."""

from __future__ import annotations

import pytest

from hub.database import read, transaction, write
from hub_calendar import actions, queries
from hub_calendar.ics.objects import etag_of
from hub_calendar.queries import ObjectRow
from tests.calendar.conftest import Stage, ics

pytestmark = pytest.mark.anyio

TIMES = ("DTSTART:20261125T100000Z", "DTEND:20261125T110000Z", "SEQUENCE:7")
PRIVATE = ics(*TIMES, "CLASS:PRIVATE", "STATUS:CANCELLED", uid="private")
OLD = ics(*TIMES, "CLASS:PRIVATE", "SUMMARY:Occupé", uid="1@busy")
COUNTED = OLD.replace("20260101T000000Z", "19700101T000000Z")


async def as_before(text: str) -> None:
    sql = "UPDATE calendar_object SET busy_ics = :text, busy_etag = :etag WHERE href = 'a.ics'"
    async with transaction():
        await write(sql, text=text, etag=etag_of(text))


async def read_by_bob(stage: Stage) -> ObjectRow:
    return await queries.object_at(stage.id, "a.ics", by=stage.bob)


@pytest.mark.parametrize("old", [OLD, COUNTED])
async def test_others_are_shown_the_masked_text_of_today(stage: Stage, old: str) -> None:
    await actions.put_object(stage.id, "a.ics", PRIVATE, by=stage.alice)
    await actions.put_object(stage.id, "b.ics", ics(*TIMES, uid="open"), by=stage.alice)
    today = await read_by_bob(stage)
    own = await queries.object_at(stage.id, "a.ics", by=stage.alice)
    await as_before(old)
    assert "SEQUENCE:7" in (await read_by_bob(stage)).ics
    token = (await queries.calendar(stage.id, by=stage.bob)).token
    assert await actions.mask_again() == 1
    assert await read_by_bob(stage) == today
    assert await queries.object_at(stage.id, "a.ics", by=stage.alice) == own
    delta = await queries.delta(stage.id, token, by=stage.bob)
    assert [it.href for it in delta.written] == ["a.ics"]


async def test_what_is_of_today_or_cannot_be_read_is_left_alone(stage: Stage) -> None:
    await actions.put_object(stage.id, "a.ics", PRIVATE, by=stage.alice)
    token = (await queries.calendar(stage.id, by=stage.bob)).token
    assert await actions.mask_again() == 0
    await as_before(OLD)
    async with transaction():
        await write("UPDATE calendar_object SET ics = 'nothing'")
    assert await actions.mask_again() == 0
    assert (await queries.calendar(stage.id, by=stage.bob)).token == token
    assert (await read("SELECT busy_ics FROM calendar_object"))[0]["busy_ics"] == OLD
