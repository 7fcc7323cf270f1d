"""Reads of agendas: the items of a meeting and their pieces."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from hub.access.queries import abilities_of, require
from hub.actor import Actor
from hub.database import Row, read
from hub.errors import NotFound
from hub.people.rows import name_of
from hub.search.policy import check_indexes
from hub_extranet.councils import policy
from hub_extranet.councils.models import ItemKind

_ITEMS = (
    "SELECT i.id, i.meeting_id, i.rank, i.kind, i.title, i.theme, i.synthesis, i.is_closed,"
    " i.version, i.rapporteur_id, p.given_name, p.family_name, c.version AS sent_in, c.sent_at"
    " FROM agenda_item i LEFT JOIN person p ON p.id = i.rapporteur_id"
    " LEFT JOIN convocation c ON c.id = i.convocation_id"
)
_PIECES = (
    "SELECT p.id, p.item_id, p.rank, p.title, p.file_id, p.added_at FROM piece p"
    " WHERE p.item_id IN :items ORDER BY p.rank, p.id"
)


@dataclass(frozen=True, slots=True)
class PieceLine:
    """A piece of an item."""

    id: int
    item_id: int
    title: str
    file_id: int
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Item:
    """A point of the agenda, with its pieces."""

    id: int
    meeting_id: int
    number: int
    kind: ItemKind
    title: str
    rapporteur_id: int | None
    rapporteur: str
    theme: str
    synthesis: str
    is_closed: bool
    version: int
    sent_in: int | None
    """The first version of the convocation that lists it."""
    sent_at: datetime | None
    pieces: tuple[PieceLine, ...] = ()

    @property
    def words(self) -> int:
        """Of the synthesis."""
        return len(self.synthesis.split())

    @property
    def is_decided(self) -> bool:
        return self.kind is ItemKind.DELIBERATIVE


async def agenda(meeting_id: int, *, by: Actor) -> Sequence[Item]:
    """The items in their order; without those behind closed doors for who gets a copy only.

    Raises:
        NotFound: the actor may not read the meeting.
    """
    return await listed(meeting_id, (await require(by, meeting_id, "read")).abilities)


async def listed(meeting_id: int, abilities: frozenset[str]) -> Sequence[Item]:
    """The same, for queries that have asked what the actor may do."""
    rows = await read(_ITEMS + " WHERE i.meeting_id = :id ORDER BY i.rank, i.id", id=meeting_id)
    shown = [row for row in rows if _is_shown(row, abilities)]
    pieces = await _pieces([row["id"] for row in shown])
    items = [_item(row, pieces.get(row["id"], ())) for row in shown]
    if "see_closed" in abilities:
        return items
    # Without a gap that would tell of what is behind closed doors.
    return [replace(it, number=number) for number, it in enumerate(items, 1)]


async def item(item_id: int, *, by: Actor, to: str = "read") -> Item:
    """Raises `NotFound` or `Forbidden`."""
    rows = await read(_ITEMS + " WHERE i.id = :id", id=item_id)
    if not rows:
        raise NotFound
    place = await require(by, rows[0]["meeting_id"], to)
    if not _is_shown(rows[0], place.abilities):
        raise NotFound
    return _item(rows[0], (await _pieces([item_id])).get(item_id, ()))


async def items(item_ids: Collection[int], *, by: Actor) -> Sequence[Item]:
    """Those of them that the actor may read, without their pieces."""
    rows = await read(_ITEMS + " WHERE i.id IN :ids ORDER BY i.id", ids=item_ids)
    able = await abilities_of(by, {row["meeting_id"] for row in rows})
    return [_item(row, ()) for row in rows if _is_shown(row, able[row["meeting_id"]])]


async def sent(item_ids: Collection[int] | None = None, *, by: Actor) -> Sequence[Item]:
    """Items that a convocation lists, all or some, for the index: whoever searches is asked again.

    Raises:
        NotFound: it is not a job that asks.
    """
    check_indexes(by)
    only, values = ("", {}) if item_ids is None else (" AND i.id IN :ids", {"ids": item_ids})
    rows = await read(f"{_ITEMS} WHERE c.id IS NOT NULL{only} ORDER BY i.id", **values)
    return [_item(row, ()) for row in rows]


def _is_shown(row: Row, abilities: frozenset[str]) -> bool:
    return policy.shows_item(
        abilities, is_sent=row["sent_in"] is not None, is_closed=bool(row["is_closed"])
    )


async def _pieces(items: Collection[int]) -> Mapping[int, tuple[PieceLine, ...]]:
    found: dict[int, list[PieceLine]] = defaultdict(list)
    for row in await read(_PIECES, items=items):
        line = PieceLine(row["id"], row["item_id"], row["title"], row["file_id"], row["added_at"])
        found[line.item_id].append(line)
    return {item: tuple(lines) for item, lines in found.items()}


def _item(row: Row, pieces: tuple[PieceLine, ...]) -> Item:
    return Item(
        row["id"], row["meeting_id"], row["rank"], ItemKind(row["kind"]), row["title"],
        row["rapporteur_id"], name_of(row), row["theme"], row["synthesis"], bool(row["is_closed"]),
        row["version"], row["sent_in"], row["sent_at"], pieces,
    )  # fmt: skip
