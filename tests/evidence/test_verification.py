"""Whoever has the database's password can change it, but not without `hub verify` naming where."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from hub.app import Hub
from hub.database import first_key, read
from hub.evidence import sealing, verification
from hub.evidence.chain import Link, sealed
from hub.evidence.sealing import COLUMNS, seal_all
from hub.evidence.verification import verify
from tests.database.rows import entry
from tests.evidence.journal import chain, first_bad, journal, tamper

pytestmark = pytest.mark.anyio

FORGED: dict[str, Any] = {
    "id": 4,
    "at": datetime(2026, 11, 23, 9, 13, tzinfo=UTC),
    "action": "test.thing.unmade",
    "kind": "thong",
    "object_id": 999,
    "actor_id": 8,
    "actor_name": "Bob",
    "via": "job",
    "detail": '{"a":1}',
    "seq": 999,
    "seal": "f" * 64,
}


async def test_an_empty_journal_has_no_fault(hub: Hub) -> None:
    assert await verify() == []


@pytest.mark.parametrize("place", [0, 2, 4])
async def test_each_column_of_any_entry(hub: Hub, place: int) -> None:
    keys = await journal(5)
    for column, value in FORGED.items():
        assert await first_bad_with(keys[place], column, value) == place + 1, column


async def test_each_column_that_may_be_empty(hub: Hub) -> None:
    keys = await journal(5)
    for column in ("actor_id", "seq", "seal"):
        assert await first_bad_with(keys[2], column, None) == 3, column


@pytest.mark.parametrize("value", ["nonsense", 3.5, b"\xff", -1, 2**62])
async def test_values_that_sqlite_takes_although_they_are_none(
    hub: Hub, dialect: str, value: Any
) -> None:
    if dialect != "sqlite":
        return  # PostgreSQL refuses them
    keys = await journal(5)
    for column in FORGED.keys() - {"id"}:
        assert await first_bad_with(keys[2], column, value) == 3, column


async def first_bad_with(key: int, column: str, value: Any) -> int:
    """The first bad entry while a column of one holds something else."""
    (row,) = await read(f"SELECT {column} AS value FROM audit_entry WHERE id = :key", key=key)
    sql = f"UPDATE audit_entry SET {column} = :value WHERE id = :key"
    await tamper(sql, value=value, key=key)
    bad = await first_bad()
    await tamper(sql, value=row["value"], key=value if column == "id" else key)
    assert await verify() == []
    return bad


@pytest.mark.parametrize("places", [[0], [2], [4], [0, 1], [3, 4], [1, 3]])
async def test_entries_that_were_deleted(hub: Hub, places: list[int]) -> None:
    keys = await journal(5)
    await tamper("DELETE FROM audit_entry WHERE id IN :ids", ids=[keys[at] for at in places])
    assert await first_bad() == places[0] + 1


async def test_all_entries_deleted(hub: Hub) -> None:
    await journal(5)
    await tamper("DELETE FROM audit_entry")
    assert await first_bad() == 1


@pytest.mark.parametrize("columns", [["seq"], ["seq", "seal"], ["detail", "object_id"]])
async def test_entries_that_were_swapped(hub: Hub, columns: list[str]) -> None:
    keys = await journal(5)
    rows = await read("SELECT * FROM audit_entry WHERE id IN :ids ORDER BY id", ids=keys[1:3])
    await tamper("UPDATE audit_entry SET seq = -1 WHERE id = :id", id=keys[1])
    for key, other in ((keys[2], rows[0]), (keys[1], rows[1])):
        for column in dict.fromkeys(["seq", *columns]):
            if column == "seq" and "seq" not in columns:
                continue
            await tamper(
                f"UPDATE audit_entry SET {column} = :value WHERE id = :id",
                value=other[column], id=key,
            )  # fmt: skip
    if "seq" not in columns:
        await tamper("UPDATE audit_entry SET seq = 2 WHERE id = :id", id=keys[1])
    assert await first_bad() == 2


async def test_an_entry_that_was_added_with_a_seal_of_its_own(hub: Hub) -> None:
    await journal(5)
    _key, seq, seal = (await chain())[-1]
    forged = await entry(actor_name="Mallory")
    (row,) = await read(f"SELECT {COLUMNS} FROM audit_entry WHERE id = :id", id=forged.id)
    link = sealed(row, Link(seq, seal))
    sql = "UPDATE audit_entry SET seq = :seq, seal = :seal WHERE id = :id"
    await tamper(sql, seq=link.seq, seal=link.seal, id=forged.id)
    assert await first_bad() == 6


async def test_a_head_that_was_deleted_or_set_back(hub: Hub) -> None:
    await journal(5)
    _key, seq, seal = (await chain())[2]
    await tamper("UPDATE evidence_head SET seq = :seq, seal = :seal", seq=seq, seal=seal)
    assert await first_bad() == 4
    await tamper("DELETE FROM evidence_head")
    assert await first_bad() == 0


async def test_an_end_cut_off_with_the_head_set_back_is_shown_by_the_root(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _rooted(monkeypatch, 5)
    _key, seq, seal = (await chain())[2]
    await tamper("DELETE FROM audit_entry WHERE seq > 3")
    await tamper("UPDATE evidence_head SET seq = :seq, seal = :seal", seq=seq, seal=seal)
    assert await first_bad() == 5
    await tamper("DELETE FROM evidence_root")  # then only the exported file is left
    assert await first_bad() == 5


async def test_a_journal_sealed_anew_from_a_forged_entry_on_is_shown_by_the_file(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _rooted(monkeypatch, 5)
    await tamper("UPDATE audit_entry SET actor_name = 'Mallory' WHERE seq = 2")
    (before,) = await read("SELECT seq, seal FROM audit_entry WHERE seq = 1")
    sql = "UPDATE evidence_head SET seq = :seq, seal = :seal"
    await tamper("UPDATE audit_entry SET seq = NULL, seal = NULL WHERE seq > 1")
    await tamper(sql, seq=before["seq"], seal=before["seal"])
    await seal_all()
    assert await first_bad() == 5
    _key, seq, seal = (await chain())[-1]
    await tamper("UPDATE evidence_root SET seq = :seq, seal = :seal", seq=seq, seal=seal)
    assert await first_bad() == 5
    (hub.settings.data / "evidence" / "2026-11-23.json").unlink()
    # Nothing on this machine can show it any more: hence the copy in the log, and the time stamp.
    assert await verify() == []


async def test_files_that_are_no_roots(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    await _rooted(monkeypatch, 2)
    folder = hub.settings.data / "evidence"
    for text in ("", "{", "[]", '{"day": "x", "seq": 1, "seal": ""}', '{"seq": 1}', "null"):
        (folder / "2026-11-20.json").write_text(text)
        assert await first_bad() == 0


async def test_entries_that_wait_too_long_are_said_so(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await journal(2)
    await entry(id=first_key(datetime.now(UTC) - timedelta(minutes=4)))
    assert await verify() == []
    await entry(id=first_key(datetime.now(UTC) - timedelta(minutes=6)))
    (fault,) = await verify()
    assert fault.seq == 3
    assert "1" in fault.message


async def test_a_fault_on_any_page(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "PAGE", 3)
    keys = await journal(10)
    for place in (2, 3, 5, 6, 9):
        await tamper("UPDATE audit_entry SET kind = 'x' WHERE id = :id", id=keys[place])
    assert [fault.seq for fault in await verify()] == [3, 4, 6, 7, 10]
    assert [fault.entry_id for fault in await verify()] == [keys[at] for at in (2, 3, 5, 6, 9)]


async def test_the_first_fault_is_told_however_many_there_are(hub: Hub) -> None:
    await journal(250)
    await tamper("UPDATE audit_entry SET kind = 'x'")
    faults = await verify()
    assert [fault.seq for fault in faults] == list(range(1, verification.MOST + 1))


async def _rooted(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(sealing, "_today", lambda: date(2026, 11, 23))
    await journal(number)
    monkeypatch.setattr(sealing, "_today", lambda: date(2026, 11, 24))
    await seal_all()
    assert await read("SELECT seq FROM evidence_root") == [{"seq": number}]
    assert await verify() == []
