"""Runs in a confined child: pikepdf on PDF files that people brought."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager

import pikepdf
from pikepdf import Dictionary, Name, OutlineItem, Page, Pdf

from hub.confined.limits import Unreadable
from hub.paper.packing import pack, unpack

# Of what a link or a form may do (ISO 32000-2, 12.6.4), that which only moves in the document.
HARMLESS = {"/GoTo", "/Named", "/URI"}


def prepare() -> None:
    """Loads what the library would import, and opens the device of chance that its ciphers need."""
    part = {"title": "é", "level": 1}
    bind(pack({"title": "é", "language": "fr", "parts": [part]}, [_locked_page()]))


def count(data: bytes) -> bytes:
    """JSON of the number of pages of each file."""
    _header, *files = unpack(data)
    return json.dumps([_pages(at, file) for at, file in enumerate(files)]).encode()


def bind(data: bytes) -> bytes:
    """The files one after the other, a bookmark for each at its first page."""
    header, *files = unpack(data)
    wanted = json.loads(header)
    bound = pikepdf.new()
    bookmarks = []
    for at, (part, file) in enumerate(zip(wanted["parts"], files, strict=True)):
        bookmarks.append((part["level"], OutlineItem(part["title"], len(bound.pages))))
        with _blamed(at):
            source = pikepdf.open(io.BytesIO(file))
            _flatten(source)
            bound.pages.extend(source.pages)
    _add_bookmarks(bound, bookmarks)
    _describe(bound, wanted["title"], wanted["language"])
    return _saved(bound)


def _pages(at: int, file: bytes) -> int:
    with _blamed(at):
        return len(pikepdf.open(io.BytesIO(file)).pages)


@contextmanager
def _blamed(at: int) -> Iterator[None]:
    """Whatever goes wrong inside, it is for the file at this place."""
    try:
        yield
    except pikepdf.PasswordError:
        raise Unreadable(f"{at}:encrypted") from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError):
        raise Unreadable(f"{at}:malformed") from None


def _flatten(source: Pdf) -> None:
    """Filled forms become part of the page; actions that do more than move are taken out."""
    if Name.AcroForm in source.Root:
        source.generate_appearance_streams()
        source.flatten_annotations("all")
    for page in source.pages:
        _disarm(page)


def _disarm(page: Page) -> None:
    _drop(page.obj, Name.AA)
    for annotation in page.obj.get(Name.Annots, []):
        if not isinstance(annotation, Dictionary):
            continue
        _drop(annotation, Name.AA)
        action = annotation.get(Name.A)
        if isinstance(action, Dictionary):
            _drop(action, Name.Next)
            if str(action.get(Name.S)) not in HARMLESS:
                _drop(annotation, Name.A)


def _drop(holder: pikepdf.Object, name: Name) -> None:
    if name in holder:
        del holder[name]


def _add_bookmarks(bound: Pdf, bookmarks: list[tuple[int, OutlineItem]]) -> None:
    with bound.open_outline() as outline:
        path: list[tuple[int, OutlineItem]] = []
        for level, item in bookmarks:
            while path and path[-1][0] >= level:
                path.pop()
            (path[-1][1].children if path else outline.root).append(item)
            path.append((level, item))


def _describe(bound: Pdf, title: str, language: str) -> None:
    bound.docinfo[Name.Title] = title
    bound.Root.Lang = pikepdf.String(language)
    bound.Root.PageMode = Name.UseOutlines
    bound.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)


def _saved(pdf: Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(
        target,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return target.getvalue()


def _locked_page() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    target = io.BytesIO()
    pdf.save(target, encryption=pikepdf.Encryption(owner="x", user=""))
    return target.getvalue()
