"""Zones as calendar programs describe them in files."""

from __future__ import annotations


def _zone(name: str, *parts: str) -> str:
    return "\n".join(["BEGIN:VTIMEZONE", f"TZID:{name}", *parts, "END:VTIMEZONE"])


def _part(sort: str, start: str, before: str, after: str, rule: str = "") -> str:
    rules = [f"RRULE:FREQ=YEARLY;{rule}"] if rule else []
    lines = [f"DTSTART:{start}", f"TZOFFSETFROM:{before}", f"TZOFFSETTO:{after}", *rules]
    return "\n".join([f"BEGIN:{sort}", *lines, f"END:{sort}"])


TEXTS = {
    "Europe/Paris": _zone(
        "Europe/Paris",
        _part("STANDARD", "19961027T030000", "+0200", "+0100", "BYMONTH=10;BYDAY=-1SU"),
        _part("DAYLIGHT", "19810329T020000", "+0100", "+0200", "BYMONTH=3;BYDAY=-1SU"),
    ),
    "America/New_York": _zone(
        "America/New_York",
        _part("DAYLIGHT", "20070311T020000", "-0500", "-0400", "BYMONTH=3;BYDAY=2SU"),
        _part("STANDARD", "20071104T020000", "-0400", "-0500", "BYMONTH=11;BYDAY=1SU"),
    ),
    "Pacific/Noumea": _zone(
        "Pacific/Noumea", _part("STANDARD", "19970302T030000", "+1200", "+1100")
    ),
    "Indian/Reunion": _zone(
        "Indian/Reunion", _part("STANDARD", "19110601T000000", "+0341", "+0400")
    ),
}
