"""Several PDF files as one: the hub's side of pikepdf."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from hub import confined
from hub.confined import MIB, Limits, Reason, Stopped
from hub.errors import Invalid, Unavailable
from hub.language import _, locale
from hub.paper.packing import pack

LIMITS = Limits(seconds=120, cpu=90, memory=1024 * MIB, answer=512 * MIB)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an assembly, and its bookmark."""

    title: str
    content: bytes
    level: int = 1
    """Bookmarks of a deeper level lie under the one before."""


async def assemble(parts: Sequence[Part], *, title: str) -> bytes:
    """The parts one after the other, a bookmark at the first page of each.

    Forms are printed into their pages, and scripts taken out. The result is no PDF/UA: the tags of
    the parts do not survive.

    Raises:
        Invalid: a part is no PDF, or has a password; the message names it.
        Unavailable: together they are too much for one file.
    """
    header = {
        "title": title,
        "language": locale(),
        "parts": [{"title": part.title, "level": part.level} for part in parts],
    }
    return await _run("bind", header, parts)


async def page_counts(parts: Sequence[Part]) -> list[int]:
    """The number of pages of each; raises as `assemble`."""
    counts: list[int] = json.loads(await _run("count", {}, parts))
    return counts


async def _run(function: str, header: object, parts: Sequence[Part]) -> bytes:
    if not parts:
        raise ValueError("Nothing to assemble.")
    data = pack(header, [part.content for part in parts])
    try:
        return await confined.run(f"hub.paper.binding:{function}", data, LIMITS)
    except Stopped as stopped:
        if stopped.reason is Reason.UNREADABLE:
            raise _refusal(parts, stopped.word) from None
        raise Unavailable(_("These files are too large to be put together.")) from None


def _refusal(parts: Sequence[Part], word: str) -> Invalid:
    at, _colon, fault = word.partition(":")
    title = parts[int(at)].title
    if fault == "encrypted":
        return Invalid(_("“{title}” is protected by a password.", title=title))
    return Invalid(_("“{title}” is not a PDF file that can be read.", title=title))
