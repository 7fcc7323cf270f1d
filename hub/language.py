"""The reader's language: gettext catalogues of the hub and its domains, chosen per request.

Message ids are English; `fr` is complete and the default. `_` translates at once, in the language
of whoever is being answered, so an error raised deep in an action is already readable.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources, util
from pathlib import Path

from babel.messages import mofile, pofile

LANGUAGES = ("fr", "en")
PACKAGES = ("hub", "hub_calendar", "hub_sharing", "hub_directory", "hub_extranet")

_locale: ContextVar[str] = ContextVar("locale", default="fr")


def locale() -> str:
    """The language being answered in, `fr` or `en`."""
    return _locale.get()


@contextmanager
def using(language: str) -> Iterator[None]:
    """Answer in `language` inside the block; an unknown one counts as French."""
    token = _locale.set(language if language in LANGUAGES else LANGUAGES[0])
    try:
        yield
    finally:
        _locale.reset(token)


def _(message: str, **values: object) -> str:
    """`message` in the reader's language, its `{name}` fields filled with `values`."""
    text = catalogue(locale()).gettext(message)
    return text.format(**values) if values else text


def _n(one: str, many: str, number: int, **values: object) -> str:
    """The singular or plural of a message; `{number}` is filled in."""
    text = catalogue(locale()).ngettext(one, many, number)
    return text.format(number=number, **values)


def N_(message: str) -> str:  # noqa: N802  # gettext's own name
    """Marks a message of a module constant, translated where it is shown."""
    return message


def N_n(one: str, many: str) -> tuple[str, str]:  # noqa: N802  # as `N_`
    """Marks both numbers of a message: two messages marked apart are not one with a plural."""
    return one, many


def preferred(accept_language: str, default: str) -> str:
    """The first language of an `Accept-Language` header that the hub speaks (RFC 9110 §12.5.4)."""
    ranges = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _sep, quality = part.partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        ranges.append((-weight, position, tag.strip().lower().partition("-")[0]))
    for weight, _position, language in sorted(ranges):
        if language in LANGUAGES and weight < 0:
            return language
    return default


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The catalogues of all packages, the hub's first."""
    merged = gettext.NullTranslations()
    for package in reversed(PACKAGES):
        if (translations := _load(package, language)) is not None:
            translations.add_fallback(merged)
            merged = translations
    return merged


def _load(package: str, language: str) -> gettext.GNUTranslations | None:
    """The `.po` compiled in memory: no build step that could be forgotten, wheel or checkout."""
    if util.find_spec(package) is None:
        return None
    folder = Path(str(resources.files(package))) / "locale" / language / "LC_MESSAGES"
    source = folder / f"{package}.po"
    if not source.exists():
        return None
    compiled = io.BytesIO()
    with source.open("rb") as file:
        mofile.write_mo(compiled, pofile.read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
