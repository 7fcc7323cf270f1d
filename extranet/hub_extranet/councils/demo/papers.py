"""The pieces of the demo's council: one document set once, parted into files. With real text."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf

from hub.paper import rendering, typesetting
from hub.paper.words import words

_DOCUMENT = """
#import "parvis.typ": *
#show: parvis
#for (number, paper) in d.papers.enumerate() {
  if number > 0 { pagebreak() }
  [= #paper.title]
  for paragraph in paper.text { par(paragraph) }
}
"""


@dataclass(frozen=True, slots=True)
class Paper:
    title: str
    text: tuple[str, ...]


def pdfs(papers: Sequence[Paper], authority: str, produced: str) -> list[bytes]:
    """A PDF file of each. Slow, so in a thread: the document is set in one go, in a second."""
    data = {
        "authority": {"name": authority, "address": [], "contact": ""},
        "title": "Dossier du conseil",
        "running": "Dossier du conseil",
        "reference": "Dossier du conseil",
        "produced": produced,
        "papers": [{"title": it.title, "text": it.text} for it in papers],
    }
    files = {
        "main.typ": _DOCUMENT,
        "parvis.typ": (rendering.TEMPLATES / "parvis.typ").read_text(encoding="utf-8"),
        "data.json": json.dumps(data, ensure_ascii=False),
        "words.json": json.dumps(words(), ensure_ascii=False),
    }
    return _parted(typesetting.typeset(json.dumps(files).encode()))


def _parted(document: bytes) -> list[bytes]:
    """At each heading, which the outline leads to."""
    with pikepdf.open(io.BytesIO(document)) as whole:
        pages: dict[Any, int] = {page.objgen: number for number, page in enumerate(whole.pages)}
        with whole.open_outline() as outline:
            starts = [pages[_page(it)] for it in outline.root]
        return [
            _file(whole, start, end)
            for start, end in zip(starts, [*starts[1:], len(whole.pages)], strict=True)
        ]


def _page(entry: pikepdf.OutlineItem) -> Any:
    """The object of the page that an entry of the outline leads to."""
    destination: Any = entry.destination
    if destination is None and entry.action is not None:
        destination = entry.action.D
    return destination[0].objgen


def _file(whole: pikepdf.Pdf, start: int, end: int) -> bytes:
    made, written = pikepdf.new(), io.BytesIO()
    made.pages.extend(whole.pages[start:end])
    made.save(written, deterministic_id=True)
    return written.getvalue()
