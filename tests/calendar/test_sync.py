"""The change log: whoever follows it has what is there, and misses nothing."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from hub.access.actions import change_role
from hub.access.models import Grant
from hub.database import transaction
from hub.dav import changes
from hub.dav.changes import StaleToken, Token
from hub_calendar import actions, queries
from tests.calendar.conftest import NOW, Stage, ics

pytestmark = pytest.mark.anyio


def event(number: int, title: str = "Réunion") -> str:
    return ics("DTSTART:20261125T090000Z", f"SUMMARY:{title}", uid=f"{number}@example")


async def put(stage: Stage, number: int, title: str = "Réunion") -> None:
    await actions.put_object(stage.id, f"{number}.ics", event(number, title), by=stage.alice)


async def test_a_client_that_follows_has_what_is_there(stage: Stage) -> None:
    for number in range(3):
        await put(stage, number)
    first = await queries.delta(stage.id, None, by=stage.bob)
    assert [it.href for it in first.written] == ["0.ics", "1.ics", "2.ics"]
    await put(stage, 1, "Autre")
    await actions.delete_object(stage.id, "2.ics", by=stage.alice)
    await put(stage, 3)
    then = await queries.delta(stage.id, first.token, by=stage.bob)
    assert ([it.href for it in then.written], then.deleted) == (["1.ics", "3.ics"], ["2.ics"])
    assert (await queries.delta(stage.id, then.token, by=stage.bob)).written == []
    shown = await queries.calendar(stage.id, by=stage.bob)
    assert shown.token == then.token
    again = await queries.delta(stage.id, None, by=stage.bob)
    assert {it.href for it in again.written} == {"0.ics", "1.ics", "3.ics"}


async def test_a_long_answer_comes_in_parts(stage: Stage) -> None:
    for number in range(5):
        await put(stage, number)
    token, seen = None, list[str]()
    for _round in range(5):
        part = await queries.delta(stage.id, token, by=stage.bob, limit=2)
        seen += [it.href for it in part.written]
        token = part.token
        if part.is_complete:
            break
    assert seen == [f"{number}.ics" for number in range(5)]


async def test_tokens_that_the_log_cannot_answer(stage: Stage) -> None:
    await put(stage, 1)
    now = (await queries.calendar(stage.id, by=stage.bob)).token
    stale = (
        Token("0" * 16, now.view, now.seq), Token(now.epoch, "all", now.seq),
        Token(now.epoch, now.view, now.seq + 1),
    )  # fmt: skip
    for token in stale:
        with pytest.raises(StaleToken):
            await queries.delta(stage.id, token, by=stage.bob)
    for text in ("", "urn:parvis:sync:1", f"{now}0000000000000000000", "http://x/"):
        with pytest.raises(StaleToken):
            Token.parse(text)
    assert Token.parse(str(now)) == now


async def test_whoever_may_see_more_starts_again(stage: Stage) -> None:
    before = (await queries.calendar(stage.id, by=stage.bob)).token
    given = await Grant.get(scope_id=stage.id, principal_id=stage.bob.person_id)
    await change_role(given.id, "manage", by=stage.alice)
    with pytest.raises(StaleToken):
        await queries.delta(stage.id, before, by=stage.bob)


async def test_names_long_gone_are_forgotten_with_the_tokens_that_need_them(stage: Stage) -> None:
    await put(stage, 1)
    before = (await queries.delta(stage.id, None, by=stage.bob)).token
    await actions.delete_object(stage.id, "1.ics", by=stage.alice)
    after = (await queries.delta(stage.id, before, by=stage.bob)).token
    await put(stage, 2)
    async with transaction():
        await changes.forget_old(NOW + timedelta(3650))
    with pytest.raises(StaleToken):
        await queries.delta(stage.id, before, by=stage.bob)
    then = await queries.delta(stage.id, after, by=stage.bob)
    assert ([it.href for it in then.written], then.deleted) == (["2.ics"], [])


async def test_writers_at_once_leave_no_gap(stage: Stage) -> None:
    """A reader that follows while others write ends with what is there."""
    token, seen = None, dict[str, str]()

    async def follow() -> None:
        nonlocal token
        part = await queries.delta(stage.id, token, by=stage.bob)
        seen.update({it.href: it.etag for it in part.written})
        for href in part.deleted:
            seen.pop(href, None)
        token = part.token

    async def write(number: int) -> None:
        await put(stage, number)
        await put(stage, number, "Autre")
        if number % 3 == 0:
            await actions.delete_object(stage.id, f"{number}.ics", by=stage.alice)

    writers = [asyncio.create_task(write(number)) for number in range(12)]
    while not all(it.done() for it in writers):
        await follow()
        await asyncio.sleep(0)
    await asyncio.gather(*writers)
    await follow()
    etags = await queries.etags(stage.id, by=stage.bob)
    assert seen == {href: etag for href, etag, _component, _tag in etags}


async def test_moving_is_a_name_gone_and_a_name_written(stage: Stage) -> None:
    await put(stage, 1)
    token = (await queries.delta(stage.id, None, by=stage.alice)).token
    other = await actions.create_calendar(by=stage.alice, name="Autre")
    moved = await actions.move_object(
        stage.id, "1.ics", by=stage.alice, to=other.id, to_href="un.ics"
    )
    assert (await queries.delta(stage.id, token, by=stage.alice)).deleted == ["1.ics"]
    (there,) = (await queries.delta(other.id, None, by=stage.alice)).written
    assert (there.href, there.id) == ("un.ics", moved.object_id)
