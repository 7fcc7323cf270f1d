"""What a file is, from its first bytes and its ending; what a browser says of it is not believed.

Nothing is ever answered as HTML, SVG, XML or script: a user's file must not run in our origin.
"""

from __future__ import annotations

PDF = "application/pdf"
UNKNOWN = "application/octet-stream"
HEAD = 1024
"""Bytes that are looked at. A PDF's header may come that late (ISO 32000-1, annex H.3.4.1)."""

_ODF = "application/vnd.oasis.opendocument"
_OOXML = "application/vnd.openxmlformats-officedocument"
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_ZIPPED = {
    "odt": f"{_ODF}.text",
    "ods": f"{_ODF}.spreadsheet",
    "odp": f"{_ODF}.presentation",
    "docx": f"{_OOXML}.wordprocessingml.document",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "pptx": f"{_OOXML}.presentationml.presentation",
    "zip": "application/zip",
}
_WRITTEN = {"txt": "text/plain", "md": "text/plain", "csv": "text/csv", "ics": "text/calendar"}


def of(name: str, head: bytes) -> str:
    """The media type of a file of that name that begins with these bytes."""
    ending = name.rpartition(".")[2].lower()
    if b"%PDF-" in head:
        return PDF
    for beginning, found in _BEGINNINGS:
        if head.startswith(beginning):
            return found
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    if head.startswith(b"PK\x03\x04"):
        return _ZIPPED.get(ending, "application/zip")
    if ending in _WRITTEN and _is_text(head):
        return _WRITTEN[ending]
    return UNKNOWN


def icon(media_type: str) -> str:
    """A name of the sprite."""
    if media_type.startswith("image/"):
        return "image"
    is_table = media_type == "text/csv" or "spreadsheet" in media_type
    return "table" if is_table else "doc"


def _is_text(head: bytes) -> bool:
    return b"\x00" not in head
