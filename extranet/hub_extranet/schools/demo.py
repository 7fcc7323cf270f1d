"""The weeks of the demo's schools: who comes when, what moved, one school not yet published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from hub.access import actors, closure
from hub.access.models import Grant, Scope
from hub.actor import Actor
from hub.database import transaction
from hub.demo import words
from hub.demo.world import World, insert
from hub.people.models import Group, Person
from hub_calendar.actions import CalendarKind, create_calendar
from hub_extranet.schools import clock, snapshot
from hub_extranet.schools.actions.events import write_events
from hub_extranet.schools.clock import Counting, Stretch, Zone
from hub_extranet.schools.events import series_of
from hub_extranet.schools.models import (
    LineOverride,
    School,
    SchoolClass,
    TimetableEdition,
    WeeklyLine,
)
from hub_extranet.schools.queries import Names
from hub_extranet.schools.queries.names import ClassName
from hub_extranet.schools.timetable import Line, Override, Timetable, Weeks

ZONE = Zone(words.SCHOOL_ZONE)
SERVICE = "Vie scolaire"
CLASSES = ("Petite et moyenne sections", "GS et CP", "CE1", "CE2", "CM1", "CM2")
WORKING_DAYS, WEDNESDAY = (1, 2, 4, 5), 3
LETTERS = (Weeks.A, Weeks.B)
KINDS = ("pool", "music", "sport")
MOVED = {"Piscine": "Travaux sur la route", "Sport": "Gymnase occupé ensuite"}
LAST_SUMMER = date(2027, 9, 1)
"""In the last school year that is known, for a demo that plays after it."""


@dataclass(frozen=True)
class _When:
    weekday: int
    starts: int
    ends: int
    weeks: Weeks = Weeks.EVERY


@dataclass
class _Rows:
    scopes: list[Scope] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    schools: list[School] = field(default_factory=list)
    classes: list[SchoolClass] = field(default_factory=list)
    lines: list[WeeklyLine] = field(default_factory=list)
    overrides: list[LineOverride] = field(default_factory=list)
    editions: list[TimetableEdition] = field(default_factory=list)
    published: dict[int, Timetable] = field(default_factory=dict)


async def demo(world: World, /, *, by: Actor) -> Mapping[str, int]:
    """The `demo` port. Calendars and their events are made by the actions: they are of another
    domain, which alone knows what its tables hold."""
    rows = _Drawing(world).all()
    counts: Counter[str] = Counter()
    async with transaction():
        for made in (rows.scopes, rows.grants, rows.schools, rows.classes, rows.lines,
                     rows.overrides, rows.editions):  # fmt: skip
            counts.update(await insert(made))
        found = await closure.recompute([it.id for it in rows.scopes])
    await _publish(world, rows)
    return dict(counts) | {"access": len(found.missing)}


async def _publish(world: World, rows: _Rows) -> None:
    """The events of what is published, in calendars that the planning service keeps."""
    cast, service = world.people.cast, _service(world)
    admin = await actors.of_job("demo", cast["admin"].id)
    planner = await actors.of_job("demo", cast["agent"].id)
    people = {it.id: it.name for it in world.people.persons}
    classes = {it.id: ClassName(it.id, it.name, it.pupils) for it in rows.classes}
    groups = {it.id: it.name for it in world.people.schools}
    for school_id, timetable in rows.published.items():
        calendar = await create_calendar(
            by=admin, name=groups[school_id], owner_id=school_id, kind=CalendarKind.SCHOOL,
            slug="lessons", given={school_id: "read", service.id: "manage"},
        )  # fmt: skip
        await School.filter(id=school_id).update(calendar_id=calendar.id)
        series = series_of(timetable, Names(people, classes))
        await write_events(calendar.id, {}, series, 1, by=planner)


class _Drawing:
    """Whoever goes from school to school is in one at a time: each session takes the next of the
    hours that they have in two weeks."""

    def __init__(self, world: World) -> None:
        self.world, self.draw = world, world.draw.branch("schools")
        self.rows = _Rows()
        self.year = clock.school_year(world.today, ZONE) or _year_of(LAST_SUMMER)
        self.at = datetime.combine(world.today - timedelta(days=1), time(16, 30), UTC)
        self.helpers = self._staff("ATSEM")
        known = {it.id for it in self.helpers}
        self.travellers = [it for it in world.people.persons if it.id not in known]
        self.draw.random.shuffle(self.travellers)
        self.sessions: Counter[str] = Counter()

    def all(self) -> _Rows:
        for number, group in enumerate(self.world.people.schools):
            self._school(group, number)
        return self.rows

    def _school(self, group: Group, number: int) -> None:
        self._scope(group)
        lines = self._lines(group, self._classes(group), number)
        overrides = self._overrides(lines)
        is_draft = number == 1
        self.rows.schools.append(
            School(
                id=group.id, scope_id=group.id, uai=f"998{number:04}{'ABCDEFGH'[number % 8]}",
                zone=ZONE, counting=Counting.SCHOOL, version=3 if is_draft else 2,
                published_version=2,
            )
        )  # fmt: skip
        self._publish(group, lines, overrides)
        if is_draft:
            self.rows.lines.append(self._twice(group))

    def _scope(self, group: Group) -> None:
        self.rows.scopes.append(Scope(id=group.id, kind="school", is_closed=False))
        for principal, role in ((group.id, "member"), (_service(self.world).id, "head")):
            self.rows.grants.append(
                Grant(
                    id=self.draw.key(), scope_id=group.id, principal_id=principal, role=role,
                    given_at=self.at, reason="",
                )
            )  # fmt: skip

    def _classes(self, group: Group) -> list[SchoolClass]:
        made = [
            SchoolClass(
                id=self.draw.key(), school_id=group.id, name=it, pupils=self.draw.between(16, 27)
            )
            for it in CLASSES[: self.draw.between(3, len(CLASSES))]
        ]
        self.rows.classes += made
        return made

    def _lines(self, group: Group, classes: list[SchoolClass], number: int) -> list[WeeklyLine]:
        """A week as schools have it."""
        # nobody is in two schools at once: where there are fewer of them, a team is named
        helper = self.helpers[number] if number < len(self.helpers) else None
        who = "" if helper else "Équipe des ATSEM"
        made = [self._line(group, _When(WEDNESDAY, 450, 720), "ATSEM", classes[0], helper, who=who)]
        for weekday in WORKING_DAYS:
            made += [
                self._line(group, _When(weekday, 450, 990), "ATSEM", classes[0], helper, who=who),
                self._line(group, _When(weekday, 705, 810), "Cantine", who="Équipe cantine",
                           place="Réfectoire"),
                self._line(group, _When(weekday, 990, 1080), "Étude", who="Périscolaire",
                           place="Salle polyvalente"),
            ]  # fmt: skip
        for it in classes[1:]:
            made += [self._pool(group, it), self._music(group, it), self._sport(group, it)]
        self.rows.lines += made
        return made

    def _pool(self, group: Group, school_class: SchoolClass) -> WeeklyLine:
        turn, instructor = divmod(self._next("pool"), 16)
        letter, place = LETTERS[instructor % 2], f"Centre nautique, bassin {turn + 1}"
        starts = (520, 610)[instructor // 8]
        when = _When(WORKING_DAYS[instructor // 2 % 4], starts, starts + 80, letter)
        person = self._traveller("pool", turn)
        return self._line(group, when, "Piscine", school_class, person, place=place, is_by_bus=True)

    def _music(self, group: Group, school_class: SchoolClass) -> WeeklyLine:
        turn, hour = divmod(self._next("music"), 16)
        starts = 820 + hour // 4 * 40
        when = _When(WORKING_DAYS[hour % 4], starts, starts + 35)
        person = self._traveller("music", turn)
        return self._line(group, when, "Musique", school_class, person, place="Salle polyvalente")

    def _sport(self, group: Group, school_class: SchoolClass) -> WeeklyLine:
        turn, hour = divmod(self._next("sport"), 6)
        starts = 510 + hour // 2 * 65
        when = _When(WEDNESDAY, starts, starts + 60, LETTERS[hour % 2])
        person = self._traveller("sport", turn)
        return self._line(group, when, "Sport", school_class, person, place="Gymnase")

    def _twice(self, group: Group) -> WeeklyLine:
        """A new line of a draft, for somebody who is elsewhere at that hour."""
        sport = next(it for it in self.rows.lines if it.activity == "Sport")
        when = _When(sport.weekday, sport.starts_minute, sport.ends_minute, sport.weeks)
        person = next(it for it in self.travellers if it.id == sport.person_id)
        return self._line(group, when, "Escalade", person=person, place="Préau")

    def _next(self, kind: str) -> int:
        self.sessions[kind] += 1
        return self.sessions[kind] - 1

    def _traveller(self, kind: str, turn: int) -> Person:
        """The next of those who do this, when the last one's two weeks are full."""
        place = KINDS.index(kind) + len(KINDS) * turn
        return self.travellers[place % len(self.travellers)]

    def _line(
        self, group: Group, when: _When, activity: str, school_class: SchoolClass | None = None,
        person: Person | None = None, *, who: str = "", place: str = "", is_by_bus: bool = False,
    ) -> WeeklyLine:  # fmt: skip
        return WeeklyLine(
            id=self.draw.key(), school_id=group.id, weekday=when.weekday, weeks=when.weeks,
            starts_minute=when.starts, ends_minute=when.ends, activity=activity,
            school_class_id=school_class.id if school_class else None,
            person_id=person.id if person else None, who=who, place=place, is_by_bus=is_by_bus,
            starts_on=self.year.starts_on, ends_on=self.year.ends_on,
        )  # fmt: skip

    def _overrides(self, lines: list[WeeklyLine]) -> list[LineOverride]:
        """The next begins earlier, somebody else helps until Friday, the gym is closed once."""
        today = self.world.today
        friday = today + timedelta(days=(4 - today.weekday()) % 7)
        coming = _timetable(lines, ()).lessons(today, today + timedelta(days=21))
        made = []
        if first := next((it for it in coming if it.line.activity in MOVED), None):
            earlier = {"starts_minute": first.starts - 10, "reason": MOVED[first.line.activity]}
            made.append(self._override(first.line.id, first.on, **earlier))
        if len(self.helpers) > len(self.world.people.schools):
            made += [
                self._override(it.line.id, it.on, person_id=self.helpers[-1].id)
                for it in coming
                if it.line.activity == "ATSEM" and it.on <= friday and not self.rows.overrides
            ]
        if sport := [it for it in coming if it.line.activity == "Sport"][1:]:
            cancelled = {"is_cancelled": True, "reason": "Gymnase fermé"}
            made.append(self._override(sport[-1].line.id, sport[-1].on, **cancelled))
        self.rows.overrides += made
        return made

    def _override(self, line_id: int, due_on: date, **values: object) -> LineOverride:
        return LineOverride(id=self.draw.key(), line_id=line_id, due_on=due_on, **values)

    def _publish(
        self, group: Group, lines: list[WeeklyLine], overrides: Sequence[LineOverride]
    ) -> None:
        timetable = _timetable(lines, overrides)
        self.rows.published[group.id] = timetable
        self.rows.editions.append(
            TimetableEdition(
                id=self.draw.key(), school_id=group.id, number=1, published_at=self.at,
                published_by_id=self.world.people.cast["agent"].id,
                content=snapshot.dump(timetable),
            )
        )  # fmt: skip

    def _staff(self, title: str) -> list[Person]:
        """Who holds such a post, or anybody where nobody does."""
        held = {it.person_id for it in self.world.people.positions if it.title == title}
        found = [it for it in self.world.people.persons if it.id in held]
        return found or self.draw.some(self.world.people.persons, 6)


def _service(world: World) -> Group:
    return next(it for it in world.people.groups if it.name == SERVICE)


def _year_of(on: date) -> Stretch:
    year = clock.school_year(on, ZONE)
    assert year is not None, "a day of a known year"
    return year


def _timetable(lines: Sequence[WeeklyLine], overrides: Sequence[LineOverride]) -> Timetable:
    ids = {it.id for it in lines}
    return Timetable(
        ZONE, Counting.SCHOOL, tuple(map(_line, lines)),
        tuple(_override(it) for it in overrides if it.line_id in ids),
    )  # fmt: skip


def _line(row: WeeklyLine) -> Line:
    return Line(
        row.id, row.school_id, row.weekday, row.weeks, row.starts_minute, row.ends_minute,
        row.activity, row.school_class_id, row.person_id, row.who, row.place, row.is_by_bus,
        row.starts_on, row.ends_on,
    )  # fmt: skip


def _override(row: LineOverride) -> Override:
    return Override(
        row.line_id, row.due_on, row.is_cancelled, row.moved_on, row.starts_minute,
        row.ends_minute, row.person_id, row.place, row.reason,
    )  # fmt: skip
