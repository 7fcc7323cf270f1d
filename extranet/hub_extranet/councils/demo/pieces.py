"""What the items of the demo say, and the files that belong to them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from hub.demo import words as authority
from hub.demo.draw import Draw
from hub.demo.world import World
from hub.language import using
from hub_extranet.councils.demo import words
from hub_extranet.councils.demo.papers import Paper, pdfs
from hub_extranet.councils.demo.words import Matter
from hub_sharing.actions import Received, receive

FEW = 8  # matters of a small authority


@dataclass(frozen=True, slots=True)
class Prepared:
    """A matter with its note and its files, by title."""

    matter: Matter
    synthesis: str
    pieces: tuple[tuple[str, Received], ...]


async def receive_pieces(world: World) -> Sequence[Prepared]:
    """The files are in the store, before any transaction; the meetings share them."""
    draw = world.draw.branch("councils pieces")
    matters = words.MATTERS[:FEW] if world.size.name == "s" else words.MATTERS
    notes = [_note(draw, it) for it in matters]
    papers = [_papers(draw, it, note) for it, note in zip(matters, notes, strict=True)]
    files = iter(await _set([paper for several in papers for paper in several], world))
    return [
        Prepared(matter, note, tuple([(paper.title, next(files)) for paper in several]))
        for matter, note, several in zip(matters, notes, papers, strict=True)
    ]


async def _set(papers: Sequence[Paper], world: World) -> list[Received]:
    with using("fr"):
        made = await asyncio.to_thread(
            pdfs, papers, authority.AUTHORITY, f"{world.today.isoformat()}T09:00"
        )
    return [await receive(_chunks(it)) for it in made]


async def _chunks(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _note(draw: Draw, matter: Matter) -> str:
    opening = words.OPENING.format(title=matter.title)
    if not matter.is_decided:
        return f"{opening}\n{draw.one(words.SENTENCES)}"
    said = [" ".join(draw.some(words.SENTENCES, 3)) for _ in range(draw.between(2, 4))]
    return "\n".join([opening, *said, words.CLOSING])


def _papers(draw: Draw, matter: Matter, note: str) -> list[Paper]:
    made = [Paper("Projet de délibération", (matter.title, *note.split("\n")))]
    for title in words.ANNEXES[: matter.annexes]:
        length = draw.between(4, 14)
        text = [" ".join(draw.some(words.SENTENCES, 6)) for _ in range(length)]
        made.append(Paper(title, (matter.title, *text)))
    return made if matter.is_decided else made[1:]
