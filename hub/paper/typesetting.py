"""Runs in a confined child: typst, with all it needs in memory and no way to fetch more."""

from __future__ import annotations

import json
import re
from pathlib import Path

import typst

from hub.confined.limits import Unreadable

FONTS = Path(__file__).parent / "fonts"
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-3a"]
SUBSTITUTE = "\N{WHITE SQUARE}"

_ROUNDS = 5
_UNPRINTABLE = re.compile(r'the (?:text|PDF contains the codepoint) `"([^`]*)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_WARM = """
#set document(title: "warm", date: datetime(year: 2026, month: 1, day: 1))
#set text(lang: "fr", font: ("Atkinson Hyperlegible Next", "DejaVu Sans Mono"))
a *b* _c_ *_d_* #text(weight: 600)[e] #text(font: "DejaVu Sans Mono")[f \\u{25a1}]
"""

_fonts = typst.Fonts(
    include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)]
)


def prepare() -> None:
    """Reads the fonts and starts typst's thread, neither of which a closed child could do."""
    _compiled({"main.typ": _WARM})


def typeset(data: bytes) -> bytes:
    """JSON of `{name: text}` with a `main.typ`, to a PDF.

    A letter that no font has (an emoji in a name) would be refused by PDF/A, and the paper with it:
    it becomes a square.
    """
    files: dict[str, str] = json.loads(data)
    for _round in range(_ROUNDS):
        try:
            return _compiled(files)
        except typst.TypstError as error:
            unprintable = _unprintable(f"{error.message}\n{error.diagnostic}")
            if not unprintable & set(files["data.json"]):
                raise Unreadable(f"{error.diagnostic}\n{' '.join(error.hints)}"[:4000]) from None
            table = dict.fromkeys(map(ord, unprintable), SUBSTITUTE)
            files["data.json"] = files["data.json"].translate(table)
    raise Unreadable("more unprintable letters than can be replaced")


def _compiled(files: dict[str, str]) -> bytes:
    pdf, warnings = typst.compile_with_warnings(
        {name: text.encode() for name, text in files.items()},  # type: ignore[call-overload]
        font_paths=_fonts,
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARDS,
        timestamp=0,
    )
    if warnings:
        raise Unreadable("\n".join(warning.diagnostic for warning in warnings)[:4000])
    return bytes(pdf)


def _unprintable(diagnostic: str) -> set[str]:
    found: set[str] = set()
    for quoted in _UNPRINTABLE.findall(diagnostic):
        found |= set(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), quoted))
    return {letter for letter in found if not letter.isascii()}
