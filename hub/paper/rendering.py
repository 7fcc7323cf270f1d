"""Paper from a template: the hub's side of typst."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

import segno

from hub import confined
from hub.confined import MIB, Limits, Stopped
from hub.errors import Unavailable
from hub.language import _
from hub.paper.words import words

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"
LIMITS = Limits(seconds=30, cpu=25, memory=768 * MIB, answer=64 * MIB)

_SPACES = {"\n", "\t"}
_UNSEEN = {"Cc", "Cs", "Cn"}


class Template(StrEnum):
    """The papers, by the name of their template; `README.md` says what data each one takes."""

    BON_DE_COMMANDE = "bon-de-commande"
    BORDEREAU_CIRCUIT = "bordereau-circuit"
    BORDEREAU_ELIMINATION = "bordereau-elimination"
    CONVOCATION = "convocation"
    DAY_POSTER = "affiche-jour"
    DOSSIER_COVER = "dossier-cover"
    LISTE_DELIBERATIONS = "liste-deliberations"
    PREUVE = "preuve"
    PROCES_VERBAL = "proces-verbal"
    SLIPS = "billet-connexion"
    WEEK_POSTER = "affiche-semaine"


class TemplateError(RuntimeError):
    """The template and the data do not go together, or the hub was not fully installed."""


async def render(template: Template, data: Mapping[str, Any]) -> bytes:
    """A PDF/UA-1 and PDF/A-3a file in the reader's language, the same for the same data.

    Raises:
        TemplateError: a mistake of ours; the message says where in the template.
        Unavailable: there is so much data that it takes too long.
    """
    if not any(FONTS.glob("*.ttf")):
        raise TemplateError("The fonts for paper are missing: run `make assets`.")
    try:
        return await confined.run("hub.paper.typesetting:typeset", _packed(template, data), LIMITS)
    except Stopped as stopped:
        if stopped.word:
            raise TemplateError(f"{template}: {stopped.word}") from None
        # Without a word it was killed: for its time, or by the allocator for its memory.
        raise Unavailable(_("This paper is too large to be prepared in one piece.")) from None


def qr(address: str, alt: str, caption: str = "") -> dict[str, Any]:
    """What templates take as `qr`: the code's modules without the quiet zone.

    Args:
        alt: where the code leads, for those who cannot see it.
    """
    matrix = segno.make(address, error="m", micro=False).matrix
    rows = ["".join("1" if module else "0" for module in row) for row in matrix]
    return {"rows": rows, "alt": alt, "caption": caption}


def _packed(template: Template, data: Mapping[str, Any]) -> bytes:
    files = {
        "main.typ": (TEMPLATES / f"{template}.typ").read_text(encoding="utf-8"),
        "parvis.typ": (TEMPLATES / "parvis.typ").read_text(encoding="utf-8"),
        "data.json": json.dumps(_printable(data), ensure_ascii=False),
        "words.json": json.dumps(words(), ensure_ascii=False),
    }
    return json.dumps(files, ensure_ascii=False).encode()


def _printable(value: Any) -> Any:
    """Without control characters and halves of letters, which no font can have."""
    if isinstance(value, str):
        return "".join(c for c in value if c in _SPACES or unicodedata.category(c) not in _UNSEEN)
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value
