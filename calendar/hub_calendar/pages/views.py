"""What the templates of the agenda are given: words, links and positions, and no more reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from hub.web import formats
from hub_calendar.models import CalendarKind
from hub_calendar.pages import months, words
from hub_calendar.pages.gaps import Gap
from hub_calendar.pages.grid import Bar, Grid
from hub_calendar.pages.holidays import Quiet
from hub_calendar.pages.items import Item, ordered
from hub_calendar.pages.months import Week
from hub_calendar.pages.shown import Group, Shown
from hub_calendar.pages.years import Month

PATHS = {
    "week": "/calendars",
    "day": "/calendars/day",
    "team": "/calendars/team",
    "month": "/calendars/month",
    "year": "/calendars/year",
    "list": "/calendars/list",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A day of the week, as a phone chooses it."""

    day: date
    name: str
    has_items: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A day of the list, and what is on it."""

    day: date
    holiday: str
    items: Sequence[Item]


@dataclass(frozen=True, kw_only=True)
class View:
    """A page of the agenda, at `day`."""

    view: str
    day: date
    now: datetime
    """By the clocks of the authority."""
    title: str
    label: str
    before: date
    after: date
    groups: Sequence[Group]
    shown: Sequence[Shown]
    items: Sequence[Item]
    may_write: bool
    may_add: bool
    """By one line, which goes into a calendar of one's own."""
    added: int
    lede: str = ""
    quiet: Sequence[Quiet] = ()
    strip: Sequence[Tab] = ()
    grid: Grid | None = None
    together: Sequence[Gap] = ()
    """When none of several people has anything."""
    weeks: Sequence[Week] = ()
    year: Sequence[Month] = ()
    listed: Sequence[Listed] = field(default=())

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def topics(self) -> list[str]:
        return [f"calendar:{it.id}" for it in self.shown]

    @property
    def number(self) -> int:
        return len(self.shown)

    @property
    def people(self) -> int:
        """Of how many something is drawn."""
        return len({it.row.owner_id for it in self.shown if it.row.kind == CalendarKind.PERSONAL})

    @property
    def has_today(self) -> bool:
        return self.grid is not None and any(it.day == self.today for it in self.grid.columns)

    def bars(self, number: int) -> list[Bar]:
        """Those of a column, counted from 1."""
        return [it for it in self.grid.bars if it.start <= number < it.end] if self.grid else []

    def is_now(self, place: int) -> bool:
        """Whether the present hour is written where that of this line would be."""
        now = self.grid.now if self.grid and self.has_today else None
        return now is not None and abs(now - place) < 1.5

    @property
    def month_name(self) -> str:
        return words.month(self.day)

    @property
    def month(self) -> list[list[date]]:
        """The small month beside the week."""
        return [[it + timedelta(n) for n in range(7)] for it in months.mondays(self.day)]

    @property
    def weekdays(self) -> list[str]:
        return words.weekdays()

    def to(self, day: date, view: str = "", *, column: str = "") -> str:
        """The address of a view of that day; today needs no mention."""
        query = [f"day={day}"] if day != self.today else []
        query += [f"column={column}"] if column else []
        path = PATHS[view or self.view]
        return f"{path}?{'&'.join(query)}" if query else path

    @property
    def new(self) -> Item | None:
        """What was just added, if it is drawn here."""
        address = f"/events/{self.added}"
        return next((it for it in self.items if it.url.partition("?")[0] == address), None)

    def when(self, item: Item) -> str:
        if not item.has_hours or item.is_bar:
            return self.days(item)
        start, end = self.span(item)
        return f"{formats.day(item.first)}, {start} {words.DASH} {end}"

    def on(self, day: date) -> list[Item]:
        return ordered(it for it in self.items if it.is_on(day))

    def is_past(self, item: Item) -> bool:
        return item.ends_at.timestamp() <= self.now.timestamp()

    def span(self, item: Item) -> tuple[str, str]:
        return words.hour(item.starts_at), words.hour(item.ends_at)

    def days(self, item: Item) -> str:
        return words.days(item.starts_at, item.ends_at, has_hours=item.has_hours)

    def short(self, day: date) -> str:
        return words.weekdays("abbreviated")[day.weekday()]

    def hour(self, at: datetime | time) -> str:
        return words.hour(at)

    def month_of(self, day: date) -> str:
        return words.month_name(day)

    def clock(self, hour: int) -> str:
        return words.hour(time(hour))


def strip(day: date, items: Sequence[Item]) -> list[Tab]:
    """The week around a day."""
    monday = day - timedelta(day.weekday())
    days = [monday + timedelta(it) for it in range(7)]
    names = words.weekdays("abbreviated")
    return [Tab(it, names[it.weekday()], any(item.is_on(it) for item in items)) for it in days]


def day_title(day: date) -> str:
    return formats.sentence(formats.day(day))
