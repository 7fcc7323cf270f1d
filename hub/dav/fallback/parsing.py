"""Reading an object with vobject, whose zones are everybody's.

It keeps each zone it has met, in any file, for the life of the process, and the first that comes
wins: a file that lies about Paris would move the events of everybody who is filtered after it. So
the zones it knows are set before each reading: those with a known name are what that name means,
whatever the file says, as in our own tables; others are the file's.
"""

from __future__ import annotations

import re
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

import vobject
from vobject import icalendar

_TZID = re.compile(r'TZID[=:]"?([^;:"\r\n]+)')
_ZONES: dict[str, Any] = vars(icalendar)["__tzidMap"]
_one_at_a_time = Lock()


def read(text: str, name: str) -> Any:
    """The object; of what vobject cannot read, an empty one, which matches no filter."""
    with _one_at_a_time:
        _ZONES.clear()
        _ZONES.update({"UTC": icalendar.utc} | _known(text))
        try:
            return vobject.readOne(text)
        except Exception:
            return vobject.newFromBehavior(name.lower())


def _known(text: str) -> dict[str, ZoneInfo]:
    found: dict[str, ZoneInfo] = {}
    for name in set(_TZID.findall(text)):
        try:
            found[name] = ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            continue
    return found
