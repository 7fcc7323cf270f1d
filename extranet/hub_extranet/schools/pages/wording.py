"""Lessons and their changes in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from hub.language import _, _n
from hub.web import formats
from hub_extranet.schools import clock
from hub_extranet.schools.clashes import Clash, Shared
from hub_extranet.schools.clock import Counting, Letter, Stretch, Zone
from hub_extranet.schools.differences import Difference, Kind
from hub_extranet.schools.queries import Names, SchoolView
from hub_extranet.schools.timetable import Lesson, Line, Weeks


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a timetable, as the service reads it before it publishes."""

    kind: Kind
    title: str
    before: str
    after: str
    days: str
    whom: str


def hour(minute: int) -> str:
    return formats.hour(time(minute // 60, minute % 60))


def hours(starts: int, ends: int) -> str:
    return _("{start} to {end}", start=hour(starts), end=hour(ends))


def until(minute: int) -> str:
    return _("until {hour}", hour=hour(minute))


def closed(closing: Stretch) -> str:
    """That the school is closed, and why."""
    if closing.starts_on == closing.ends_on:
        return _("The school is closed: {reason}.", reason=closing.name)
    last = formats.short_day(closing.ends_on)
    return _("The school is closed until {day}: {reason}.", day=last, reason=closing.name)


def weekdays() -> dict[int, str]:
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"))
    return dict(enumerate(names, 1))


def weeks() -> dict[str, str]:
    return {
        Weeks.EVERY.value: _("Every week"),
        Weeks.A.value: _("Weeks A"),
        Weeks.B.value: _("Weeks B"),
    }


def rhythm(line: Line) -> str:
    """`Mardi, semaines A, 9 h 00 à 10 h 00`."""
    when = hours(line.starts, line.ends)
    day = weekdays()[line.weekday]
    if line.weeks is Weeks.EVERY:
        return f"{day}, {when}"
    letter = weeks()[line.weeks.value]
    return f"{day}, {letter[0].lower()}{letter[1:]}, {when}"


def week_letter(letter: Letter | None) -> str:
    return _("week {letter}", letter=letter.value) if letter else ""


def lede(view: SchoolView, day: date) -> str:
    """`École Jean-Moulin. Semaine B, vacances dans 8 jours.`"""
    letter = week_letter(clock.letter(day, view.zone, view.counting))
    said = ", ".join(filter(None, (letter, holidays(view, day))))
    name = f"{view.name}."
    return f"{name} {formats.sentence(said)}." if said else name


def holidays(view: SchoolView, day: date) -> str:
    """How far the next holidays are; empty in them, and where none are known."""
    coming = clock.next_holiday(day, view.zone)
    if coming is None or day in coming:
        return ""
    away = (coming.starts_on - day).days
    return _n("holidays in {number} day", "holidays in {number} days", away)


def no_school(view: SchoolView, day: date) -> str:
    """Why there is none that day; empty when there is."""
    if day > clock.last_known():
        last = formats.short_day(clock.last_known(), today=date.min)
        return _("The official calendar of holidays is known until {day}.", day=last)
    coming = clock.next_holiday(day, view.zone)
    if coming is not None and day in coming:
        last = formats.short_day(coming.ends_on)
        return _("{holiday}, until {day} included.", holiday=coming.name, day=last)
    public = clock.public_holiday(day)
    if public:
        return _("Public holiday: {holiday}.", holiday=public)
    return _("No school at the weekend.") if day.isoweekday() > 5 else ""


def moved(lesson: Lesson, day: date, names: Names) -> tuple[str, str, str]:
    """What is different on that day: in bold, then what it was, then why."""
    title = names.title(lesson)
    if lesson.is_cancelled:
        return _("{lesson} does not take place", lesson=title), "", lesson.reason
    if lesson.on != day:
        when = f"{formats.day(lesson.on)}, {hour(lesson.starts)}"
        return _("{lesson} is moved to {when}", lesson=title, when=when), "", lesson.reason
    said = _("{lesson} is at {hour}", lesson=title, hour=hour(lesson.starts))
    if lesson.on != lesson.due_on:
        was = f"{formats.day(lesson.due_on)}, {hour(lesson.line.starts)}"
        return said, was, lesson.reason
    if lesson.starts != lesson.line.starts:
        return said, hour(lesson.line.starts), lesson.reason
    if lesson.ends != lesson.line.ends:
        said = _("{lesson} ends at {hour}", lesson=title, hour=hour(lesson.ends))
        return said, hour(lesson.line.ends), lesson.reason
    where = _("{lesson} is elsewhere: {place}", lesson=title, place=lesson.place)
    return where, lesson.line.place, lesson.reason


def replacing(lesson: Lesson, names: Names) -> str:
    """`remplace Sandrine Pouget`; empty when nobody is replaced."""
    usual = names.person(lesson.line.person_id)
    return _("instead of {name}", name=usual) if lesson.is_replaced and usual else ""


def change(lesson: Lesson, names: Names) -> str:
    """In few words what differs from every week; empty when nothing does."""
    if lesson.is_cancelled:
        return ", ".join(filter(None, (_("called off"), lesson.reason)))
    was = []
    if lesson.on != lesson.due_on:
        was.append(formats.day(lesson.due_on))
    if lesson.starts != lesson.line.starts:
        was.append(hour(lesson.line.starts))
    if lesson.is_elsewhere and lesson.line.place:
        was.append(lesson.line.place)
    said = _("instead of {what}", what=", ".join(was)) if was else ""
    return ", ".join(filter(None, (said, replacing(lesson, names))))


def zones() -> dict[str, str]:
    return {zone.value: _("Zone {letter}", letter=zone.value) for zone in Zone}


def countings() -> dict[str, str]:
    return {
        Counting.SCHOOL.value: _("The weeks with school, from September on: A, B, A…"),
        Counting.ISO.value: _("The weeks of the year: odd ones are A"),
    }


def long_day(on: date) -> str:
    return formats.sentence(formats.day(on))


def difference(it: Difference, names: Names) -> Change:
    people = [names.person(key) for key in sorted(it.people)]
    classes = [names.school_class(key) for key in sorted(it.classes)]
    whom = ", ".join(filter(None, (*classes, *people)))
    is_single = len(it.days) == 1
    return Change(
        it.kind, names.title(it.lesson), lesson_in_words(it.before, names, is_single),
        lesson_in_words(it.after, names, is_single), some_days(it.days), whom,
    )  # fmt: skip


def lesson_in_words(lesson: Lesson | None, names: Names, is_single: bool) -> str:
    """`Mardi, 9 h 00 à 10 h 00, Romain Keller, bassin 2`."""
    if lesson is None:
        return ""
    if lesson.is_cancelled:
        return ", ".join(filter(None, (_("does not take place"), lesson.reason)))
    day = long_day(lesson.on) if is_single else weekdays().get(lesson.on.isoweekday(), "")
    when = hours(lesson.starts, lesson.ends)
    return ", ".join(filter(None, (day, when, names.who(lesson), lesson.place)))


def some_days(days: tuple[date, ...]) -> str:
    if len(days) == 1:
        return _("on {day}", day=formats.day(days[0]))
    first, last = formats.short_day(days[0]), formats.short_day(days[-1])
    return _("{number} days, from {first} to {last}", number=len(days), first=first, last=last)


def clash(it: Clash, names: Names, schools: Mapping[int, str]) -> str:
    """`Romain Keller est attendu deux fois : Piscine, CM1 et Piscine (École Les Tilleuls), …`."""
    one, other = [_of(lesson, it, names, schools) for lesson in (it.one, it.other)]
    told = {"one": one, "other": other, "days": some_days(it.days)}
    if it.shared is Shared.PERSON:
        name = names.person(it.one.person_id)
        return _("{name} is expected twice at a time: {one}; {other}, {days}.", name=name, **told)
    if it.shared is Shared.CLASS:
        name = names.school_class(it.one.line.class_id)
        return _("{name} would be in two places: {one}; {other}, {days}.", name=name, **told)
    return _("{name} is taken twice: {one}; {other}, {days}.", name=it.one.place, **told)


def _of(lesson: Lesson, it: Clash, names: Names, schools: Mapping[int, str]) -> str:
    said = f"{names.title(lesson)}, {hours(lesson.starts, lesson.ends)}"
    if it.one.line.school_id == it.other.line.school_id:
        return said
    return f"{said} ({schools.get(lesson.line.school_id, '')})"
