"""Properties of a calendar: what clients show of it, and what they may change."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from xml.etree.ElementTree import Element
from zoneinfo import available_timezones

from hub.dav import xml
from hub.dav.xml import apple, caldav, dav
from hub_calendar.actions import CalendarChanges
from hub_calendar.dav.reports import COLLATIONS
from hub_calendar.ics.objects import MOST_BYTES
from hub_calendar.models import CalendarKind, Component
from hub_calendar.queries import CalendarRow

PALETTE = ("#1d4b36", "#2d4d78", "#6c3461", "#135c66", "#5b4919", "#86392a")
"""Of our pages, in the light: clients know colours, we know six that can be read."""
COLOUR, ORDER = apple("calendar-color"), apple("calendar-order")
TRANSPARENCY = caldav("schedule-calendar-transp")
ZONE, ZONE_NAME = caldav("calendar-timezone"), caldav("calendar-timezone-id")
DESCRIPTION = caldav("calendar-description")
COMPONENTS = caldav("supported-calendar-component-set")
DATA_KINDS, LARGEST = caldav("supported-calendar-data"), caldav("max-resource-size")
DATA = '<C:calendar-data content-type="text/calendar" version="2.0"/>'

_COLLATIONS = "".join(xml.element(caldav("supported-collation"), name) for name in COLLATIONS)
_COLOUR = re.compile(r"#([0-9a-fA-F]{6})(?:[0-9a-fA-F]{2})?")
_NAMED = {
    "green": 1, "olive": 1, "lime": 1, "teal": 4, "cyan": 4, "aqua": 4, "turquoise": 4, "blue": 2,
    "navy": 2, "purple": 3, "violet": 3, "magenta": 3, "fuchsia": 3, "pink": 3, "brown": 5,
    "yellow": 5, "gold": 5, "orange": 6, "red": 6, "maroon": 6, "crimson": 6,
}  # fmt: skip
"""What some clients write instead of a number (CSS)."""
_TZID = re.compile(r"^TZID(?:;[^:\r\n]*)?:\s*(\S+)", re.MULTILINE)


def name_of(it: CalendarRow) -> str:
    """A telephone shows one list: of somebody else's calendar it must say whose it is."""
    if it.is_own or it.kind is not CalendarKind.PERSONAL:
        return it.name
    return f"{it.owner_name} – {it.name}"


def of(it: CalendarRow) -> dict[str, str]:
    """As XML between the tags of each."""
    told = {
        COMPONENTS: "".join(f'<C:comp name="{name}"/>' for name in _taken(it)),
        DATA_KINDS: DATA,
        LARGEST: str(MOST_BYTES),
        caldav("supported-collation-set"): _COLLATIONS,
        COLOUR: PALETTE[it.colour - 1],
        ORDER: str(it.rank),
        TRANSPARENCY: xml.element(caldav("transparent" if it.is_transparent else "opaque")),
        ZONE_NAME: xml.text(it.timezone),
    }
    return told | ({DESCRIPTION: xml.text(it.description)} if it.description else {})


def read(values: Mapping[str, Element | None]) -> tuple[CalendarChanges, set[str]]:
    """The fields to set, and the properties that nobody can set like that."""
    fields: dict[str, Any] = {}
    refused: set[str] = set()
    for name, value in values.items():
        try:
            fields |= _READ[name](value)
        except (KeyError, ValueError):
            refused.add(name)
    return cast(CalendarChanges, fields), refused


def _name(value: Element | None) -> dict[str, Any]:
    return {"name": _text(value)}


def _description(value: Element | None) -> dict[str, Any]:
    return {"description": "" if value is None else _text(value)}


def _colour(value: Element | None) -> dict[str, Any]:
    """The nearest that we have."""
    if (named := _NAMED.get(_text(value).lower())) is not None:
        return {"colour": named}
    match = _COLOUR.fullmatch(_text(value))
    if match is None:
        raise ValueError
    wanted = _rgb(match[1])

    def distance(colour: str) -> int:
        parts = zip(_rgb(colour[1:]), wanted, strict=True)
        return sum((one - other) ** 2 for one, other in parts)

    return {"colour": 1 + PALETTE.index(min(PALETTE, key=distance))}


def _order(value: Element | None) -> dict[str, Any]:
    number = int(_text(value))
    if not -(2**31) <= number < 2**31:
        raise ValueError
    return {"rank": number}


def _transparency(value: Element | None) -> dict[str, Any]:
    words = {child.tag for child in value} if value is not None else set()
    return {"is_transparent": caldav("transparent") in words}


def _zone(value: Element | None) -> dict[str, Any]:
    """Of a VTIMEZONE, or alone, a name that we know too; of others we keep our own."""
    text = _text(value)
    match = _TZID.search(text)
    name = match[1] if match else text
    return {"timezone": name} if name in available_timezones() else {}


def _components(value: Element | None) -> dict[str, Any]:
    """What a list of tasks or a calendar is made for; what we do not keep is passed over."""
    named = {it.get("name", "").upper() for it in value} if value is not None else set()
    kept = [it.value for it in Component if it.value in named]
    return {"components": " ".join(kept) if len(kept) < len(Component) else ""}


def _taken(it: CalendarRow) -> Sequence[str]:
    return it.components.split() or [kind.value for kind in Component]


def _text(value: Element | None) -> str:
    if value is None:
        raise ValueError
    return "".join(value.itertext()).strip()


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return red, green, blue


_READ: dict[str, Callable[[Element | None], dict[str, Any]]] = {
    dav("displayname"): _name,
    DESCRIPTION: _description,
    COLOUR: _colour,
    ORDER: _order,
    TRANSPARENCY: _transparency,
    ZONE: _zone,
    ZONE_NAME: _zone,
    COMPONENTS: _components,
}
