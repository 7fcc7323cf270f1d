"""VFREEBUSY, as it is told (RFC 5545 §3.6.4): when, and nothing of what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import chain

from hub.accounts import clock
from hub_calendar.ics.lines import Component, Property, serialise
from hub_calendar.ics.values import written
from hub_calendar.models import BusyKind
from hub_calendar.queries.spans import Span, joined, without

_WORDS = {BusyKind.BUSY: "BUSY", BusyKind.TENTATIVE: "BUSY-TENTATIVE"}


def vfreebusy(
    start: datetime,
    end: datetime,
    spans: Mapping[BusyKind, Iterable[Span]],
    *,
    unavailable: Iterable[Span] = (),
    said: Iterable[Property] = (),
    method: str = "",
) -> str:
    """The whole text.

    Args:
        start: of the time that was asked about.
        end: of it.
        spans: within it; what touches is told as one.
        unavailable: also; what takes time goes before it (RFC 7953 §5).
        said: lines of the question, which the answer has too.
        method: what makes it a message.
    """
    head = [Property.of("VERSION", "2.0"), Property.of("PRODID", "-//Parvis//Parvis//FR")]
    head += [Property.of("METHOD", method)] if method else []
    times = (("DTSTAMP", clock.now()), ("DTSTART", start), ("DTEND", end))
    lines = [*said, *(Property.of(name, written(at)) for name, at in times)]
    told = {word: list(joined(spans.get(kind, ()))) for kind, word in _WORDS.items()}
    told["BUSY-UNAVAILABLE"] = list(without(unavailable, chain(*told.values())))
    lines += [
        Property.of("FREEBUSY", f"{written(one)}/{written(other)}", FBTYPE=word)
        for word, found in told.items()
        for one, other in found
    ]
    return serialise(Component("VCALENDAR", head, [Component("VFREEBUSY", lines)]))
