"""Untrusted input becomes a frozen dataclass, or `Invalid` with a sentence for each wrong field.

    def card(fields: Fields) -> Card:                       # the module's forms.py
        return Card(name=fields.text("name"), born_on=fields.optional_day("born_on"))

    card = await read_form(request, forms.card)             # the handler

A getter that meets a wrong value notes it and gives a stand-in of the right type, so that all
faults are found in one pass; `read_form` raises before anybody can see the stand-in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import date, time
from io import BytesIO
from typing import TypeVar

from starlette.datastructures import FormData, ImmutableMultiDict, UploadFile
from starlette.requests import Request

from hub.errors import Invalid
from hub.language import _, _n
from hub.web.body import submitted

T = TypeVar("T")
C = TypeVar("C", bound=str)
Sent = ImmutableMultiDict[str, str | UploadFile] | ImmutableMultiDict[str, str] | Mapping[str, str]

EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]{1,64}@([a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}")
LINE_BREAKS = re.compile(r"[\x00\r\n\x85\u2028\u2029]")
FRENCH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
HOUR = re.compile(r"([01]?[0-9]|2[0-3])\s*[:hH]\s*([0-5][0-9])")
FIRST_YEAR, LAST_YEAR = 1900, 2200
LARGEST = 2**63 - 1
LAST_PAGE = 10_000


async def read_form(request: Request, parse: Callable[[Fields], T]) -> T:
    """What `parse` makes of the submitted form.

    Raises:
        Invalid: with all wrong fields at once.
    """
    return parsed(await submitted(request), parse)


def read_query(request: Request, parse: Callable[[Fields], T]) -> T:
    """The same for what follows the `?` of an address."""
    return parsed(request.query_params, parse)


def parsed(sent: Sent, parse: Callable[[Fields], T]) -> T:
    fields = Fields(sent)
    made = parse(fields)
    fields.check()
    return made


class Fields:
    """The fields of one form. Text is NFC, trimmed, and free of characters that nobody can see."""

    def __init__(self, sent: Sent) -> None:
        self._sent = sent if isinstance(sent, ImmutableMultiDict) else FormData(list(sent.items()))
        self._errors: dict[str, str] = {}

    def wrong(self, name: str, why: str) -> None:
        """Notes a fault; the first of a field is the one that is told."""
        self._errors.setdefault(name, why)

    def check(self) -> None:
        if self._errors:
            raise Invalid(**self._errors)

    def text(self, name: str, *, most: int = 200, required: bool = True) -> str:
        """One line of at most `most` characters."""
        raw = self._raw(name).strip("\r\n")
        if LINE_BREAKS.search(raw):
            self.wrong(name, _("Write this on one line."))
            return ""
        return self._fitting(name, _clean(raw), most, required)

    def paragraphs(self, name: str, *, most: int = 10_000, required: bool = True) -> str:
        """Several lines, parted by a line feed."""
        raw = self._raw(name).replace("\r\n", "\n").replace("\r", "\n")
        return self._fitting(name, _clean(raw, kept="\n\t"), most, required)

    def secret(self, name: str, *, most: int = 1000) -> str:
        """A password, exactly as it was typed."""
        raw = self._raw(name)
        if not raw:
            self._missing(name)
        elif len(raw) > most:
            self.wrong(name, _too_long(most))
        return raw[:most]

    def email(self, name: str, *, required: bool = True) -> str:
        """An address, its domain in lower case; empty when it may be and is."""
        raw = self.text(name, most=254, required=required)
        local, _at, domain = raw.rpartition("@")
        address = f"{local}@{domain.lower()}" if raw else ""
        if address and not EMAIL.fullmatch(address):
            self.wrong(name, _("This is not an e-mail address, such as name@example.fr."))
        return address

    def choice(self, name: str, options: Iterable[C]) -> C:
        """One of the options; a `StrEnum` is a list of them."""
        known = {str(option): option for option in options}
        raw = self._raw(name)
        if raw not in known:
            self.wrong(name, _("Choose one of the answers.") if raw else _("An answer is missing."))
            return next(iter(known.values()))
        return known[raw]

    def integer(self, name: str, *, least: int = 0, most: int = LARGEST) -> int:
        raw = re.sub(r"\s", "", self._raw(name))
        if not raw:
            self._missing(name)
            return least
        if not re.fullmatch(r"-?[0-9]{1,19}", raw):
            self.wrong(name, _("This is not a whole number."))
            return least
        if not least <= int(raw) <= most:
            self.wrong(
                name, _("This is a number between {least} and {most}.", least=least, most=most)
            )
            return least
        return int(raw)

    def day(self, name: str) -> date:
        """A civil day, as the browser's own field sends it or as `8/12/2026`."""
        found = self.optional_day(name)
        if found is None:
            self._missing(name)
        return found or date.min

    def optional_day(self, name: str) -> date | None:
        raw = self._raw(name).strip()
        if not raw:
            return None
        found = _day(raw)
        if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
            self.wrong(name, _("This is not a date, such as 08/12/2026."))
            return None
        return found

    def hour(self, name: str) -> time:
        """An hour of the clock: `10:00`, `10 h 00`."""
        raw = self._raw(name).strip()
        match = HOUR.fullmatch(raw)
        if match is None:
            self.wrong(name, _("This is not an hour, such as 10:00.") if raw else _empty())
            return time.min
        return time(int(match[1]), int(match[2]))

    def optional_hour(self, name: str) -> time | None:
        return self.hour(name) if self._raw(name).strip() else None

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return bool(self._raw(name))

    def texts(self, name: str, *, most: int = 200) -> tuple[str, ...]:
        """All that was sent under one name, each on one line and once; empty ones are left out."""
        raws = [_clean(it) for it in self._sent.getlist(name) if isinstance(it, str)]
        if any(len(it) > most or LINE_BREAKS.search(it) for it in raws):
            self.wrong(name, _too_long(most))
            return ()
        return tuple(dict.fromkeys(filter(None, raws)))

    def ids(self, name: str) -> tuple[int, ...]:
        """The keys of all that was chosen under one name, in their order, each once."""
        raws = [it for it in self._sent.getlist(name) if isinstance(it, str)]
        if not all(re.fullmatch(r"[1-9][0-9]{0,18}", it) and int(it) <= LARGEST for it in raws):
            self.wrong(name, _("Choose one of the answers."))
            return ()
        return tuple(dict.fromkeys(map(int, raws)))

    def key(self, name: str) -> int:
        """The key of the one thing that was chosen."""
        found = self.optional_key(name)
        if found is None:
            self.wrong(name, _("Choose one of the answers."))
        return found or 0

    def optional_key(self, name: str) -> int | None:
        """The same; None for an empty answer, such as "nobody", and for none at all."""
        found = self.ids(name) if any(self._sent.getlist(name)) else ()
        if len(found) > 1:
            self.wrong(name, _("Choose one of the answers."))
        return found[0] if found else None

    def page(self) -> int:
        """Which page of a list is asked for: the first, unless it is said."""
        return self.integer("page", least=1, most=LAST_PAGE) if self.flag("page") else 1

    def file(self, name: str) -> UploadFile:
        """The one file that was chosen."""
        found = self.files(name)
        if len(found) != 1:
            self.wrong(name, _("Choose a file."))
        return found[0] if found else UploadFile(BytesIO())

    def files(self, name: str) -> tuple[UploadFile, ...]:
        """What was chosen in a file field; the names are still what the browser said."""
        found = (it for it in self._sent.getlist(name) if isinstance(it, UploadFile))
        return tuple(it for it in found if it.filename)

    def _raw(self, name: str) -> str:
        value = self._sent.get(name, "")
        return value if isinstance(value, str) else ""

    def _fitting(self, name: str, text: str, most: int, required: bool) -> str:
        if required and not text:
            self._missing(name)
        if len(text) > most:
            self.wrong(name, _too_long(most))
        return text

    def _missing(self, name: str) -> None:
        self.wrong(name, _empty())


def _empty() -> str:
    return _("Fill in this field.")


def _too_long(most: int) -> str:
    return _n("At most {number} character.", "At most {number} characters.", most)


def _clean(raw: str, kept: str = "") -> str:
    """Without control characters, nor those that reorder what is read (Unicode `Cc`, `Cf`)."""
    text = unicodedata.normalize("NFC", raw)
    return "".join(it for it in text if it in kept or _is_seen(it)).strip()


def _is_seen(character: str) -> bool:
    # Joiners belong to emoji and to some scripts; a soft hyphen only hides.
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs"} or character in "\u200c\u200d"


def _day(raw: str) -> date | None:
    if match := FRENCH_DAY.fullmatch(raw):
        raw = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}"
    try:
        return date.fromisoformat(raw) if ISO_DAY.fullmatch(raw) else None
    except ValueError:
        return None
