"""The journal is found by person, action, thing and day; by administrators, who leave a trace."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from hub.actor import ADMINISTRATORS, NOBODY, Actor, Via
from hub.audit import policy
from hub.audit.models import Entry
from hub.audit.queries import PAGE, Found, Wanted, actions, entries, entries_by, entries_of
from hub.audit.reads import Reads
from hub.database import first_key, transaction
from hub.errors import NotFound
from tests.audit.conftest import ALICE, BOB, NADIA, person
from tests.database.rows import entry

pytestmark = pytest.mark.anyio


async def ids(wanted: Wanted) -> list[int]:
    return [line.object_id for line in (await entries(wanted, by=NADIA)).lines]


@pytest.fixture
async def some(journal: Reads) -> None:
    """Five entries, 1 to 5, from the 20th to the 24th at noon."""
    for number, (actor, action) in enumerate(
        (
            (ALICE, "people.group.made"), (BOB, "people.group.made"),
            (ALICE, "people.group.renamed"), (None, "mail.sent"), (BOB, "calendar.event.moved"),
        ),
        1,
    ):  # fmt: skip
        at = datetime(2026, 11, 19 + number, 11, tzinfo=UTC)
        await entry(
            id=first_key(at), at=at, action=action, kind="group" if number < 4 else "event",
            object_id=number, actor_id=actor.person_id if actor else None,
            actor_name=actor.name if actor else "outgoing mail",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), [5, 4, 3, 2, 1]),
        (Wanted(action="people.group.made"), [2, 1]),
        (Wanted(actor_id=10), [3, 1]),
        (Wanted(person="elodie"), [3, 1]),
        (Wanted(person="MARTIN"), [3, 1]),
        (Wanted(person="dur"), [5, 2]),
        (Wanted(person="nobody"), []),
        (Wanted(person="%"), []),
        (Wanted(kind="event"), [5, 4]),
        (Wanted(kind="group", object_id=2), [2]),
        (Wanted(since=date(2026, 11, 22)), [5, 4, 3]),
        (Wanted(until=date(2026, 11, 21)), [2, 1]),
        (Wanted(since=date(2026, 11, 21), until=date(2026, 11, 21)), [2]),
        (Wanted(since=date(2026, 11, 21), until=date(2026, 11, 23), person="bob"), [2]),
        (Wanted(since=date(2027, 1, 1)), []),
        (Wanted(action="' OR 1=1 --"), []),
    ],
)
async def test_entries_are_found_the_latest_first(
    some: None, wanted: Wanted, found: list[int]
) -> None:
    assert await ids(wanted) == found


async def test_days_are_those_of_the_authority(journal: Reads) -> None:
    """23:30 in Paris is the day before in UTC's eyes until 1 a.m."""
    at = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)  # 0:30 on the 23rd in Paris
    await entry(id=first_key(at), at=at)
    assert await ids(Wanted(since=date(2026, 11, 23), until=date(2026, 11, 23))) == [7]
    assert await ids(Wanted(until=date(2026, 11, 22))) == []


async def test_of_a_thing_and_by_a_person(some: None) -> None:
    assert [it.object_id for it in (await entries_of("group", 3, by=NADIA)).lines] == [3]
    assert [it.object_id for it in (await entries_by(11, by=NADIA)).lines] == [5, 2]


async def test_all_actions_are_named_once(some: None) -> None:
    assert await actions(by=NADIA) == [
        "calendar.event.moved", "mail.sent", "people.group.made", "people.group.renamed",
    ]  # fmt: skip


async def test_pages_lead_to_the_oldest_and_back_without_loss(journal: Reads) -> None:
    number = 2 * PAGE + 7
    async with transaction():
        for count in range(number):
            await entry(object_id=count)

    async def walk(first: Found, cursor: str) -> list[int]:
        found, seen = first, [it.object_id for it in first.lines]
        while (place := getattr(found, cursor)) is not None:
            found = await entries(replace(Wanted(), **{cursor: place}), by=NADIA)
            lines = [it.object_id for it in found.lines]
            seen = seen + lines if cursor == "before" else lines + seen
        return seen

    newest = await entries(Wanted(), by=NADIA)
    assert newest.after is None
    assert await walk(newest, "before") == list(reversed(range(number)))
    oldest = await entries(Wanted(before=newest.lines[-1].id), by=NADIA)
    oldest = await entries(Wanted(before=oldest.lines[-1].id), by=NADIA)
    assert oldest.before is None
    assert len(oldest.lines) == 7
    assert await walk(oldest, "after") == list(reversed(range(number)))


async def test_a_detail_that_is_none_is_still_shown(journal: Reads) -> None:
    await entry(detail="nonsense")
    assert (await entries(Wanted(), by=NADIA)).lines[0].detail == {"": "nonsense"}


STRANGERS = [
    NOBODY,
    ALICE,
    person("device", 90, ADMINISTRATORS, via=Via.APP_PASSWORD),
    person("link", 90, ADMINISTRATORS, via=Via.LINK),
    person("feed", 90, ADMINISTRATORS, via=Via.FEED),
    replace(NADIA, scope=frozenset({"calendar"})),
    Actor(frozenset(), Via.JOB, "job"),
]


@pytest.mark.parametrize("stranger", STRANGERS)
async def test_it_is_not_there_for_anybody_else(some: None, stranger: Actor) -> None:
    assert policy.abilities(stranger) == frozenset()
    for ask in (
        entries(Wanted(), by=stranger),
        entries_of("group", 1, by=stranger),
        entries_by(10, by=stranger),
        actions(by=stranger),
    ):
        with pytest.raises(NotFound):
            await ask


async def test_reading_it_is_journaled_with_what_was_asked(some: None, journal: Reads) -> None:
    await entries(Wanted(person="dur", since=date(2026, 11, 20)), by=NADIA)
    await entries(Wanted(person="dur", since=date(2026, 11, 20)), by=NADIA)
    assert await Entry.filter(action="audit.journal.read").count() == 0  # after the answer
    await journal.flush()
    (row,) = await Entry.filter(action="audit.journal.read")
    assert (row.actor_id, row.actor_name, row.via) == (90, "Nadia Bouvier", "session")
    assert json.loads(row.detail) == {"person": "dur", "since": "2026-11-20"}
    assert datetime.now(UTC) - row.at < timedelta(minutes=1)


async def test_a_look_that_was_refused_is_not_a_read(some: None, journal: Reads) -> None:
    with pytest.raises(NotFound):
        await entries(Wanted(), by=ALICE)
    await journal.flush()
    assert await Entry.filter(action="audit.journal.read").count() == 0
