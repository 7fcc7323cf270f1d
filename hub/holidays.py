"""Days that are not like others: public holidays, and the holidays of schools.

Public holidays are worked out for the part of France that `HUB_PUBLIC_HOLIDAYS` names; those of
schools are read from the calendar that the ministry publishes, which the package
`vacances-scolaires-france` ships. No date is written here, and none is guessed: after the last
day that is published nothing is known of schools.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

import holidays
from vacances_scolaires_france import SchoolHolidayDates

from hub import settings
from hub.language import locale
from hub.settings import Territory

DAY = timedelta(days=1)
_SUBDIVISIONS = {
    "metropole": None, "alsace-moselle": "6AE", "guadeloupe": "971", "martinique": "972",
    "guyane": "973", "reunion": "974", "mayotte": "976", "saint-barthelemy": "BL",
    "saint-martin": "MF", "saint-pierre-et-miquelon": "PM", "nouvelle-caledonie": "NC",
    "polynesie": "PF", "wallis-et-futuna": "WF",
}  # fmt: skip
_LANGUAGES = {"fr": "fr", "en": "en_US"}
_IN_ENGLISH = {
    "Vacances de la Toussaint": "All Saints’ school holidays",
    "Vacances de Noël": "Christmas school holidays",
    "Vacances d’hiver": "winter school holidays",
    "Vacances de printemps": "spring school holidays",
    "Vacances d’été": "summer school holidays",
    "Pont de l’Ascension": "Ascension bridge, no school",
}


class Zone(StrEnum):
    """The three zones of metropolitan France; Corsica and overseas have calendars of their own."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days without a gap, both ends included."""

    starts_on: date
    ends_on: date
    name: str = ""

    def __contains__(self, on: date) -> bool:
        return self.starts_on <= on <= self.ends_on


def territory() -> Territory:
    """Whose public holidays are the authority's."""
    return settings.current.get().public_holidays


def public_holidays(first: date, last: date, language: str = "") -> dict[date, str]:
    """Those of the authority between two days, by day, in a language or else the reader's."""
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        found |= _public(year, territory(), language or locale())
    return {on: name for on, name in found.items() if first <= on <= last}


def public_holiday(on: date) -> str:
    """Its French name; empty on other days."""
    return public_holidays(on, on, "fr").get(on, "")


def school_holiday(on: date, zone: Zone) -> str:
    """Its French name; empty when there is school, or nothing is known."""
    row = _ministry().data.get(on)
    return french(row["nom_vacances"]) if row and row[f"vacances_zone_{zone.lower()}"] else ""


@cache
def school_holidays(zone: Zone) -> tuple[Stretch, ...]:
    """The holidays of a zone, in order. Those in the middle of which a year of data begins or two
    names meet are one each."""
    found: list[Stretch] = []
    for on in sorted(_ministry().data):
        name = school_holiday(on, zone)
        if not name:
            continue
        if found and found[-1].ends_on + DAY == on and found[-1].name == name:
            found[-1] = Stretch(found[-1].starts_on, on, name)
        else:
            found.append(Stretch(on, on, name))
    return tuple(found)


def in_words(name: str) -> str:
    """A school holiday as the reader's language calls it."""
    return name if locale() == "fr" else _IN_ENGLISH.get(name, name)


@cache
def last_known() -> date:
    """The last day of which it is known whether there is school."""
    last: date = max(_ministry().data)
    return last


def french(text: str) -> str:
    """With the apostrophe that French is set with."""
    return text.replace("'", "’")


@cache
def _ministry() -> Any:
    """Its `data` has a row for each day on which any zone has holidays, and is read once."""
    return SchoolHolidayDates()


@lru_cache(maxsize=128)
def _public(year: int, territory: Territory, language: str) -> Mapping[date, str]:
    named = holidays.country_holidays(
        "FR", subdiv=_SUBDIVISIONS[territory], years=year, language=_LANGUAGES[language]
    )
    return {on: french(name) for on, name in named.items()}
