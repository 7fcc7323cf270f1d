"""The chain as arithmetic: whatever is changed in it is found, and found where it was changed."""

from __future__ import annotations

import copy
import hashlib
import os
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from hub.evidence.chain import FIELDS, GENESIS, START, Check, Link, canonical, sealed

NUMBERS = st.integers(-(2**63), 2**63 - 1)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ROWS = st.fixed_dictionaries(
    {
        "id": NUMBERS,
        "at": st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
        "action": TEXTS,
        "kind": TEXTS,
        "object_id": NUMBERS,
        "actor_id": st.none() | NUMBERS,
        "actor_name": TEXTS,
        "via": TEXTS,
        "detail": TEXTS,
    }
)
EXAMPLES = 1000 if os.environ.get("HUB_TEST_SIZE") == "full" else 40
some = settings(max_examples=EXAMPLES, deadline=None)
JOURNALS = st.lists(ROWS, min_size=1, max_size=8, unique_by=lambda row: row["id"])
COLUMNS = ("at", *FIELDS, "seq", "seal")


def linked(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], Link]:
    """The rows sealed, and the head."""
    head, made = START, []
    for row in rows:
        head = sealed(row, head)
        made.append(row | {"seq": head.seq, "seal": head.seal})
    return made, head


def faults(rows: list[dict[str, Any]], head: Link | None, **check: Any) -> list[int]:
    following = Check(**check)
    in_order = sorted(rows, key=lambda row: row["seq"])
    return sorted(it.seq for it in [*following.follow(in_order), *following.end(head)])


def test_the_format_is_fixed_for_ever() -> None:
    """Were it to change, journals sealed by earlier versions would no longer prove themselves."""
    row = {
        "id": 5, "at": datetime(2026, 11, 23, 10, 12, tzinfo=timezone(timedelta(hours=1))),
        "action": "people.group.renamed", "kind": "group", "object_id": 42, "actor_id": None,
        "actor_name": "Élodie", "via": "session", "detail": '{"name":"Conseil"}',
    }  # fmt: skip
    assert canonical(row, 1).decode() == (
        '[1,1,"2026-11-23T09:12:00.000000+00:00",5,"people.group.renamed","group",42,null,"Élodie",'
        '"session","{\\"name\\":\\"Conseil\\"}"]'
    )
    expected = hashlib.sha256(("0" * 64).encode() + canonical(row, 1)).hexdigest()
    assert sealed(row, START) == Link(1, expected)


@some
@given(JOURNALS)
def test_an_untouched_journal_has_no_fault(rows: list[dict[str, Any]]) -> None:
    made, head = linked(rows)
    assert faults(made, head) == []
    assert faults(made, head, expected={head.seq: head.seal}) == []


@some
@given(JOURNALS, st.data())
def test_any_other_value_in_any_column_is_found_at_its_row(
    rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    made, head = linked(rows)
    at = data.draw(st.integers(0, len(made) - 1))
    column = data.draw(st.sampled_from(COLUMNS[:-2]))
    forged = data.draw(ROWS)[column]
    if forged == made[at][column]:
        return
    made[at] = made[at] | {column: forged}
    assert faults(made, head)[0] == at + 1


@some
@given(JOURNALS, st.data())
def test_any_other_seal_is_found(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    made, head = linked(rows)
    at = data.draw(st.integers(0, len(made) - 1))
    forged = data.draw(st.none() | TEXTS | st.just(GENESIS))
    made[at] = made[at] | {"seal": forged}
    assert faults(made, head)[0] == at + 1


@some
@given(JOURNALS, st.data())
def test_rows_that_are_gone_are_found(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    made, head = linked(rows)
    gone = data.draw(st.sets(st.integers(0, len(made) - 1), min_size=1))
    left = [row for number, row in enumerate(made) if number not in gone]
    assert faults(left, head)[0] == min(gone) + 1


@some
@given(JOURNALS, st.data())
def test_rows_in_another_order_are_found(rows: list[dict[str, Any]], data: st.DataObject) -> None:
    made, head = linked(rows)
    order = data.draw(st.permutations(range(len(made))))
    moved = [copy.copy(made[number]) for number in order]
    for number, row in enumerate(moved):
        row["seq"] = number + 1
        if data.draw(st.booleans()):
            row["seal"] = made[number]["seal"]
    wrong = [number for number in range(len(made)) if moved[number] != made[number]]
    assert faults(moved, head)[:1] == [number + 1 for number in wrong[:1]]


@some
@given(JOURNALS, JOURNALS, st.data())
def test_a_chain_computed_anew_is_found_by_a_root_that_was_kept(
    rows: list[dict[str, Any]], others: list[dict[str, Any]], data: st.DataObject
) -> None:
    """Whoever rewrites rows, seals and head together still cannot rewrite what was exported."""
    made, _head = linked(rows)
    root = data.draw(st.sampled_from(made))
    forged, forged_head = linked(others)
    if [row["seal"] for row in forged[: root["seq"]]][-1:] == [root["seal"]]:
        return
    assert faults(forged, forged_head, expected={root["seq"]: root["seal"]})


@some
@given(JOURNALS, ROWS)
def test_a_row_added_behind_the_head_is_found(
    rows: list[dict[str, Any]], forged: dict[str, Any]
) -> None:
    made, head = linked(rows)
    link = sealed(forged, head)
    assert faults([*made, forged | {"seq": link.seq, "seal": link.seal}], head) == [link.seq]


@some
@given(JOURNALS)
def test_no_head_is_a_fault(rows: list[dict[str, Any]]) -> None:
    assert faults(linked(rows)[0], None) == [0]


@some
@given(ROWS, ROWS, st.integers(1, 100), st.integers(1, 100))
def test_two_rows_have_the_same_bytes_only_if_they_are_the_same(
    one: dict[str, Any], two: dict[str, Any], first: int, second: int
) -> None:
    same = canonical(one, first) == canonical(two, second)
    assert same == (one == two and first == second)
