"""The rows: calendars with their rights, and events as pages write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial

from tortoise.models import Model

from hub.access import closure
from hub.access.models import Grant, Scope
from hub.accounts import clock
from hub.actor import STAFF, Actor
from hub.database import transaction
from hub.dav.models import Change, Collection
from hub.demo.draw import Draw
from hub.demo.world import World, insert
from hub.people.folding import fold
from hub.people.models import Group, GroupKind, Person
from hub_calendar.actions.personal import SERVICE
from hub_calendar.actions.storing import Held, rows_of
from hub_calendar.demo import weeks, words
from hub_calendar.ics.drafts import EventDraft, Repeat, new_object
from hub_calendar.ics.lines import Component, serialise
from hub_calendar.ics.objects import read_object
from hub_calendar.ics.rule_parts import WEEKDAYS
from hub_calendar.ics.tasks import TaskDraft, new_task
from hub_calendar.models import PERSONAL, Calendar, CalendarKind, CalendarObject, Occurrence

EVENTS = {"s": (9, 3), "m": (7, 2), "l": (6, 2), "xl": (6, 2)}
"""In a calendar of somebody with a desk, and of somebody in the field."""
GREEN = 1
"""Of those who sign in: what is one's own has the colour of acting, not one that warns."""
AROUND = 75
"""Days before and after today."""


@dataclass
class _Rows:
    scopes: list[Scope] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    calendars: list[Calendar] = field(default_factory=list)
    collections: list[Collection] = field(default_factory=list)
    objects: list[CalendarObject] = field(default_factory=list)
    occurrences: list[Occurrence] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def __iter__(self) -> Iterator[list[Model]]:
        yield from vars(self).values()


async def demo(world: World, /, *, by: Actor) -> Mapping[str, int]:
    """The `demo` port."""
    now = datetime.combine(world.today, time(8), UTC)
    opened = frozenset(calendar.owner_id for calendar in await Calendar.all())
    with clock.using(lambda: now):
        rows = _Drawing(world, now, opened).all()
    counts: Counter[str] = Counter()
    async with transaction():
        for made in rows:
            counts.update(await insert(made))
        found = await closure.recompute([it.id for it in rows.scopes])
    return dict(counts) | {"access": len(found.missing)}


class _Drawing:
    def __init__(self, world: World, now: datetime, opened: frozenset[int]) -> None:
        self.world, self.now = world, now
        self.opened = opened  # whose calendar the demo of another domain has made
        self.draw: Draw = world.draw.branch("calendar")
        self.rows = _Rows()
        self.desk, self.out = EVENTS[world.size.name]
        kinds = {group.id: group.kind for group in world.people.groups}
        self.units: dict[int, set[int]] = {}
        self.staff: dict[int, list[int]] = {}
        self.heads: dict[int, int] = {}
        for it in world.people.positions:
            if kinds[it.group_id] == GroupKind.UNIT:
                self.units.setdefault(it.person_id, set()).add(it.group_id)
                self.staff.setdefault(it.group_id, []).append(it.person_id)
                if it.is_head:
                    self.heads.setdefault(it.group_id, it.person_id)
        bodies = {group.id for group in world.people.bodies}
        self.logins = {it.id: login for login, it in world.people.cast.items()}
        self.seated = {it.member_id for it in world.people.memberships if it.group_id in bodies}

    def all(self) -> _Rows:
        for person in self.world.people.persons:
            if person.id in self.units or person.id in self.seated:
                self._own(person)
        secretary = self.world.people.cast["secretary"].id
        for group in self.world.people.groups:
            if group.kind == GroupKind.UNIT and group.id in self.staff:
                self._service(group, self.heads.get(group.id, self.staff[group.id][0]))
            elif group.kind == GroupKind.BODY and group.id not in self.opened:
                self._body(group, secretary)
        return self.rows

    def _own(self, person: Person) -> None:
        units = self.units.get(person.id, set())
        given = {person.id: ("manage", ""), STAFF: ("freebusy", "")}
        given |= dict.fromkeys(sorted(units), ("read", SERVICE))
        held = self._calendar(words.MINE, PERSONAL, person.id, CalendarKind.PERSONAL, given)
        has_desk = person.email is not None or not units
        for _event in range(self.desk if has_desk else self.out):
            self._event(held, self._meeting(words.MEETINGS if has_desk else words.FIELD))
        self._event(held, self._days(self.draw.one(words.DAYS)))
        if login := self.logins.get(person.id):
            self._events(held, weeks.of_cast(login, self.world.today))
            self._tasks(held, words.TASKS.get(login, ()))
        elif has_desk:
            self._events(held, weeks.of_others(self.draw, self.world.today))
        if has_desk:
            self._event(held, self._meeting([(it, "") for it in words.PRIVATE], is_private=True))
            self._event(held, self._series(self.draw.one(words.SERIES)))

    def _service(self, unit: Group, head: int) -> None:
        given = {unit.id: ("edit", ""), head: ("manage", "")}
        held = self._calendar(unit.name, unit.name, unit.id, CalendarKind.GROUP, given)
        for series in self.draw.some(words.SERIES, 2):
            self._event(held, self._series(series))
        self._event(held, self._days("Congés de la direction"))
        self._event(held, self._far())

    def _body(self, body: Group, secretary: int) -> None:
        given = {body.id: ("read", ""), secretary: ("manage", "")}
        held = self._calendar(body.name, body.name, body.id, CalendarKind.BODY, given)
        for _event in range(4):
            self._event(held, self._meeting(words.BODY, evening=True))

    def _calendar(
        self,
        name: str,
        slug: str,
        owner_id: int,
        kind: CalendarKind,
        given: Mapping[int, tuple[str, str]],
    ) -> Held:
        key = self.draw.key()
        self.rows.scopes.append(Scope(id=key, kind="calendar", is_closed=False))
        self.rows.grants += [
            Grant(
                id=self.draw.key(), scope_id=key, principal_id=principal, role=role,
                given_at=self.now, reason=reason,
            )
            for principal, (role, reason) in given.items()
        ]  # fmt: skip
        drawn = self.draw.between(1, 6)
        colour = GREEN if owner_id in self.logins and kind is CalendarKind.PERSONAL else drawn
        slug = "-".join(fold(slug).split())[:60].strip("-")
        self.rows.calendars.append(
            Calendar(
                id=key, scope_id=key, owner_id=owner_id, kind=kind, slug=slug, name=name,
                description="", colour=colour, rank=0, timezone=words.ZONE,
                is_transparent=False, version=1,
            )
        )  # fmt: skip
        epoch = f"{self.draw.random.getrandbits(64):016x}"
        self.rows.collections.append(Collection(id=key, epoch=epoch, seq=0, min_seq=0))
        return Held(key, words.ZONE, owner_id, frozenset())

    def _events(self, calendar: Held, drafts: Iterable[EventDraft]) -> None:
        for draft in drafts:
            self._event(calendar, draft)

    def _tasks(self, calendar: Held, told: Iterable[tuple[int | None, str]]) -> None:
        for days, title in told:
            due = None if days is None else self.world.today + timedelta(days)
            draft = TaskDraft(title, due, words.ZONE)
            self._object(calendar, partial(new_task, draft, now=self.now))

    def _event(self, calendar: Held, draft: EventDraft) -> None:
        self._object(calendar, partial(new_object, draft, now=self.now))

    def _object(self, calendar: Held, made: Callable[[str], Component]) -> None:
        uid = f"{self.draw.random.getrandbits(128):032x}@parvis"
        parsed = read_object(serialise(made(uid)), calendar.zone)
        row, times = rows_of(calendar, f"{uid}.ics", parsed, self.draw.key())
        for it in times:
            it.id = self.draw.key()
        collection = self.rows.collections[-1]
        collection.seq += 1
        self.rows.objects.append(row)
        self.rows.occurrences += times
        self.rows.changes.append(
            Change(
                id=self.draw.key(), collection_id=calendar.id, href=row.href, seq=collection.seq,
                is_deleted=False, changed_at=self.now,
            )
        )  # fmt: skip

    def _meeting(
        self, among: list[tuple[str, str]] | tuple[tuple[str, str], ...], *,
        is_private: bool = False, evening: bool = False,
    ) -> EventDraft:  # fmt: skip
        title, where = self.draw.one(among)
        hour = self.draw.between(18, 19) if evening else self.draw.one((8, 9, 10, 11, 14, 15, 16))
        start = datetime.combine(self._workday(), time(hour, self.draw.one((0, 0, 30))))
        end = start + timedelta(minutes=self.draw.one((30, 60, 60, 90, 120)))
        return EventDraft(
            title, start, end, words.ZONE, where, is_private=is_private,
            is_tentative=self.draw.chance(0.05),
        )  # fmt: skip

    def _days(self, title: str) -> EventDraft:
        start = self._workday()
        end = start + timedelta(self.draw.one((1, 1, 2, 5)))
        return EventDraft(title, start, end, words.ZONE, is_free=title == "Télétravail")

    def _series(self, of: tuple[str, str, str, int]) -> EventDraft:
        """Through a school year: over both nights in which the clocks change."""
        title, where, freq, interval = of
        autumn = self.world.today.year - (self.world.today.month < 9)
        first = date(autumn, 9, 7) + timedelta(self.draw.between(0, 4))
        first += timedelta((7 - first.weekday()) % 7 if first.weekday() > 4 else 0)
        start = datetime.combine(first, time(self.draw.one((8, 9, 10, 13, 14)), 30))
        day = WEEKDAYS[first.weekday()]
        days = (f"{(first.day - 1) // 7 + 1}{day}",) if freq == "MONTHLY" else (day,)
        rule = Repeat(freq, interval, days, until=date(autumn + 1, 7, 3)).text
        return EventDraft(title, start, start + timedelta(hours=1), words.ZONE, where, rule=rule)

    def _far(self) -> EventDraft:
        start = datetime.combine(self.world.today.replace(day=1), time(17)) + timedelta(2200)
        return EventDraft(words.FAR, start, start + timedelta(hours=2), words.ZONE)

    def _workday(self) -> date:
        while True:
            day = self.world.today + timedelta(self.draw.between(-AROUND, AROUND))
            if day.weekday() < 5:
                return day
