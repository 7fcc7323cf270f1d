"""What a file says, or why that cannot be known: the hub's side of the parsers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from hub import confined
from hub.confined import MIB, Limits, Reason, Stopped
from hub.language import N_, _

LIMITS = Limits(seconds=60, cpu=40, memory=512 * MIB, answer=16 * MIB)
LARGEST = 200 * MIB
"""Bytes of a file that is looked into at all."""

PAGE_BREAK = "\f"


class Why(StrEnum):
    """Why a file has no text."""

    ENCRYPTED = "encrypted"
    MALFORMED = "malformed"
    TOO_LARGE = "too_large"
    """In itself, or in what its parser makes of it: bytes, seconds or memory."""
    CRASHED = "crashed"
    BLANK = "blank"

    def sentence(self) -> str:
        return _(_SENTENCES[self])


_SENTENCES = {
    Why.ENCRYPTED: N_("This file is protected by a password: its text cannot be searched."),
    Why.MALFORMED: N_("This file is damaged: its text cannot be searched."),
    Why.TOO_LARGE: N_("This file is too large for its text to be searched."),
    Why.CRASHED: N_("This file could not be read: its text cannot be searched."),
    Why.BLANK: N_("This file has no text, only images: it cannot be searched."),
}


@dataclass(frozen=True, slots=True)
class Extract:
    """The text of each page; not `is_whole` if the file has more than is kept."""

    pages: tuple[str, ...]
    is_whole: bool

    def __str__(self) -> str:
        """The pages apart by form feeds, as the search wants them."""
        return PAGE_BREAK.join(self.pages)


@dataclass(frozen=True, slots=True)
class NoText:
    why: Why


async def text_of_pdf(content: bytes) -> Extract | NoText:
    """Never raises for what the file is: a bad one is kept, and has no text."""
    if len(content) > LARGEST:
        return NoText(Why.TOO_LARGE)
    try:
        answer = json.loads(await confined.run("hub.extraction.pdf:texts", content, LIMITS))
    except Stopped as stopped:
        return NoText(_why(stopped))
    if not any(answer["pages"]):
        return NoText(Why.BLANK)
    return Extract(tuple(answer["pages"]), answer["is_whole"])


def _why(stopped: Stopped) -> Why:
    if stopped.reason is Reason.UNREADABLE:
        return Why(stopped.word)
    return Why.CRASHED if stopped.reason is Reason.CRASH else Why.TOO_LARGE
