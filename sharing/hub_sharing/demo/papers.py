"""Real PDFs of the demo, set once and put once; many files hold the same."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from hub import confined
from hub.blobs import blobs
from hub.confined import MIB, Limits
from hub.demo.draw import Draw
from hub.extraction import Extract, text_of_pdf
from hub_sharing import media
from hub_sharing.demo import words

LIMITS = Limits(seconds=60, cpu=40, memory=1024 * MIB, answer=16 * MIB)
TEMPLATE = """
#let d = json("data.json")
#set document(title: d.title, author: d.author, date: datetime(year: 2026, month: 9, day: 1))
#set page(paper: "a4", margin: 25mm, numbering: "1 / 1")
#set text(lang: "fr", font: "Atkinson Hyperlegible Next", size: 11pt)
#set par(leading: .7em, spacing: 1.1em)
#heading(level: 1, d.title)
#for part in d.parts {
  heading(level: 2, part.heading)
  for text in part.texts { par(text) }
}
"""


@dataclass(frozen=True)
class Paper:
    """Content that files of the demo hold."""

    name: str
    """With its ending."""
    digest: str
    size: int
    media_type: str
    text: str


async def papers(draw: Draw, number: int) -> list[Paper]:
    """So many PDFs, and the few lists, in the store."""
    made = [await _pdf(draw, at) for at in range(number)]
    for name, text in words.LISTS:
        content = text.encode()
        made.append(await _stored(name, content, media.of(name, content), ""))
    return made


async def _pdf(draw: Draw, at: int) -> Paper:
    subject = words.SUBJECTS[at % len(words.SUBJECTS)]
    title = f"{words.PAPERS[at * 5 % len(words.PAPERS)]}, {subject}"
    parts = [
        {
            "heading": heading,
            "texts": [_paragraph(draw, subject) for _ in range(draw.between(1, 3))],
        }
        for heading in words.HEADINGS
    ]
    data = json.dumps({"title": title, "author": "Val d’Orbelle", "parts": parts})
    files = {"main.typ": TEMPLATE, "data.json": data}
    typeset = json.dumps(files, ensure_ascii=False).encode()
    content = await confined.run("hub.paper.typesetting:typeset", typeset, LIMITS)
    text = await text_of_pdf(content)
    said = str(text) if isinstance(text, Extract) else ""
    return await _stored(f"{title}.pdf", content, media.PDF, said)


def _paragraph(draw: Draw, subject: str) -> str:
    chosen = draw.some(words.SENTENCES, draw.between(4, 7))
    return " ".join(it.format(subject=subject) for it in chosen)


async def _stored(name: str, content: bytes, media_type: str, text: str) -> Paper:
    blob = await blobs.current.get().put(_once(content), len(content))
    return Paper(name, blob.digest, blob.size, media_type, text)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
