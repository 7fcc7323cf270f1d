"""The bytes of a CSV file as rows, whatever wrote it: Excel in French, LibreOffice, Google.

Excel writes Windows-1252 with semicolons, or UTF-8 with a byte order mark, or UTF-16 with tabs;
Google writes UTF-8 with commas. Whatever else is in the file is refused in one sentence with the
row to look at, before a database is asked for anything.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping

from hub.errors import Invalid
from hub.language import _
from hub.people.staff_csv.sheet import Column, Sheet, field_of, sheet
from hub.people.staff_csv.sheet import columns as columns_in

MOST_BYTES = 10 * 1024 * 1024
MOST_LINES = 10_000
LONGEST_LINE = 20_000
"""In characters; a list of staff has lines of some hundred."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)


def read(content: bytes, columns: Mapping[str, str | None] | None = None) -> Sheet:
    """The sheet in the file.

    Args:
        columns: the field, or None, of headers that are not to be recognised by their name.

    Raises:
        Invalid: it is no list of staff that can be read; the message says where.
    """
    return sheet(*_table(content), columns or {})


def columns_of(
    content: bytes, columns: Mapping[str, str | None] | None = None
) -> tuple[Column, ...]:
    """The columns alone, also when `read` refuses them: for whoever is to say which is which.

    Raises:
        Invalid: it is no table at all.
    """
    return columns_in(_table(content)[2], columns or {})


def _table(content: bytes) -> tuple[str, str, list[tuple[int, list[str]]]]:
    """The encoding, the delimiter and the rows."""
    if len(content) > MOST_BYTES:
        raise Invalid(_("The file is too large: {most} MB at most.", most=MOST_BYTES >> 20))
    if content.startswith(_WORKBOOKS):
        raise Invalid(_("This is a workbook. Save it as “CSV UTF-8” and choose that file."))
    text, encoding = _decoded(content)
    _check_text(text)
    if declared := _SEPARATOR_LINE.match(text):
        text = text[declared.end() :]
    delimiter = declared[1] if declared else _delimiter(text)
    rows = list(_rows(text, delimiter, 2 if declared else 1))
    if len(rows) < 2:
        raise Invalid(_("There is no line in this file."))
    return encoding, delimiter, rows


def _decoded(content: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content[len(mark) :], encoding), encoding
    if guessed := _unmarked_utf16(content):
        return _strict(content, guessed), guessed
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        # A file cut or glued together is still UTF-8 elsewhere; read otherwise it is all é.
        if _is_damaged_utf8(content):
            raise _unreadable(content, error.start) from None
    return _strict(content, "cp1252"), "cp1252"


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _unreadable(content, error.start, encoding) from None


def _unmarked_utf16(content: bytes) -> str | None:
    start = content[:400]
    if len(start) % 2 or not start:
        start = start[:-1]
    if start and start[1::2].count(0) * 10 > len(start) * 4:
        return "utf-16-le"
    if start and start[::2].count(0) * 10 > len(start) * 4:
        return "utf-16-be"
    return None


def _is_damaged_utf8(content: bytes) -> bool:
    whole = len(re.findall(rb"[\xc3\xc5][\x80-\xbf]|\xe2\x80[\x80-\xbf]", content))
    bad = content.decode("utf-8", "replace").count("\ufffd")
    return whole > bad


def _unreadable(content: bytes, start: int, encoding: str = "utf-8") -> Invalid:
    line = len(_LINE_END.split(content[:start].decode(encoding, "replace")))
    return Invalid(_("Line {line} has a character that cannot be read.", line=line))


def _check_text(text: str) -> None:
    """The limits, before anything slower looks at the text."""
    lines = _LINE_END.split(text)
    if len(lines) > MOST_LINES + 2:
        raise Invalid(_("The list is too long: {most} lines at most.", most=MOST_LINES))
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise Invalid(_("Line {line} is too long for a list of staff.", line=number))
        if "\x00" in line:
            raise Invalid(_("Line {line} has a character that cannot be read.", line=number))


def _delimiter(text: str) -> str:
    """The one that makes most columns whose header is known, or most columns."""
    first = _LINE_END.split(text.lstrip("\r\n"), 1)[0]

    def recognised(delimiter: str) -> tuple[int, int]:
        headers = next(csv.reader([first], delimiter=delimiter), [])
        return sum(field_of(header) is not None for header in headers), len(headers)

    return max(";,\t|", key=recognised)


def _rows(text: str, delimiter: str, first: int) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, with the number that a spreadsheet gives them."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = first - 1
    try:
        for cells in reader:
            number += 1
            if any(cell.strip() for cell in cells):
                yield number, cells
    except csv.Error:
        raise Invalid(
            _("Line {line} has a quotation mark out of place.", line=number + 1)
        ) from None
