"""A request, once it is known where it goes and who sends it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
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
    match: Match = field(default_factory=Match)
    """The conditions of a change."""

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
    def preference(self) -> str:
        """How much the client wants to be told: `minimal`, `representation` or nothing said
        (RFC 8144); Apple's programs say the first of them with a header of their own."""
        if self.headers.get("brief", "").strip().lower() == "t":
            return "minimal"
        for said in ",".join(self.headers.getlist("prefer")).lower().split(","):
            name, _, value = said.partition(";")[0].partition("=")
            if name.strip() == "return" and value.strip(' "') in {"minimal", "representation"}:
                return value.strip(' "')
        return ""

    def has(self, etag: str) -> bool:
        """Whether the client has this already; compared weakly (RFC 9110 §13.1.2)."""
        known = self.etags("if-none-match")
        return "*" in known or weak(etag) in map(weak, known)

    def etags(self, name: str) -> list[str]:
        """What a condition names, or `*`."""
        if not (said := self.headers.getlist(name)):
            return []
        found = _ETAG.findall(",".join(said))
        # An etag without its marks was sent by nobody who read one from us: it matches nothing.
        return found or ['""']


def weak(etag: str) -> str:
    """An etag as far as a weak comparison looks."""
    return etag.removeprefix("W/")


def check_plain(headers: Headers) -> None:
    """A packed body is refused and not unpacked: a few octets of it could be gigabytes. Nothing
    that it would be taken for, such as bad XML, is said of it (RFC 9110 §8.4)."""
    said = headers.get("content-encoding", "").strip().lower()
    if said not in {"", "identity"}:
        raise HTTPException(415, headers={"Accept-Encoding": "identity"})
