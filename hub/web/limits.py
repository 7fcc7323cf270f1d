"""How much a request may bring, by kind of door."""

from __future__ import annotations

from dataclasses import dataclass

from hub import settings

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    files: int = 0
    fields: int = 1000
    """A long list with a box to tick in each row needs them."""
    text: int = 256 * 1024
    """Bytes of one field."""
    upload: int = 0
    """Bytes of all files; 0: as many as the operator allows."""
    most: int = MEBIBYTE
    """Bytes of the whole where there are no files."""

    @property
    def body(self) -> int:
        """Bytes of the whole; files come with their frame and the other fields of the form."""
        if not self.files:
            return self.most
        allowed = settings.current.get().upload_limit
        return min(self.upload or allowed, allowed) + MEBIBYTE


FORM = Limits()
UPLOAD = Limits(files=20)
# An event that is too large is told so by its standard's own word, if it can be read to its end.
DAV = Limits(most=2 * MEBIBYTE)
