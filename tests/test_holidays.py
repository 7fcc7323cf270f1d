"""The days off of an authority: those of its territory and school zone, and no guesses."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hub import holidays, settings
from hub.holidays import Zone
from hub.language import using
from hub_calendar.pages.holidays import lines
from tests.extranet.schools import oracle


@contextmanager
def authority(data: Path, **given: Any) -> Iterator[None]:
    with settings.current.bound(settings.load(data=data, **given)):
        yield


@pytest.mark.parametrize(
    ("territory", "on", "name"),
    [
        ("metropole", date(2027, 5, 1), "Fête du Travail"),
        ("metropole", date(2027, 3, 26), ""),
        ("alsace-moselle", date(2027, 3, 26), "Vendredi saint"),
        ("alsace-moselle", date(2027, 12, 26), "Saint-Étienne"),
        ("guadeloupe", date(2027, 5, 27), "Abolition de l’esclavage"),
        ("martinique", date(2027, 5, 22), "Abolition de l’esclavage"),
        ("guyane", date(2027, 6, 10), "Abolition de l’esclavage"),
        ("reunion", date(2027, 12, 20), "Abolition de l’esclavage"),
        ("mayotte", date(2027, 4, 27), "Abolition de l’esclavage"),
        ("nouvelle-caledonie", date(2027, 9, 24), "Fête de la Citoyenneté"),
    ],
)
def test_each_territory_has_its_own(tmp_path: Path, territory: str, on: date, name: str) -> None:
    with authority(tmp_path, public_holidays=territory):
        assert holidays.public_holiday(on) == name


@pytest.mark.parametrize("territory", holidays._SUBDIVISIONS)
def test_every_territory_that_can_be_set_is_known(tmp_path: Path, territory: str) -> None:
    with authority(tmp_path, public_holidays=territory):
        assert holidays.public_holiday(date(2027, 7, 14)) == "Fête nationale"


def test_they_are_those_of_the_law(tmp_path: Path) -> None:
    with authority(tmp_path):
        found = holidays.public_holidays(date(2020, 1, 1), date(2045, 12, 31))
    days = (date(2020, 1, 1) + timedelta(it) for it in range(26 * 366))
    assert set(found) == {it for it in days if it.year < 2046 and oracle.is_public_holiday(it)}


@pytest.mark.parametrize("zone", Zone)
def test_school_holidays_are_those_of_the_ministry(zone: Zone) -> None:
    days = [
        it.starts_on + timedelta(number)
        for it in holidays.school_holidays(zone)
        for number in range((it.ends_on - it.starts_on).days + 1)
    ]
    assert days == sorted(oracle.off(zone.value))


def test_a_view_says_the_holidays_of_its_days_and_no_others(tmp_path: Path) -> None:
    christmas = date(2026, 12, 25)
    with authority(tmp_path, school_zone="A"):
        told = [it.text for it in lines(christmas, christmas, public=True)]
        assert told[0] == "Noël, jour férié"
        assert told[1].startswith(
            "Vacances de Noël, zone A\N{NO-BREAK SPACE}: du samedi 19 décembre"
        )
        month = [it.text for it in lines(christmas, date(2027, 1, 2), public=True)]
        assert month[0].startswith("Noël, jour férié\N{NO-BREAK SPACE}: vendredi 25 décembre")
        assert month[1].startswith("Jour de l’an, jour férié\N{NO-BREAK SPACE}: vendredi 1er")
        with using("en"):
            assert lines(christmas, christmas)[0].text.startswith(
                "Christmas school holidays, zone A"
            )
        assert lines(date(2026, 12, 8), date(2026, 12, 8)) == []
    with authority(tmp_path):
        assert lines(christmas, christmas) == [], "no zone is set"


def test_after_the_last_that_is_published_nothing_is_guessed(tmp_path: Path) -> None:
    after = holidays.last_known() + timedelta(1)
    with authority(tmp_path, school_zone="C"):
        told = [it.text for it in lines(after, after + timedelta(400))]
    assert len(told) == 1
    assert "publiées jusqu’au" in told[0]


def test_every_name_of_the_ministry_is_known_in_english() -> None:
    names = {it.name for zone in Zone for it in holidays.school_holidays(zone)}
    assert names == set(holidays._IN_ENGLISH)
