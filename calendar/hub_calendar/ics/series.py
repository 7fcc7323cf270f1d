"""The times of one object: its first component, what repeats it, and what is otherwise sometimes.

Repetitions are worked out in the wall time of `DTSTART` and only then become instants; a wall time
that the clocks skip is read with the offset from before the gap, one that comes twice is the first
(RFC 5545 §3.3.5), which is what `fold=0` means to Python.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from heapq import merge
from itertools import islice

from hub.language import N_
from hub_calendar.ics.lines import Component, Malformed, Property
from hub_calendar.ics.rules import Rule
from hub_calendar.ics.spans import Clocks, Instance, Span, overlaps
from hub_calendar.ics.values import moment, written
from hub_calendar.ics.zones import Zones

BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
FOREVER = datetime(2999, 12, 31, tzinfo=UTC)
MOST = 2000
"""Times of one object that are worked out at once."""
_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Expansion:
    """All times that overlap `[complete_from, complete_until)`, by their start."""

    instances: list[Instance]
    complete_from: datetime
    complete_until: datetime


@dataclass
class Series:
    """An event or task with all its times. `zone` is for days and for times without a zone."""

    parts: list[Component]
    zones: Zones
    zone: tzinfo
    master: Component | None = field(init=False)
    clocks: Clocks = field(init=False)

    def __post_init__(self) -> None:
        self.clocks = Clocks(self.zones, self.zone)
        masters = [it for it in self.parts if it.get("RECURRENCE-ID") is None]
        if len(masters) > 1:
            raise Malformed(N_("Two events have the same UID."), masters[1].line)
        self.master = masters[0] if masters else None

    @cached_property
    def span(self) -> Span | None:
        """Of the first component; None for a task that has no date."""
        return self.span_of(self.master or self.parts[0])

    @cached_property
    def rules(self) -> list[Rule]:
        return [Rule.parse(it.value) for it in self._lines("RRULE")]

    @property
    def is_recurring(self) -> bool:
        return self.master is None or len(self.parts) > 1 or bool(self.rules or self.extra)

    @cached_property
    def overrides(self) -> dict[str, Component]:
        """By recurrence id."""
        return {
            self.key_of(it.get("RECURRENCE-ID")): it for it in self.parts if it is not self.master
        }

    def expand(self, start: datetime, end: datetime, most: int = MOST) -> Expansion:
        """The times that overlap a window; when there are more than `most`, the first of them."""
        if self.span is None:
            return Expansion([], BEGINNING, FOREVER)
        if not self.is_recurring:
            return Expansion([self._instance("", self.span.first, self.span)], BEGINNING, FOREVER)
        ruled = (it for it in self._ruled_instances(start, end) if overlaps(it, start, end))
        found = [it for it in self._overridden() if overlaps(it, start, end)]
        found += islice(ruled, most + 1)
        found.sort(key=lambda it: (it.starts_at, it.recurrence_id))
        until = found[most].starts_at if len(found) > most else end
        if len(found) <= most and self._ends_before(end):
            until = FOREVER
        return Expansion(found[:most], start, until)

    @property
    def first_start(self) -> datetime | None:
        """Before which nothing of it can be."""
        if self.span is None:
            return None
        walls = [self.span.first, *self.extra]
        spans = [span for it in self.parts if (span := self.span_of(it)) is not None]
        return min([*map(self.span.starts_at, walls), *(it.starts_at(it.first) for it in spans)])

    def last_end(self, expansion: Expansion) -> datetime | None:
        """When the last repetition ends; None if there is none, or it is too far off."""
        if self.span is None or expansion.complete_until != FOREVER:
            return None
        ends = [it.ends_at for it in expansion.instances]
        return max(ends, default=expansion.complete_from)

    def check(self, start: datetime, end: datetime) -> None:
        """Raises `Malformed` for what cannot be read, or repeats too often to be worked out."""
        spans = [span for it in self.parts if (span := self.span_of(it)) is not None]
        if len(self.overrides) != len(self.parts) - (self.master is not None):
            raise Malformed(N_("Two changes are of the same repetition."))
        if self.span is None or not self.is_recurring:
            return
        self.excluded, self.extra  # noqa: B018  # reads them
        longest = max(span.length.nominal for span in spans)
        for rule in self.rules:
            after, before = self._wall(start) - longest, self._wall(end)
            if not rule.is_bounded(self.span.first, after, before):
                raise Malformed(N_("This event repeats too often, for too long."))
            next(rule.moments(self.span.first, after, before), None)

    def key_of(self, line: Property | None) -> str:
        """What names a repetition, however its zone is written."""
        if line is None or self.span is None:
            raise Malformed(N_("A repetition does not say which one it is."))
        at = moment(line.value)
        if self.span.is_all_day:
            return written(at.date() if isinstance(at, datetime) else at)
        return written(self._instant(at, line.params.get("TZID")))

    def wall_of(self, key: str) -> datetime:
        """The original wall time of the repetition of that name."""
        at = moment(key)
        if not isinstance(at, datetime):
            return datetime.combine(at, time())
        return at if at.tzinfo is None else self._wall(at)

    def _overridden(self) -> list[Instance]:
        return [
            self._instance(key, own.first, own, part)
            for key, part in self.overrides.items()
            if (own := self.span_of(part)) is not None
        ]

    def _ruled_instances(self, start: datetime, end: datetime) -> Iterator[Instance]:
        """Those that are as the first, or as a change of all that follow made them."""
        if self.master is None or (span := self.span) is None:
            return
        slack = _DAY + max((abs(it[1]) for it in self._following), default=timedelta(0))
        lengths = [span.length.nominal, *(it[2].length.nominal for it in self._following)]
        after, before = self._wall(start) - max(lengths) - slack, self._wall(end) + slack
        seen = {*self.excluded, *self.overrides}  # also two times that skipped clocks make one
        for wall in self._walls(span, after, before):
            key = span.key(wall)
            if key not in seen:
                seen.add(key)
                yield self._moved(key, wall, span)

    def _walls(self, span: Span, after: datetime, before: datetime) -> Iterator[datetime]:
        """Original wall times in a window, in their order, each once."""
        last = None
        for wall in merge(*self._ruled(span, after, before), self.extra):
            if after <= wall < before and wall != last:
                yield wall
            last = wall

    def _ruled(self, span: Span, after: datetime, before: datetime) -> list[Iterator[datetime]]:
        if not self.rules:
            return [iter((span.first,))]
        return [self._of_rule(rule, span, after, before) for rule in self.rules]

    def _of_rule(
        self, rule: Rule, span: Span, after: datetime, before: datetime
    ) -> Iterator[datetime]:
        last = self._last(rule)
        for number, wall in enumerate(rule.moments(span.first, after, before)):
            if (rule.count is not None and number >= rule.count) or (last and wall > last):
                return
            yield wall

    def _last(self, rule: Rule) -> datetime | None:
        """UNTIL as a wall time; a day is all of it."""
        if rule.until is None:
            return None
        is_all_day = self.span is not None and self.span.is_all_day
        if is_all_day or not isinstance(rule.until, datetime):
            return datetime.combine(rule.until, time(23, 59, 59))
        return rule.until if rule.until.tzinfo is None else self._wall(rule.until)

    def _ends_before(self, end: datetime) -> bool:
        """Whether nothing starts at or after that instant."""
        wall, span = self._wall(end), self.span
        assert span is not None
        if any(it >= wall for it in self.extra) or self._following:
            return False
        if any((own := self.span_of(it)) and own.first >= wall for it in self.overrides.values()):
            return False
        return all(self._is_over(rule, span, wall) for rule in self.rules)

    def _is_over(self, rule: Rule, span: Span, wall: datetime) -> bool:
        if rule.count is not None:
            return sum(1 for _it in self._of_rule(rule, span, span.first, wall)) >= rule.count
        last = self._last(rule)
        return last is not None and last < wall

    def _moved(self, key: str, wall: datetime, span: Span) -> Instance:
        """A repetition as the last "this and all that follow" before it says it is."""
        for original, shift, own, part in reversed(self._following):
            if wall >= original:
                return self._instance(key, wall + shift, own, part)
        return self._instance(key, wall, span)

    @cached_property
    def _following(self) -> list[tuple[datetime, timedelta, Span, Component]]:
        """Changes of "this and all that follow" (RANGE=THISANDFUTURE), earliest first."""
        found = []
        for key, part in self.overrides.items():
            line, own = part.get("RECURRENCE-ID"), self.span_of(part)
            if line and own and line.params.get("RANGE", "").upper() == "THISANDFUTURE":
                original = self.wall_of(key)
                found.append((original, own.first - original, own, part))
        return sorted(found, key=lambda it: it[0])

    @cached_property
    def excluded(self) -> frozenset[str]:
        span = self.span
        assert span is not None
        named = self._dated("EXDATE")
        if span.is_all_day:
            return frozenset(f"{at:%Y%m%d}" for at, _tzid in named)
        keys = {written(self._instant(at, it)) for at, it in named if isinstance(at, datetime)}
        return frozenset(keys | self._on({at for at, _it in named if not isinstance(at, datetime)}))

    def _on(self, days: set[date]) -> set[str]:
        """Who leaves out a day of a series that has times means all that starts on it."""
        if not days or self.span is None:
            return set()
        first, last = (datetime.combine(it, time()) for it in (min(days), max(days)))
        walls = self._walls(self.span, first, last + _DAY)
        return {self.span.key(it) for it in walls if it.date() in days}

    @cached_property
    def extra(self) -> list[datetime]:
        """Wall times of RDATE. A period's own length is not kept: nobody writes any."""
        return sorted(self._wall_like(at, tzid) for at, tzid in self._dated("RDATE"))

    def _dated(self, name: str) -> list[tuple[date | datetime, str | None]]:
        return [
            (moment(text.partition("/")[0]), line.params.get("TZID"))
            for line in self._lines(name)
            for text in filter(None, line.value.split(","))
        ]

    def _instance(
        self, key: str, wall: datetime, span: Span, part: Component | None = None
    ) -> Instance:
        part = part or self.master or self.parts[0]
        starts_on = wall.date() if span.is_all_day else None
        ends_on = (wall + span.length.nominal).date() if span.is_all_day else None
        return Instance(key, span.starts_at(wall), span.ends_at(wall), starts_on, ends_on, part)

    def span_of(self, part: Component) -> Span | None:
        return self.clocks.span(part)

    def _lines(self, name: str) -> list[Property]:
        return self.master.all(name) if self.master else []

    def _instant(self, at: date | datetime, tzid: str | None) -> date | datetime:
        """In UTC, unless the series is floating."""
        if self.span is not None and self.span.is_floating:
            return at.replace(tzinfo=None) if isinstance(at, datetime) else at
        return self.clocks.instant(at, tzid)

    def _wall_like(self, at: date | datetime, tzid: str | None) -> datetime:
        assert self.span is not None
        if self.span.is_all_day:
            return datetime.combine(at, time())
        if self.span.is_floating and isinstance(at, datetime) and at.tzinfo is None:
            return at
        return self._wall(self.clocks.instant(at, tzid))

    def _wall(self, at: datetime) -> datetime:
        """An instant by the clock of the series."""
        span = self.span
        assert span is not None
        return at.astimezone(span.zone).replace(tzinfo=None)
