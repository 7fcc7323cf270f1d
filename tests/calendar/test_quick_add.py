"""Lines of quick add: by hand, as a table, and as properties."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub_calendar.ics.drafts import EventDraft
from hub_calendar.quick_add import read
from tests.calendar.phrases import PHRASES, Phrase

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 25, 10, 20, tzinfo=PARIS)
"""A Wednesday, at 10:20."""
DAY = timedelta(days=1)
MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "en": "January February March April May June July August September October November December",
}
WEEKDAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
NOWS = st.datetimes(datetime(2020, 1, 1), datetime(2060, 12, 31)).map(
    lambda it: it.replace(tzinfo=PARIS, second=0, microsecond=0)
)
TITLES = st.sampled_from(["", "réunion", "Point budget", "team meeting", "Comité des fêtes"])


def draft(text: str, now: datetime = NOW, language: str = "fr") -> EventDraft:
    found = read(text, now=now, zone=PARIS, language=language).draft
    assert found is not None, text
    return found


@pytest.mark.parametrize("phrase", PHRASES, ids=lambda it: it.text)
def test_by_hand(phrase: Phrase) -> None:
    found = read(phrase.text, now=NOW, zone=PARIS, language=phrase.language)
    assert found.title == phrase.title
    if not phrase.starts:
        assert found.draft is None
        return
    assert found.draft is not None
    assert _written(found.draft.starts) == phrase.starts
    assert _written(found.draft.ends) == phrase.ends
    assert found.draft.rule == phrase.rule
    assert found.draft.location == phrase.place


def test_the_table_is_as_long_as_it_should_be() -> None:
    assert len({it.text for it in PHRASES}) >= 150
    assert sum(it.language == "en" for it in PHRASES) >= 50


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), NOWS)
def test_no_text_is_too_strange(text: str, now: datetime) -> None:
    found = read(text, now=now, zone=PARIS)
    assert all(0 <= it.start < it.end <= len(text) for it in found.understood)


WORDS = (
    "le du au de à jusqu'au dans tous les toutes every other en huit prochain next week semaine"
    " jours mois ans 1er 31/02 29 février 2028 0h 24h 14h30 9:75 12pm 99999999999 - / , : . '"
    " lundi mardis friday mars may midi minuit from to until 9999 fois times pendant 3 45 min h"
    " premier dernier du mois un sur deux salle room avec Léa ce soir cet après-midi all day"
)
PIECES = st.sampled_from(WORDS.split())


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14), st.sampled_from(["fr", "en"]), NOWS)
def test_no_line_of_its_own_words_is_too_strange(
    words: list[str], language: str, now: datetime
) -> None:
    found = read(" ".join(words), now=now, zone=PARIS, language=language)
    made = found.draft
    if made is not None:
        assert type(made.starts) is type(made.ends)
        assert made.length >= (DAY if made.is_all_day else timedelta(0))
        assert 1900 <= made.starts.year <= 2200


@dataclass(frozen=True)
class Hour:
    text: str
    at: time


@st.composite
def hours(draw: st.DrawFn, language: str) -> Hour:
    hour, minute = draw(st.integers(0, 23)), draw(st.sampled_from([0, 5, 15, 30, 45, 59]))
    at = time(hour, minute)
    if language == "en":
        half, twelve = ("am" if hour < 12 else "pm"), hour % 12 or 12
        tail = f":{minute:02}" if minute else ""
        return Hour(draw(st.sampled_from([f"at {twelve}{tail}{half}", f"{hour}:{minute:02}"])), at)
    tail = f"{minute:02}" if minute else ""
    forms = [
        f"{hour}h{tail}",
        f"à {hour} h {tail}".strip(),
        f"{hour:02}:{minute:02}",
        f"à {hour}h{tail}",
    ]
    return Hour(draw(st.sampled_from(forms)), at)


def _next(day: int, month: int, now: datetime, at: time | None) -> date:
    """The first such date whose hour is not past, looked for day by day."""
    found = now.date()
    if at is not None and at <= now.time():
        found += DAY
    while (found.day, found.month) != (day, month):
        found += DAY
    return found


@settings(max_examples=200, deadline=None)
@given(st.data(), NOWS, st.sampled_from(["fr", "en"]), TITLES)
def test_dates_without_a_year_are_the_next_to_come(
    data: st.DataObject, now: datetime, language: str, title: str
) -> None:
    """All days of all years, those with 23 and 25 hours and the last and first of them too."""
    on = data.draw(st.dates(date(2024, 1, 1), date(2024, 12, 31)))
    month = MONTHS[language].split()[on.month - 1]
    number = "1er" if on.day == 1 and language == "fr" else str(on.day)
    forms = [f"le {number} {month}", f"{number} {month}", f"{on.day:02}/{on.month:02}"]
    forms += [f"{month} {on.day}"] if language == "en" else []
    hour = data.draw(st.none() | hours(language))
    text = " ".join(filter(None, [title, data.draw(st.sampled_from(forms)), hour and hour.text]))
    found = read(text, now=now, zone=PARIS, language=language)
    assert found.title == title
    assert found.draft is not None
    expected = _next(on.day, on.month, now, hour.at if hour else None)
    if hour is None:
        assert (found.draft.starts, found.draft.ends) == (expected, expected + DAY)
    else:
        assert found.draft.starts == datetime.combine(expected, hour.at)
        assert found.draft.ends == found.draft.starts + timedelta(hours=1)


@settings(max_examples=200, deadline=None)
@given(st.data(), NOWS, st.sampled_from(["fr", "en"]), st.integers(0, 6))
def test_a_weekday_is_the_next_one_and_never_past(
    data: st.DataObject, now: datetime, language: str, weekday: int
) -> None:
    name = WEEKDAYS[language].split()[weekday]
    hour = data.draw(hours(language))
    made = draft(f"{name} {hour.text} réunion", now, language)
    assert isinstance(made.starts, datetime)
    assert (made.starts.weekday(), made.starts.time()) == (weekday, hour.at)
    ahead = made.starts - now.replace(tzinfo=None)
    assert timedelta(0) < ahead <= timedelta(days=7)


@settings(max_examples=100, deadline=None)
@given(NOWS, st.dates(date(2020, 1, 1), date(2100, 12, 31)), st.sampled_from(range(6)))
def test_a_full_date_is_that_date(now: datetime, on: date, form: int) -> None:
    month = on.month - 1
    text = [
        f"{on:%d/%m/%Y}", f"{on.isoformat()}", f"{on.day} {MONTHS['fr'].split()[month]} {on.year}",
        f"{MONTHS['en'].split()[month]} {on.day}, {on.year}", f"{on.day}.{on.month}.{on.year}",
        f"le {on:%d-%m-%Y}",
    ][form]  # fmt: skip
    made = draft(f"{text} visite", now)
    assert (made.starts, made.ends) == (on, on + DAY)


@settings(max_examples=80, deadline=None)
@given(st.data(), NOWS, st.sampled_from(["fr", "en"]))
def test_stretches_of_hours(data: st.DataObject, now: datetime, language: str) -> None:
    start = data.draw(st.integers(0, 22))
    end = data.draw(st.integers(start + 1, 23))
    form = data.draw(st.integers(0, 2))
    if language == "fr":
        text = [f"de {start} à {end}h", f"{start}h-{end}h", f"{start}h30 à {end}h30"][form]
    else:
        text = [f"from {start}:00 to {end}:00", f"{start}:00-{end}:00", f"{start}:30 - {end}:30"][
            form
        ]
    minute = 30 if form == 2 else 0
    made = draft(f"demain {text}", now, language)
    day = now.date() + DAY
    assert made.starts == datetime.combine(day, time(start, minute))
    assert made.ends == datetime.combine(day, time(end, minute))


@settings(max_examples=80, deadline=None)
@given(NOWS, st.integers(1, 99), st.sampled_from(["jours", "semaines", "days", "weeks"]))
def test_distances(now: datetime, number: int, unit: str) -> None:
    """`dans 1 jour` is what people write, but who counts may not look."""
    word = "in" if unit in {"days", "weeks"} else "dans"
    made = draft(f"{word} {number} {unit}", now)
    days = number * (7 if unit in {"semaines", "weeks"} else 1)
    assert made.starts == now.date() + days * DAY


@settings(max_examples=80, deadline=None)
@given(NOWS, st.sampled_from(range(7)), st.integers(1, 60))
def test_series_begin_on_their_day_and_end_on_the_last(
    now: datetime, weekday: int, days: int
) -> None:
    last = now.date() + (days + 7) * DAY
    name = WEEKDAYS["fr"].split()[weekday]
    made = draft(f"tous les {name}s à 8h30 point jusqu'au {last:%d/%m/%Y}", now)
    assert isinstance(made.starts, datetime)
    assert made.starts.weekday() == weekday
    assert timedelta(0) < made.starts - now.replace(tzinfo=None) <= timedelta(days=7)
    code = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[weekday]
    assert made.rule == f"FREQ=WEEKLY;BYDAY={code};UNTIL={last:%Y%m%d}"


def test_minutes_from_now_pass_while_clocks_are_changed() -> None:
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).astimezone(PARIS)  # 02:30, the first time
    assert draft("dans une heure", before).starts == datetime(2026, 10, 25, 2, 30)
    assert draft("dans 2 heures", before).starts == datetime(2026, 10, 25, 3, 30)
    spring = datetime(2027, 3, 28, 1, 30, tzinfo=PARIS)
    assert draft("dans 1 heure", spring).starts == datetime(2027, 3, 28, 3, 30)


def test_what_was_understood_is_told_by_its_place_in_the_line() -> None:
    text = "réunion jeudi 14h avec Léa salle Vercors"
    found = read(text, now=NOW, zone=PARIS)
    told = {it.what: text[it.start : it.end] for it in found.understood}
    assert told == {"day": "jeudi", "hours": "14h", "place": "salle Vercors"}
    assert found.people == ("Léa",)


def test_the_same_letters_may_be_a_day_to_one_reader_alone() -> None:
    assert draft("mon 9am call", language="en").starts == datetime(2026, 11, 30, 9)
    assert read("mon 9h appel", now=NOW, zone=PARIS).title == "mon appel"


def _written(at: date | datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if isinstance(at, datetime) else f"{at:%Y-%m-%d}"
