"""Dates, hours, numbers and names as the reader's language writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest

from hub import settings
from hub.language import using
from hub.web import formats

AT = datetime(2026, 12, 8, 8, 12, tzinfo=UTC)  # 9 h 12 in Paris
TODAY = date(2026, 12, 8)


@pytest.fixture(autouse=True)
def _in_paris() -> Iterator[None]:
    with settings.current.bound(settings.load()), using("fr"):
        yield


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def test_day() -> None:
    assert formats.day(TODAY, today=TODAY) == "mardi 8 décembre"
    assert formats.day(date(2027, 1, 1), today=TODAY) == "vendredi 1er janvier 2027"
    assert formats.day(date(2026, 8, 11), today=TODAY) == "mardi 11 août"
    assert formats.sentence(formats.day(TODAY, today=TODAY)) == "Mardi 8 décembre"
    with using("en"):
        assert formats.day(TODAY, today=TODAY) == "Tuesday 8 December"
        assert formats.day(date(2027, 1, 1), today=TODAY) == "Friday 1 January 2027"


def test_short_day() -> None:
    assert formats.short_day(date(2026, 12, 1), today=TODAY) == "1er décembre"
    assert formats.short_day(date(2025, 12, 31), today=TODAY) == "31 décembre 2025"


def test_an_instant_is_shown_by_the_clocks_on_the_wall() -> None:
    late = datetime(2026, 12, 8, 23, 30, tzinfo=UTC)
    assert formats.day(late, today=TODAY) == "mercredi 9 décembre"
    assert _plain(formats.hour(late)) == "0 h 30"
    assert _plain(formats.hour(datetime(2026, 7, 1, 8, 0, tzinfo=UTC))) == "10 h 00"


def test_hour() -> None:
    assert formats.hour(time(10)) == "10\u00a0h\u00a000"
    with using("en"):
        assert formats.hour(time(17, 40)) == "17:40"


def test_moment() -> None:
    said = {
        AT: "aujourd’hui, 9 h 12",
        AT - timedelta(hours=15, minutes=32): "hier, 17 h 40",
        AT + timedelta(days=1): "demain, 9 h 12",
        AT - timedelta(days=2): "6 décembre, 9 h 12",
        AT + timedelta(days=30): "7 janvier 2027, 9 h 12",
    }
    assert {when: _plain(formats.moment(when, at=AT)) for when in said} == said


def test_distance() -> None:
    said = {
        timedelta(minutes=48): "dans 48 min",
        timedelta(minutes=59, seconds=59): "dans 59 min",
        timedelta(hours=1): "dans 1 h",
        timedelta(hours=23, minutes=59): "dans 23 h",
        timedelta(days=1): "dans 1 jour",
        timedelta(days=12, hours=5): "dans 12 jours",
        timedelta(seconds=59): "maintenant",
        timedelta(seconds=-20): "maintenant",
        timedelta(hours=-3): "il y a 3 h",
    }
    assert {gap: _plain(formats.distance(AT + gap, at=AT)) for gap in said} == said
    with using("en"):
        assert _plain(formats.distance(AT + timedelta(days=2), at=AT)) == "in 2 days"


def test_number() -> None:
    assert _plain(formats.number(1214)) == "1 214"
    assert formats.number(0.4) == "0,4"
    with using("en"):
        assert formats.number(1214) == "1,214"


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 octet"), (1, "1 octet"), (999, "999 octets"), (1000, "1 ko"), (12_400, "12,4 ko"),
        (999_499, "999 ko"), (999_500, "1 Mo"), (524_288_000, "524 Mo"), (214_000_000_000,
        "214 Go"),
        (5 * 10**15, "5 000 To"),
    ],
)  # fmt: skip
def test_size(count: int, said: str) -> None:
    assert _plain(formats.size(count)) == said


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Maud Sorel", "MS"), ("Solène Le Goff", "SL"), ("Marie d’Anjou", "MA"),
        ("Jean-Pierre Martin", "JM"),
        ("Léa de La Tour", "LL"), ("Vie scolaire", "VS"), ("karim belhadj", "KB"),
        ("Élodie Évrard", "ÉÉ"),
        ("Cher", "C"), ("", ""), ("- (x)", ""), ("Bob <b>", "B"),
    ],
)  # fmt: skip
def test_initials(name: str, letters: str) -> None:
    assert formats.initials(name) == letters


def test_tint_is_one_of_six_and_always_the_same() -> None:
    names = [f"Person {n}" for n in range(300)]
    assert {formats.tint(it) for it in names} == {"c1", "c2", "c3", "c4", "c5", "c6"}
    assert formats.tint("Élodie") == formats.tint("E\u0301lodie") == formats.tint("élodie")


@pytest.mark.parametrize("shown", [formats.day, formats.short_day])
def test_the_year_of_paris_decides(shown: Callable[..., str]) -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert shown(new_year, today=TODAY).endswith("1er janvier 2027")
