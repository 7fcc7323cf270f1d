"""The public holidays and the holidays of schools, as the agenda says them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from hub import holidays, settings
from hub.holidays import Stretch, Zone
from hub.language import _
from hub.web import formats


@dataclass(frozen=True, slots=True)
class Quiet:
    """A line above what a view draws."""

    text: str
    icon: str


def between(first: date, last: date) -> dict[date, str]:
    """Public holidays by day, as the reader's language names them."""
    return holidays.public_holidays(first, last)


def lines(first: date, last: date, *, public: bool = False) -> list[Quiet]:
    """What is said of these days: school holidays, and `public` ones where no column says them to
    a phone."""
    off = between(first, last) if public else {}
    told = [Quiet(_public(on, name, is_alone=first == last), "star") for on, name in off.items()]
    zone = settings.current.get().school_zone
    if zone:
        told += [Quiet(it, "school") for it in _of_schools(first, last, Zone(zone))]
    return told


def _public(on: date, name: str, *, is_alone: bool) -> str:
    if is_alone:
        return _("{name}, a public holiday", name=name)
    return _("{name}, a public holiday: {day}", name=name, day=formats.day(on))


def _of_schools(first: date, last: date, zone: Zone) -> Iterator[str]:
    for it in holidays.school_holidays(zone):
        if it.starts_on <= last and it.ends_on >= first:
            yield formats.sentence(_said(it, zone))
    known = holidays.last_known()
    if last > known:
        yield _("School holidays are published until {day}.", day=formats.short_day(known))


def _said(it: Stretch, zone: Zone) -> str:
    name = holidays.in_words(it.name)
    if it.starts_on == it.ends_on:
        return _("{name}, zone {zone}: {day}", name=name, zone=zone, day=formats.day(it.starts_on))
    return _(
        "{name}, zone {zone}: from {start} to {end}", name=name, zone=zone,
        start=formats.day(it.starts_on), end=formats.day(it.ends_on),
    )  # fmt: skip
