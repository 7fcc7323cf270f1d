"""Reading an object with vobject, whose zones are everybody's.

It keeps each zone it has met, in any file, for the life of the process, and the first that comes
wins: a file that lies about Paris would move the events of everybody who is filtered after it. So
the zones it knows are set before each reading: those with a known name are what that name means,
whatever the file says, as in our own tables; others are the file's.

Repetitions end with the year `LAST_YEAR`: a rule that never comes true, such as 30 February, was
looked for day by day until 9999, ten seconds of a thread for one event.
"""

from __future__ import annotations

import datetime
import re
from threading import Lock
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import vobject
from dateutil import rrule  # type: ignore[import-untyped]
from vobject import icalendar

_TZID = re.compile(r'TZID[=:]"?([^;:"\r\n]+)')
_ZONES: dict[str, Any] = vars(icalendar)["__tzidMap"]
_one_at_a_time = Lock()
LAST_YEAR = 2200
# Where dateutil reads how far it may look; nothing else of the hub walks rules with it.
vars(rrule)["datetime"] = SimpleNamespace(**{**vars(datetime), "MAXYEAR": LAST_YEAR})


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
