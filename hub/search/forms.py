"""What follows the `?` of the search's address."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from hub.web.forms import Fields


@dataclass(frozen=True, slots=True)
class Wanted:
    text: str
    kinds: tuple[str, ...]
    """Empty: all."""
    cursor: str

    def link(self, *, kind: str = "", cursor: str = "") -> str:
        """The same search, of one kind or of all, from its beginning or from a cursor."""
        kept = kind if kind or not cursor else ",".join(self.kinds)
        asked = {"q": self.text, "kinds": kept, "after": cursor}
        return "/search?" + urlencode({name: value for name, value in asked.items() if value})


def wanted(fields: Fields) -> Wanted:
    kinds = fields.text("kinds", required=False)
    return Wanted(
        fields.text("q", required=False),
        tuple(kind for kind in kinds.split(",") if kind),
        fields.text("after", required=False),
    )
