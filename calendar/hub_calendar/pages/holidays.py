"""The public holidays of France, by day, as the reader's language names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays

from hub.language import locale

LANGUAGES = {"fr": "fr", "en": "en_US"}


def between(first: date, last: date) -> dict[date, str]:
    found: dict[date, str] = {}
    for year in range(first.year, last.year + 1):
        found |= _of_year(year, LANGUAGES[locale()])
    return {day: name for day, name in found.items() if first <= day <= last}


@lru_cache(maxsize=64)
def _of_year(year: int, language: str) -> Mapping[date, str]:
    found = holidays.country_holidays("FR", years=year, language=language)
    return {day: name.replace("'", "’") for day, name in found.items()}
