"""What publishing would change, and what cannot both take place."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings

from hub_extranet.schools.clashes import Shared, clashes
from hub_extranet.schools.clock import Stretch
from hub_extranet.schools.differences import Difference, Kind, differences
from hub_extranet.schools.timetable import Override, Timetable, Weeks
from tests.extranet.schools.test_timetable import DAY, POOL, TABLES, TUESDAY, line, timetable

FIRST, LAST = TUESDAY, date(2027, 7, 2)


def changes(before: Timetable, after: Timetable) -> list[Difference]:
    return differences(before, after, FIRST, LAST)


@settings(deadline=None)
@given(TABLES)
def test_a_timetable_does_not_differ_from_itself(table: Timetable) -> None:
    assert changes(table, table) == []


@settings(deadline=None)
@given(TABLES, TABLES)
def test_differences_lead_from_the_one_to_the_other(before: Timetable, after: Timetable) -> None:
    """Whatever is seen before, less what goes, with what comes, is what is seen after."""

    def seen(table: Timetable) -> list[tuple[object, ...]]:
        return [(it.on, it.starts, it.is_cancelled) for it in table.lessons(FIRST, LAST)]

    found = changes(before, after)
    gone = [it.before for it in found for _day in it.days if it.before]
    come = [it.after for it in found for _day in it.days if it.after]
    assert len(seen(before)) - len(gone) == len(seen(after)) - len(come)
    if not found:
        assert sorted(seen(before)) == sorted(seen(after))


def test_a_new_line_is_one_change_of_many_days() -> None:
    (found,) = changes(timetable(), timetable(POOL))
    assert found.kind is Kind.ADDED
    assert found.days[0] == TUESDAY
    assert len(found.days) == len(timetable(POOL).lessons(FIRST, LAST)) > 20
    assert (found.people, found.classes) == ({7}, {5})


def test_an_ended_line_and_its_successor_are_one_change() -> None:
    ended = replace(POOL, ends_on=TUESDAY + 6 * DAY)
    new = replace(POOL, id=2, starts=520, ends=580, person_id=8, starts_on=TUESDAY + 7 * DAY)
    (found,) = changes(timetable(POOL), timetable(ended, new))
    assert found.kind is Kind.CHANGED
    assert found.before is not None
    assert found.after is not None
    assert (found.before.starts, found.after.starts) == (540, 520)
    assert found.days[0] == TUESDAY + 7 * DAY
    assert found.people == {7, 8}


def test_a_successor_that_says_the_same_is_no_change() -> None:
    ended = replace(POOL, ends_on=TUESDAY + 6 * DAY)
    same = replace(POOL, id=2, starts_on=TUESDAY + 7 * DAY)
    assert changes(timetable(POOL), timetable(ended, same)) == []


def test_one_day_cancelled_is_one_day_changed() -> None:
    (found,) = changes(timetable(POOL), timetable(POOL, overrides=(Override(1, TUESDAY, True),)))
    assert (found.kind, found.days) == (Kind.CHANGED, (TUESDAY,))


def test_a_closing_changes_every_lesson_of_its_days() -> None:
    both = timetable(POOL, line(2, starts=840, ends=900))
    closed = replace(both, closings=(Stretch(TUESDAY, TUESDAY, "Grève"),))
    assert [it.lesson.line.id for it in changes(both, closed)] == [1, 2]


def test_what_is_past_is_no_change() -> None:
    moved = timetable(POOL, overrides=(Override(1, TUESDAY - 7 * DAY, True),))
    assert changes(timetable(POOL), moved) == []


def shared(*tables: Timetable) -> list[tuple[Shared, int, int, int]]:
    lessons = [it for table in tables for it in table.lessons(FIRST, LAST)]
    return [(it.shared, it.one.line.id, it.other.line.id, len(it.days)) for it in clashes(lessons)]


def test_one_person_in_two_schools_at_a_time_clashes_on_their_common_days() -> None:
    here = line(1, person_id=7, weeks=Weeks.A)
    there = replace(line(2, person_id=7, starts=570, ends=630), school_id=10)
    ((kind, one, other, days),) = shared(timetable(here), timetable(there))
    assert (kind, one, other) == (Shared.PERSON, 1, 2)
    assert days == len(timetable(here).lessons(FIRST, LAST)) < 20


def test_weeks_a_and_b_never_meet() -> None:
    one, other = [line(it, person_id=7, weeks=letter) for it, letter in ((1, Weeks.A), (2, Weeks.B))]  # fmt: skip  # noqa: E501
    assert shared(timetable(one, other)) == []


def test_one_after_the_other_is_no_clash() -> None:
    assert shared(timetable(line(1, class_id=5), line(2, class_id=5, starts=600, ends=660))) == []


def test_a_class_cannot_be_twice_but_each_school_has_a_hall() -> None:
    hall = {"place": "Salle polyvalente"}
    assert [it[0] for it in shared(timetable(line(1, class_id=5), line(2, class_id=5)))] == [
        Shared.CLASS
    ]
    other_school = timetable(replace(line(2, place="salle  POLYVALENTE"), school_id=10))
    assert shared(timetable(line(1, **hall)), other_school) == []
    assert [it[0] for it in shared(timetable(line(1, **hall), line(2, **hall)))] == [Shared.PLACE]


def test_the_pool_is_one_for_all_schools() -> None:
    there = replace(POOL, id=2, school_id=10, class_id=6, person_id=8)
    assert [it[0] for it in shared(timetable(POOL), timetable(there))] == [Shared.PLACE]


def test_what_is_cancelled_or_moved_away_clashes_no_more() -> None:
    other = line(2, person_id=7)
    day = Override(1, TUESDAY, is_cancelled=True)
    before = shared(timetable(POOL, other))
    after = shared(timetable(POOL, other, overrides=(day,)))
    assert before[0][3] == after[0][3] + 1
    moved = tuple(
        Override(1, it.due_on, on=it.due_on + timedelta(days=2))
        for it in timetable(POOL).lessons(FIRST, LAST)
    )
    assert shared(timetable(POOL, other, overrides=moved)) == []
