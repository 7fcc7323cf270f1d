"""Runs in a confined child: the text of a PDF, page by page."""

from __future__ import annotations

import ctypes
import json
import re

import pypdfium2
from pypdfium2 import raw as pdfium

from hub.confined.limits import Unreadable

PAGES = 2000
CHARACTERS = 2_000_000

# PDFium writes this where a hyphen ends a line inside a word.
_BROKEN_WORD = re.compile("[\x02\ufffe]\\s*")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def prepare() -> None:
    """Loads the codec that the library decodes with, which a closed child could not."""
    "".encode("utf-16-le").decode("utf-16-le")


def texts(data: bytes) -> bytes:
    """JSON of `{"pages": [text, …], "is_whole": bool}`, no more of it than the limits above."""
    document = _opened(data)
    pages: list[str] = []
    left = CHARACTERS
    for number in range(min(len(document), PAGES)):
        pages.append(_text(document, number)[:left])
        left -= len(pages[-1])
        if left <= 0:
            break
    is_whole = len(pages) == len(document) and left > 0
    return json.dumps({"pages": pages, "is_whole": is_whole}).encode()


def _opened(data: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        is_locked = error.err_code == pdfium.FPDF_ERR_PASSWORD
        raise Unreadable("encrypted" if is_locked else "malformed") from None


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    """Empty for a page that is broken: the others may be whole."""
    try:
        page = document[number]
        text = page.get_textpage().get_text_bounded()
    except (pypdfium2.PdfiumError, ctypes.ArgumentError):
        return ""
    page.close()
    text = _BROKEN_WORD.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub(" ", text).strip()
