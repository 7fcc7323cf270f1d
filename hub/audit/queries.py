"""Reading the journal, the latest entry first, by the page."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from hub import settings
from hub.actor import Actor
from hub.audit import policy
from hub.audit.reads import journal_read
from hub.database import LARGEST, Row, first_key, read

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries; what is left out is not asked for."""

    action: str = ""
    person: str = ""
    """A part of the name of whoever acted; accents and capitals do not matter."""
    actor_id: int | None = None
    kind: str = ""
    object_id: int | None = None
    since: date | None = None
    until: date | None = None
    """The last day, included; days are those of the authority's time zone."""
    before: int | None = None
    after: int | None = None
    """Cursors: keys of an entry that the page ends before, or begins after."""


@dataclass(frozen=True, slots=True)
class Line:
    id: int
    at: datetime
    action: str
    kind: str
    object_id: int
    actor_id: int | None
    actor_name: str
    via: str
    detail: dict[str, Any]
    is_sealed: bool


@dataclass(frozen=True, slots=True)
class Found:
    lines: list[Line] = field(default_factory=list)
    before: int | None = None
    """Cursor of the older page, if there is one."""
    after: int | None = None
    """Cursor of the newer page."""


async def entries(wanted: Wanted, *, by: Actor) -> Found:
    """One page of entries. That it was asked for is journaled."""
    policy.check_reads(by)
    asked = {name: str(value) for name, value in _said(wanted).items()}
    journal_read("audit.journal.read", "journal", 1, by=by, detail=asked)
    actors = await _actors(wanted.person) if wanted.person else None
    conditions, values = _conditions(wanted, actors)
    order = "ASC" if wanted.after is not None else "DESC"
    rows = await read(
        "SELECT id, at, action, kind, object_id, actor_id, actor_name, via, detail, seq"  # noqa: S608
        f" FROM audit_entry WHERE {conditions} ORDER BY id {order} LIMIT :page",
        page=PAGE + 1, **values,
    )  # fmt: skip
    return _found(rows, wanted)


async def entries_of(kind: str, object_id: int, *, by: Actor, before: int | None = None) -> Found:
    """What happened to one thing."""
    return await entries(Wanted(kind=kind, object_id=object_id, before=before), by=by)


async def entries_by(person_id: int, *, by: Actor, before: int | None = None) -> Found:
    """What one person did."""
    return await entries(Wanted(actor_id=person_id, before=before), by=by)


async def actions(*, by: Actor) -> list[str]:
    """The names of all actions that the journal knows."""
    policy.check_reads(by)
    # From one name to the next by the index, whatever the number of entries.
    rows = await read(
        "WITH RECURSIVE name(action) AS ("
        " SELECT min(action) FROM audit_entry UNION ALL"
        " SELECT (SELECT min(action) FROM audit_entry e WHERE e.action > n.action)"
        " FROM name n WHERE n.action IS NOT NULL)"
        " SELECT action FROM name WHERE action IS NOT NULL"
    )
    return [row["action"] for row in rows]


def _conditions(wanted: Wanted, actors: list[int] | None) -> tuple[str, Row]:
    """SQL and its parameters; keys carry their instant, so days are ranges of keys."""
    values = {
        name: value
        for name in ("action", "actor_id", "kind", "object_id")
        if (value := getattr(wanted, name)) not in (None, "")
    }
    conditions = [f"{name} = :{name}" for name in values]
    if actors is not None:
        conditions.append("actor_id IN :actors")
        values["actors"] = actors
    values["first"] = max(wanted.after or 0, _key(wanted.since) - 1 if wanted.since else 0)
    last = _key(wanted.until + timedelta(days=1)) if wanted.until else LARGEST
    values["last"] = min(wanted.before or LARGEST, last)
    return " AND ".join([*conditions, "id > :first", "id < :last"]), values


def _found(rows: list[Row], wanted: Wanted) -> Found:
    has_more, rows = len(rows) > PAGE, rows[:PAGE]
    is_backwards = wanted.after is not None
    lines = [_line(row) for row in (reversed(rows) if is_backwards else rows)]
    if not lines:
        return Found()
    has_older = is_backwards or has_more
    has_newer = has_more if is_backwards else wanted.before is not None
    return Found(
        lines,
        before=lines[-1].id if has_older else None,
        after=lines[0].id if has_newer else None,
    )


def _line(row: Row) -> Line:
    seq, detail = row.pop("seq"), _detail(row.pop("detail"))
    return Line(**row, detail=detail, is_sealed=seq is not None)


def _detail(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None  # tampered with: `hub verify` says so, and the page must still be readable
    return found if isinstance(found, dict) else {"": text}


def _said(wanted: Wanted) -> dict[str, Any]:
    fields = ("action", "person", "actor_id", "kind", "object_id", "since", "until")
    return {name: value for name in fields if (value := getattr(wanted, name)) not in (None, "")}


def _key(day: date) -> int:
    return first_key(datetime.combine(day, time.min, settings.current.get().zone))


async def _actors(part: str) -> list[int]:
    """Those whose last name in the journal has the part in it; by the index, as for actions."""
    rows = await read(
        "WITH RECURSIVE who(id) AS ("
        " SELECT min(actor_id) FROM audit_entry UNION ALL"
        " SELECT (SELECT min(actor_id) FROM audit_entry e WHERE e.actor_id > w.id)"
        " FROM who w WHERE w.id IS NOT NULL)"
        " SELECT w.id AS id, (SELECT actor_name FROM audit_entry e WHERE e.actor_id = w.id"
        " ORDER BY e.id DESC LIMIT 1) AS name FROM who w WHERE w.id IS NOT NULL"
    )
    return [row["id"] for row in rows if _plain(part) in _plain(row["name"])]


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
