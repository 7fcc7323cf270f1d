"""How much of a card a report wants, and in which version (RFC 6352 §10.4)."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from hub.dav.xml import carddav, dav
from hub.domain.dav import Unmet
from hub_directory.vcards import NEW, OLD, Line

DATA = f"{dav('prop')}/{carddav('address-data')}"
_PROP, _ALL = carddav("prop"), carddav("allprop")
_KEPT = frozenset({"BEGIN", "VERSION", "END"})
"""Without these it is no card."""


def version(asked: Element) -> str:
    """Raises `Unmet` for a kind of data that is not served."""
    data = asked.find(DATA)
    if data is None:
        return OLD
    kind, wanted = data.get("content-type", "text/vcard"), data.get("version", OLD)
    if kind.strip().lower() != "text/vcard" or wanted not in {OLD, NEW}:
        raise Unmet(carddav("supported-address-data"))
    return wanted


def cut(card: Sequence[Line], asked: Element) -> list[Line]:
    """The lines that are wanted; those that are to be without a value have none."""
    data = asked.find(DATA)
    if data is None or data.find(_ALL) is not None or data.find(_PROP) is None:
        return list(card)
    wanted = {it.get("name", "").upper(): it for it in data.findall(_PROP)}
    return [_line(it, wanted.get(it.name)) for it in card if it.name in _KEPT or it.name in wanted]


def _line(line: Line, said: Element | None) -> Line:
    is_bare = said is not None and said.get("novalue", "").lower() == "yes"
    return Line(line.name, ("",), line.params) if is_bare else line
