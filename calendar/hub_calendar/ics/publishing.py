"""An event as a feed tells it: to whoever has an address, so nobody's name and no line that is not
listed here."""

from __future__ import annotations

from collections.abc import Collection

from hub.language import LANGUAGES, N_, _, using
from hub_calendar.ics.lines import Component, Property, serialise
from hub_calendar.ics.masking import BUSY, PRODID, WHEN, bare, plain_zone
from hub_calendar.ics.objects import Parsed, busy_kind
from hub_calendar.models import BusyKind, FeedKind

CANCELLED = N_("Cancelled")
EVERY = "PT1H"
"""How often programs should look (RFC 7986 §5.7)."""
# Without CLASS: of a private event not even that it is one.
_TIMES = (WHEN - {"CLASS"}) | {"DTSTAMP", "SEQUENCE"}
_TITLES = _TIMES | {"SUMMARY", "STATUS"}
_TOLD = {
    FeedKind.BUSY: _TIMES,
    FeedKind.TITLES: _TITLES,
    FeedKind.ALL: _TITLES
    | {"LOCATION", "GEO", "DESCRIPTION", "URL", "CATEGORIES", "CREATED", "LAST-MODIFIED"},
}


def head(name: str, timezone: str) -> Component:
    """The calendar around the events. No METHOD: it is no message (RFC 5546 §1.4)."""
    lines = [
        Property.of("VERSION", "2.0"), Property.of("PRODID", PRODID),
        Property.of_text("NAME", name), Property.of_text("X-WR-CALNAME", name),
        Property.of_text("X-WR-TIMEZONE", timezone),
        Property.of("REFRESH-INTERVAL", EVERY, VALUE="DURATION"),
        Property.of("X-PUBLISHED-TTL", EVERY),
    ]  # fmt: skip
    return Component("VCALENDAR", lines)


def told(
    tree: Component, object_id: int, kind: FeedKind, owner: Collection[str]
) -> list[Component]:
    """The zones and events of an object, none if the feed tells nothing of it.

    Args:
        tree: the object; of a private one, what readers are shown.
        object_id: its key, of which its UID is made: that of an invitation would tell its guests.
        kind: how much the feed tells.
        owner: the addresses of the calendar's owner, whose refusals take no time.
    """
    parts = tree.inside("VEVENT")
    if kind is FeedKind.BUSY:
        parts = _taking_time(parts, owner)
    if not parts:
        return []
    uid = Property.of("UID", uid_of(object_id))
    title = [_title(BUSY)] if kind is FeedKind.BUSY else []
    zones = [plain_zone(it) for it in tree.inside("VTIMEZONE")]
    names = _TOLD[kind]
    return [
        *zones,
        *(Component(it.name, [uid, *bare(it, names), *title, *_state(it, kind)]) for it in parts),
    ]


def cancelled(parsed: Parsed, object_id: int) -> str:
    """What is kept of an event that is no longer there: when it was.

    Of a private one, `parsed` is what readers are shown, which counts no changes.
    """
    uid = Property.of("UID", uid_of(object_id))
    parts = [parsed.series.master] if parsed.series.master else parsed.parts
    tree = Component("VCALENDAR", [Property.of("VERSION", "2.0"), Property.of("PRODID", PRODID)])
    tree.components = [plain_zone(it) for it in parsed.tree.inside("VTIMEZONE")]
    end = [
        Property.of("SEQUENCE", str(parsed.sequence + 1)), Property.of("STATUS", "CANCELLED"),
        _title(CANCELLED),
    ]  # fmt: skip
    names = _TIMES - {"SEQUENCE"}
    tree.components += [Component(it.name, [uid, *bare(it, names), *end]) for it in parts]
    return serialise(tree)


def takes_time(parts: Collection[Component]) -> bool:
    """Whether any time of an event makes somebody busy."""
    return any(busy_kind(it, ()) is not BusyKind.FREE for it in parts)


def uid_of(object_id: int) -> str:
    """The same in every feed, whatever becomes of the event."""
    return f"{object_id}@feed"


def _taking_time(parts: list[Component], owner: Collection[str]) -> list[Component]:
    """Without what takes no time; a free time of a busy series is told as one that was dropped."""
    free = [busy_kind(it, owner) is BusyKind.FREE for it in parts]
    is_series = any(
        not is_free and it.get("RECURRENCE-ID") is None
        for it, is_free in zip(parts, free, strict=True)
    )
    kept = list[Component]()
    for it, is_free in zip(parts, free, strict=True):
        if not is_free:
            kept.append(it)
        elif is_series and it.get("RECURRENCE-ID") is not None:
            dropped = Component(it.name, [line for line in it.properties if line.name != "STATUS"])
            dropped.set("STATUS", Property.of("STATUS", "CANCELLED"))
            kept.append(dropped)
    return kept


def _state(part: Component, kind: FeedKind) -> list[Property]:
    """Of a busy time only that it is not sure, or dropped from its series."""
    value = part.value("STATUS")
    if kind is FeedKind.BUSY and value in {"TENTATIVE", "CANCELLED"}:
        return [Property.of("STATUS", value)]
    return []


def _title(words: str) -> Property:
    with using(LANGUAGES[0]):
        return Property.of_text("SUMMARY", _(words))
