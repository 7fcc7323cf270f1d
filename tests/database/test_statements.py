"""One SQL text for both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from hub.app import Hub
from hub.database import read, together, transaction, write
from hub.errors import NotFound
from tests.database.rows import entry

pytestmark = pytest.mark.anyio


async def test_parameters_are_named_and_may_repeat(hub: Hub) -> None:
    async with transaction():
        row = await entry(object_id=5)
    found = await read(
        "SELECT object_id, detail FROM audit_entry WHERE id = :id AND (object_id = :n OR seq = :n)",
        id=row.id,
        n=5,
    )
    assert found == [{"object_id": 5, "detail": "{}"}]


async def test_a_set_becomes_a_list_and_an_empty_one_matches_nothing(hub: Hub) -> None:
    async with transaction():
        for number in range(5):
            await entry(object_id=number)
    sql = "SELECT object_id FROM audit_entry WHERE object_id IN :ids ORDER BY object_id"
    assert [row["object_id"] for row in await read(sql, ids={1, 3, 99})] == [1, 3]
    assert await read(sql, ids=[]) == []


async def test_a_colon_in_a_literal_or_a_cast_is_no_parameter(hub: Hub) -> None:
    assert await read("SELECT '10:00' AS hour, CAST(:n AS INTEGER) AS n", n=3) == [
        {"hour": "10:00", "n": 3}
    ]


async def test_instants_keep_their_moment_and_their_order(hub: Hub) -> None:
    noon = datetime(2026, 3, 29, 12, tzinfo=UTC)
    moments = [noon + timedelta(microseconds=n) for n in (0, 1, 999_999, 1_000_000)]
    async with transaction():
        for moment in reversed(moments):
            await entry(at=moment)
    found = await read("SELECT at FROM audit_entry WHERE at >= :at ORDER BY at", at=noon)
    assert [row["at"] for row in found] == moments


async def test_text_that_tries_to_be_sql_is_only_text(hub: Hub) -> None:
    nasty = "'; DROP TABLE audit_entry; -- \" $1 :id ? %s \\ é"
    async with transaction():
        await entry(actor_name=nasty)
    found = await read("SELECT actor_name FROM audit_entry WHERE actor_name = :name", name=nasty)
    assert found == [{"actor_name": nasty}]


async def test_a_missing_parameter_is_a_mistake(hub: Hub) -> None:
    with pytest.raises(KeyError):
        await read("SELECT id FROM audit_entry WHERE id = :id")


async def test_write_gives_the_returned_rows_and_needs_a_transaction(hub: Hub) -> None:
    async with transaction():
        row = await entry(object_id=1)
        sql = "UPDATE audit_entry SET object_id = :n WHERE id = :id RETURNING object_id"
        assert await write(sql, n=2, id=row.id) == [{"object_id": 2}]
    with pytest.raises(RuntimeError, match="outside"):
        await write("DELETE FROM audit_entry")
    assert len(await read("SELECT id FROM audit_entry")) == 1


async def test_readers_cannot_write(hub: Hub, dialect: str) -> None:
    if dialect == "sqlite":
        with pytest.raises(Exception, match="readonly"):
            await read("DELETE FROM audit_entry RETURNING id")


async def test_reads_side_by_side_keep_their_answers_apart(hub: Hub) -> None:
    async with together() as reads:
        asked = [reads.create_task(read("SELECT CAST(:n AS INTEGER) AS n", n=n)) for n in range(50)]
    assert [answer.result() for answer in asked] == [[{"n": n}] for n in range(50)]


async def test_the_first_error_of_reads_side_by_side_ends_the_others(hub: Hub) -> None:
    async def refuse() -> None:
        raise NotFound

    for_ever = asyncio.Event()
    with pytest.raises(NotFound):  # itself, not a group of errors: a page answers 404
        async with together() as reads:
            other = reads.create_task(for_ever.wait())
            reads.create_task(refuse())
    assert other.cancelled()


async def test_inside_a_transaction_reads_follow_each_other(hub: Hub) -> None:
    with pytest.raises(RuntimeError, match="side by side"):
        async with transaction(), together():
            pass
