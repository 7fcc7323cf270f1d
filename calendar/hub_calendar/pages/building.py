"""Each view of the agenda, from what is read to what is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hub.actor import Actor
from hub.language import _
from hub.web.formats import now as the_present
from hub_calendar.models import CalendarKind
from hub_calendar.pages import gaps as free
from hub_calendar.pages import grid as grids
from hub_calendar.pages import holidays, months, reading, words, years
from hub_calendar.pages.gaps import Gap, Hours
from hub_calendar.pages.grid import Bar, Plan
from hub_calendar.pages.items import Item
from hub_calendar.pages.shown import Shown, grouped
from hub_calendar.pages.views import Listed, View, day_title, strip

WEEK_LANES, DAY_LANES, LONE_LANES = 3, 3, 8
LISTED_DAYS = 14
MOST_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose agenda, of which day, with which calendars."""

    by: Actor
    day: date
    now: datetime
    listed: Sequence[Shown]
    column: int = 0
    added: int = 0

    @property
    def shown(self) -> list[Shown]:
        return [it for it in self.listed if it.is_shown]

    @property
    def common(self) -> dict[str, object]:
        """What every view has."""
        return {
            "day": self.day, "now": self.now, "groups": grouped(self.listed),
            "added": self.added,
            "may_add": any(it.row.is_own and it.takes_events for it in self.listed),
            "may_write": any(it.takes_events for it in self.listed),
        }  # fmt: skip


def present() -> datetime:
    return the_present().astimezone(reading.zone())


async def week(asked: Asked) -> View:
    monday = asked.day - timedelta(asked.day.weekday())
    sunday = monday + timedelta(6)
    items = await reading.items(asked.shown, monday, sunday, by=asked.by)
    days = [monday + timedelta(it) for it in range(_length(items, monday, asked.day))]
    off = holidays.between(monday, sunday)
    hours = await reading.usual_hours(days, off, asked.by)
    plans = [_day_plan(asked, it, items, hours[it], off.get(it, "")) for it in days]
    bars = grids.bars(items, days, chosen=asked.day)
    title = words.stretch(days[0], days[-1], asked.now.date())
    return View(
        view="week", title=title, label=_("Week of {stretch}", stretch=title),
        lede=_("Week {week}", week=monday.isocalendar().week), items=items, shown=asked.shown,
        before=asked.day - timedelta(7), after=asked.day + timedelta(7),
        strip=strip(asked.day, items),
        quiet=holidays.lines(days[0], sunday),
        grid=grids.grid(plans, bars, now=asked.now, most=WEEK_LANES), **asked.common,  # type: ignore[arg-type]
    )  # fmt: skip


async def day(asked: Asked) -> View:
    """A column a calendar, of which one is wide."""
    return await _side_by_side(asked, "day")


async def team(asked: Asked) -> View:
    """A column a calendar, all alike, and when none of these people has anything."""
    return await _side_by_side(asked, "team")


async def _side_by_side(asked: Asked, view: str) -> View:
    shown = asked.shown[:MOST_COLUMNS]
    monday = asked.day - timedelta(asked.day.weekday())
    items = await reading.items(shown, monday, monday + timedelta(6), by=asked.by)
    off = holidays.between(asked.day, asked.day)
    hours = (await reading.usual_hours([asked.day], off, asked.by))[asked.day]
    chosen = (
        asked.column if asked.column in {it.id for it in shown} else shown[0].id if shown else 0
    )
    plans = [
        _calendar_plan(asked, it, items, hours, chosen, has_gaps=view == "day" and it.row.is_own)
        for it in shown
    ]
    most = DAY_LANES if len(shown) > 1 else LONE_LANES
    title = day_title(asked.day)
    lede = [_("Week {week}", week=asked.day.isocalendar().week), *off.values()]
    return View(
        view=view, title=title, label=title, lede=", ".join(lede), items=items, shown=shown,
        together=_together(asked, items, hours) if view == "team" else (),
        before=asked.day - timedelta(1), after=asked.day + timedelta(1),
        strip=strip(asked.day, items), quiet=holidays.lines(asked.day, asked.day, public=True),
        grid=grids.grid(plans, _column_bars(plans), now=asked.now, most=most), **asked.common,  # type: ignore[arg-type]
    )  # fmt: skip


async def month(asked: Asked) -> View:
    mondays = months.mondays(asked.day)
    first, last = mondays[0], mondays[-1] + timedelta(6)
    items = await reading.items(asked.shown, first, last, by=asked.by)
    title = words.month(asked.day)
    return View(
        view="month", title=title, label=title, items=items, shown=asked.shown,
        before=months.shifted(asked.day, -1), after=months.shifted(asked.day, 1),
        quiet=holidays.lines(first, last, public=True),
        weeks=months.month(asked.day, items, holidays.between(first, last)), **asked.common,  # type: ignore[arg-type]
    )  # fmt: skip


async def year(asked: Asked) -> View:
    """How much there is on each day; no title is read."""
    first, last = date(asked.day.year, 1, 1), date(asked.day.year, 12, 31)
    numbers = await reading.numbers(asked.shown, first, last, by=asked.by)
    title = str(asked.day.year)
    return View(
        view="year", title=title, label=title, items=[], shown=asked.shown,
        before=months.shifted(asked.day, -12), after=months.shifted(asked.day, 12),
        quiet=holidays.lines(first, last, public=True),
        year=years.months(asked.day.year, numbers, holidays.between(first, last)), **asked.common,  # type: ignore[arg-type]
    )  # fmt: skip


async def days(asked: Asked) -> View:
    """A list of the days that have anything."""
    last = asked.day + timedelta(LISTED_DAYS - 1)
    items = await reading.items(asked.shown, asked.day, last, by=asked.by)
    off = holidays.between(asked.day, last)
    title = words.stretch(asked.day, last, asked.now.date())
    made = View(
        view="list", title=title, label=title, items=items, shown=asked.shown,
        quiet=holidays.lines(asked.day, last),
        before=asked.day - timedelta(LISTED_DAYS), after=last + timedelta(1), **asked.common,  # type: ignore[arg-type]
    )  # fmt: skip
    every = [asked.day + timedelta(it) for it in range(LISTED_DAYS)]
    listed = [Listed(it, off.get(it, ""), made.on(it)) for it in every]
    return replace(made, listed=[it for it in listed if it.items or it.holiday])


def _length(items: Sequence[Item], monday: date, chosen: date) -> int:
    """Five days, or seven when there is something at the weekend."""
    saturday, sunday = monday + timedelta(5), monday + timedelta(6)
    busy = any(
        saturday <= it.first <= sunday or (not it.is_bar and it.is_on(saturday)) for it in items
    )
    return 7 if busy or chosen >= saturday else 5


def _day_plan(asked: Asked, day: date, items: Sequence[Item], hours: Hours, holiday: str) -> Plan:
    is_chosen = day == asked.day
    own = {it.id for it in asked.shown if it.row.is_own}
    mine = [it for it in items if it.calendar_id in own]
    gaps = _gaps(asked, day, mine, hours) if is_chosen else []
    return Plan(f"d{day}", day_title(day), day, items, gaps, free.off(hours), is_chosen, holiday)


def _calendar_plan(
    asked: Asked,
    calendar: Shown,
    items: Sequence[Item],
    hours: Hours,
    chosen: int,
    *,
    has_gaps: bool,
) -> Plan:
    own = [it for it in items if it.calendar_id == calendar.id]
    gaps = _gaps(asked, asked.day, own, hours) if has_gaps else []
    return Plan(
        str(calendar.id), calendar.heading, asked.day, own, gaps, free.off(hours),
        calendar.id == chosen,
    )  # fmt: skip


def _gaps(asked: Asked, day: date, items: Sequence[Item], hours: Hours) -> list[Gap]:
    """What a phone says between events: the present, and when there is nothing."""
    today = [it for it in items if it.is_on(day)]
    found = free.gaps(today, hours, day, reading.zone(), asked.now)
    here = [Gap(asked.now, asked.now)] if day == asked.now.date() else []
    return found + here


def _together(asked: Asked, items: Sequence[Item], hours: Hours) -> list[Gap]:
    """When none of the people who are drawn has anything, nor is away."""
    owners = {it.id: it.row.owner_id for it in asked.shown if it.row.kind == CalendarKind.PERSONAL}
    if len(set(owners.values())) <= 1:
        return []
    theirs = [
        replace(it, has_hours=True) if it.is_away else it
        for it in items
        if it.calendar_id in owners and it.is_on(asked.day)
    ]
    return free.gaps(theirs, hours, asked.day, reading.zone(), asked.now)


def _column_bars(plans: Sequence[Plan]) -> list[Bar]:
    """What is drawn at the head of each calendar's column."""
    return [
        Bar(item, number, number + 1, row, plan.is_chosen)
        for number, plan in enumerate(plans, start=1)
        for row, item in enumerate(it for it in plan.items if it.is_bar and it.is_on(plan.day))
    ]
