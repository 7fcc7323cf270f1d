"""A request, once it is known where it goes and who sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException

from hub.actor import Actor
from hub.dav import xml
from hub.dav.addresses import Address, Addresses
from hub.dav.xml import dav
from hub.domain.dav import Match, Unmet

MOST_NAMES = 8 * 1024
"""Characters of all properties that are named, with their namespaces; a telephone names some 40.
Each object of an answer names them again, so a calendar of 10,000 would make gigabytes of them."""
_ETAG = re.compile(r'(?:W/)?"[^"]*"|\*')


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    at: Address
    by: Actor
    headers: Headers
    body: bytes
    addresses: Addresses

    @property
    def asked(self) -> Element | None:
        """The XML of the body, None where there is none. 400 for what is none."""
        if not self.body.strip():
            return None
        try:
            found = xml.parse(self.body)
        except xml.Malformed:
            raise HTTPException(400) from None
        if sum(len(name.tag) for prop in found.iter(dav("prop")) for name in prop) > MOST_NAMES:
            raise HTTPException(400)
        return found

    @property
    def depth(self) -> int:
        """0 or 1. To go without end is refused: what one may list, one level shows."""
        said = self.headers.get("depth", "0").strip().lower()
        if said == "infinity":
            raise Unmet(dav("propfind-finite-depth"))
        if said not in {"0", "1"}:
            raise HTTPException(400)
        return int(said)

    @property
    def match(self) -> Match:
        """The conditions of a change."""
        is_new = "*" in self._etags("if-none-match")
        etags = self._etags("if-match")
        if len(etags) > 1:
            # Of several that would do, one state alone can be there; no client asks that.
            raise HTTPException(400)
        return Match(etags[0] if etags else "", is_new)

    def has(self, etag: str) -> bool:
        """Whether the client has this already; compared weakly (RFC 9110 §13.1.2)."""
        known = [it.removeprefix("W/") for it in self._etags("if-none-match")]
        return etag in known or "*" in known

    def _etags(self, name: str) -> list[str]:
        if (said := self.headers.get(name)) is None:
            return []
        found = _ETAG.findall(said)
        # An etag without its marks was sent by nobody who read one from us: it matches nothing.
        return found or ['""']
