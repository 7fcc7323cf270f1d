"""A timetable as the text of an edition. People and classes are in it as keys, never by name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from hub_extranet.schools.clock import Counting, Stretch, Zone
from hub_extranet.schools.timetable import Line, Override, Timetable, Weeks

_DAYS = ("starts_on", "ends_on", "due_on", "on")


def dump(timetable: Timetable) -> str:
    """The same timetable always gives the same text."""
    content = {
        "zone": timetable.zone,
        "counting": timetable.counting,
        "lines": [_written(it) for it in timetable.lines],
        "overrides": [_written(it) for it in timetable.overrides],
        "closings": [_written(it) for it in timetable.closings],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def load(text: str) -> Timetable:
    content = json.loads(text)
    return Timetable(
        Zone(content["zone"]),
        Counting(content["counting"]),
        tuple(Line(**_read(it) | {"weeks": Weeks(it["weeks"])}) for it in content["lines"]),
        tuple(Override(**_read(it)) for it in content["overrides"]),
        tuple(Stretch(**_read(it)) for it in content["closings"]),
    )


def _written(row: Any) -> dict[str, Any]:
    values = asdict(row)
    return {key: it.isoformat() if isinstance(it, date) else it for key, it in values.items()}


def _read(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: date.fromisoformat(it) if key in _DAYS and it is not None else it
        for key, it in values.items()
    }
