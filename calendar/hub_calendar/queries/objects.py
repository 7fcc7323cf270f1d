"""Objects as DAV reads them: names, etags, texts, what changed.

All take the key of a calendar that the actor reads, or raise `NotFound`. Of a private event others
are given `busy_ics` under `busy_etag`, so a change that they are not shown changes no etag.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from hub.actor import Actor
from hub.database import Row, read
from hub.dav import changes
from hub.dav.changes import Token
from hub.errors import NotFound
from hub.language import _
from hub_calendar import policy
from hub_calendar.models import Component
from hub_calendar.policy import Sight
from hub_calendar.queries.calendars import entered, view
from hub_calendar.queries.times import check_window, objects_in

FACTS = "o.id, o.href, o.component, o.is_private, o.version, o.etag, o.busy_etag, o.schedule_tag"
TEXT = f"{FACTS}, o.ics, o.busy_ics"


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """One object, as its reader is shown it."""

    id: int
    href: str
    component: str
    etag: str
    ics: str
    """Empty when it was not asked for."""
    version: int
    is_masked: bool
    schedule_tag: str = ""
    """Empty for whom it is masked: it would tell of changes."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What changed in a calendar since a token."""

    token: Token
    """How far this goes."""
    written: list[ObjectRow]
    deleted: list[str]
    is_complete: bool
    """False: more has changed; ask again with `token`."""


async def object_at(calendar_id: int, href: str, *, by: Actor) -> ObjectRow:
    """Raises `NotFound`."""
    found = await objects(calendar_id, [href], by=by)
    if not found:
        raise NotFound(_("There is no such event."))
    return found[0]


async def objects(
    calendar_id: int,
    hrefs: Collection[str] | None = None,
    *,
    by: Actor,
    with_text: bool = True,
) -> list[ObjectRow]:
    """Those of these names that there are; without names, all. By name."""
    place = await entered(calendar_id, by=by)
    which = "" if hrefs is None else " AND o.href IN :hrefs"
    values = {} if hrefs is None else {"hrefs": list(hrefs)}
    rows = await read(
        f"SELECT {TEXT if with_text else FACTS} FROM calendar_object o"  # noqa: S608  # our own
        f" WHERE o.calendar_id = :calendar{which} ORDER BY o.href",
        calendar=calendar_id, **values,
    )  # fmt: skip
    return [shown(row, place.role) for row in rows]


async def etags(calendar_id: int, *, by: Actor) -> list[tuple[str, str, str, str]]:
    """Name, etag, component and schedule tag of each object, by name; no text is read."""
    place = await entered(calendar_id, by=by)
    sees_all = policy.sight(place.role, is_private=True) is Sight.ALL
    etag = "o.etag" if sees_all else "COALESCE(o.busy_etag, o.etag)"
    tag = "o.schedule_tag" if sees_all else "CASE WHEN NOT o.is_private THEN o.schedule_tag END"
    rows = await read(
        f"SELECT o.href, {etag} AS etag, o.component, {tag} AS tag FROM calendar_object o"  # noqa: S608  # ours
        " WHERE o.calendar_id = :calendar ORDER BY o.href",
        calendar=calendar_id,
    )
    return [(row["href"], row["etag"], row["component"], row["tag"] or "") for row in rows]


async def objects_between(
    calendar_id: int,
    start: datetime,
    end: datetime,
    *,
    by: Actor,
    component: Component = Component.EVENT,
    with_text: bool = True,
) -> list[ObjectRow]:
    """Those that happen at some time between two instants (RFC 4791 §9.9), by name.

    A task that has no date happens always.
    """
    place = await entered(calendar_id, by=by)
    check_window(start, end)
    columns = TEXT if with_text else FACTS
    rows = await objects_in(calendar_id, start, end, component, columns)
    if component is Component.TODO:
        rows += await read(
            f"SELECT {columns} FROM calendar_object o WHERE o.calendar_id = :calendar"  # noqa: S608
            " AND o.component = 'VTODO' AND o.starts_at IS NULL",
            calendar=calendar_id,
        )
    return sorted((shown(row, place.role) for row in rows), key=lambda it: it.href)


async def objects_meeting(
    calendar_id: int,
    start: datetime | None,
    end: datetime | None,
    *,
    by: Actor,
    component: Component = Component.EVENT,
    with_text: bool = True,
) -> list[ObjectRow]:
    """Those whose first and last time meet a window without an end on one side, as telephones ask
    of the last months and all that is to come, by name."""
    place = await entered(calendar_id, by=by)
    # A task without a date has no first time, and what repeats for ever no last one.
    since = " AND (o.ends_at IS NULL OR o.ends_at > :start OR o.starts_at >= :start)"
    until = " AND (o.starts_at IS NULL OR o.starts_at < :end)"
    rows = await read(
        f"SELECT {TEXT if with_text else FACTS} FROM calendar_object o"  # noqa: S608  # our own
        " WHERE o.calendar_id = :calendar"
        f" AND o.component = :component{since if start else ''}{until if end else ''}"
        " ORDER BY o.href",
        calendar=calendar_id, component=component.value,
        **({"start": start} if start else {}), **({"end": end} if end else {}),
    )  # fmt: skip
    return [shown(row, place.role) for row in rows]


async def delta(
    calendar_id: int,
    token: Token | None,
    *,
    by: Actor,
    limit: int | None = None,
    with_text: bool = True,
) -> Delta:
    """What was written and deleted since a token, or without one all that is there.

    One statement, so one snapshot: nothing falls between the answer and its token.

    Args:
        calendar_id: the calendar.
        token: how far the client has read it.
        by: the actor.
        limit: of this many changes at most; the rest is had with the token of the answer.
        with_text: whether the texts are read.

    Raises:
        StaleToken: the log cannot answer it; the client has to start again.
    """
    place = await entered(calendar_id, by=by)
    log = " AND h.seq > :since" if token else " AND NOT h.is_deleted"
    rows = await read(
        "SELECT d.epoch, d.seq, d.min_seq, h.href AS changed, h.seq AS at, h.is_deleted,"  # noqa: S608
        f" {TEXT if with_text else FACTS}"
        f" FROM dav_collection d LEFT JOIN dav_change h ON h.collection_id = d.id{log}"
        " LEFT JOIN calendar_object o ON o.calendar_id = d.id AND o.href = h.href"
        " WHERE d.id = :calendar ORDER BY h.seq, h.href",
        calendar=calendar_id, **({"since": token.seq} if token else {}),
    )  # fmt: skip
    first = rows[0]
    now = Token(first["epoch"], view(place.role), first["seq"])
    if token is not None:
        changes.check(token, now.epoch, now.view, now.seq, first["min_seq"])
    return _cut([row for row in rows if row["changed"] is not None], now, place.role, limit)


def shown(row: Row, role: str) -> ObjectRow:
    """The text that a reader of that role is given."""
    is_masked = policy.sight(role, is_private=bool(row["is_private"])) is not Sight.ALL
    text, etag = ("busy_ics", "busy_etag") if is_masked else ("ics", "etag")
    return ObjectRow(
        row["id"], row["href"], row["component"], row[etag], row.get(text, ""), row["version"],
        is_masked, "" if is_masked else row["schedule_tag"] or "",
    )  # fmt: skip


def _cut(rows: list[Row], now: Token, role: str, limit: int | None) -> Delta:
    """The first changes. Those of one number are of one transaction, and are not parted."""
    is_complete = limit is None or len(rows) <= limit
    if limit is not None and not is_complete:
        last = rows[limit - 1]["at"]
        if rows[limit]["at"] == last and rows[0]["at"] != last:
            rows = [row for row in rows if row["at"] < last]
        else:
            rows = [row for row in rows if row["at"] <= last]
        is_complete = False
        now = Token(now.epoch, now.view, rows[-1]["at"])
    written = [shown(row, role) for row in rows if row["id"] is not None]
    return Delta(now, written, [row["changed"] for row in rows if row["id"] is None], is_complete)
