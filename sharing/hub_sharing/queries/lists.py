"""Lists: hand-written, a number of statements that does not depend on how much there is."""

# only constants are put together
from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from hub.actor import Actor
from hub.database import LARGEST, Row
from hub.errors import NotFound
from hub.people.rows import name_of
from hub_sharing import media, names
from hub_sharing.models import Node, NodeKind
from hub_sharing.policy import NODE

PAGE = 200
"""Lines of a folder that are shown at once."""

_CURSOR = re.compile(r"([01])-([1-9][0-9]{0,18})-(\w{0,1500})")

_LINES = (
    "SELECT n.id, n.kind, n.name, n.scope_id, n.sort_key, n.changed_at, n.changed_by_id,"
    " p.given_name, p.family_name, v.size, v.media_type,"
    " (SELECT COUNT(*) FROM node c WHERE c.parent_id = n.id AND c.trash_id IS NULL"
    " AND c.scope_id IN :readable) AS number"
    " FROM node n LEFT JOIN person p ON p.id = n.changed_by_id"
    " LEFT JOIN file_version v ON v.node_id = n.id AND v.number = n.content"
    " WHERE n.trash_id IS NULL AND n.scope_id IN :readable"
)
_PLACES = (
    "WITH RECURSIVE tree(id, path, sort_path, is_mine) AS ("
    "SELECT id, CAST(name AS text), sort_key, CASE WHEN scope_id IN :readable THEN 1 ELSE 0 END"
    " FROM node WHERE id = :space AND trash_id IS NULL"
    " UNION ALL SELECT n.id, CASE tree.is_mine WHEN 1 THEN tree.path || ' › ' || n.name"
    " ELSE n.name END, tree.sort_path || ' ' || n.sort_key,"
    " CASE WHEN n.scope_id IN :readable THEN 1 ELSE 0 END"
    " FROM node n JOIN tree ON n.parent_id = tree.id"
    " WHERE n.kind = 'folder' AND n.trash_id IS NULL)"
    " SELECT id, path FROM tree WHERE is_mine = 1 ORDER BY sort_path, id LIMIT 1000"
)
_RANK = "CASE WHEN n.kind = 'file' THEN 1 ELSE 0 END"


@dataclass(frozen=True, slots=True)
class Space:
    """A space, or a folder or file that was shared apart from where it lies."""

    id: int
    kind: str
    name: str
    changed_at: datetime
    number: int
    """Of what the actor may read directly in it."""


@dataclass(frozen=True, slots=True)
class Line:
    """What lies in a space or folder."""

    id: int
    kind: str
    name: str
    scope_id: int
    sort_key: str
    changed_at: datetime
    changed_by_id: int | None
    changed_by: str
    number: int
    """Of what the actor may read directly in a folder."""
    size: int
    """In bytes, of a file."""
    media_type: str

    @property
    def is_file(self) -> bool:
        return self.kind == NodeKind.FILE

    @property
    def has_own_rights(self) -> bool:
        return self.scope_id == self.id

    @property
    def icon(self) -> str:
        return media.icon(self.media_type) if self.is_file else "folder"

    @property
    def cursor(self) -> str:
        return f"{int(self.is_file)}-{self.id}-{self.sort_key}"


@dataclass(frozen=True, slots=True)
class Recent:
    """A file that somebody has put."""

    id: int
    name: str
    changed_at: datetime
    changed_by_id: int | None
    changed_by: str
    icon: str
    place_id: int
    """What it lies in; 0 if the actor does not read that."""
    place: str
    """With what that lies in, if the actor reads it."""


@dataclass(frozen=True, slots=True)
class Binned:
    """What somebody put in the bin."""

    id: int
    kind: str
    name: str
    trashed_at: datetime
    trashed_by: str


async def spaces(*, by: Actor) -> list[Space]:
    """The spaces that the actor reads, by name."""
    return await _spaces("AND n.kind = 'space'", by)


async def shared(*, by: Actor) -> list[Space]:
    """Folders and files that the actor reads without reading what they lie in."""
    apart = (
        "AND n.id = n.scope_id AND n.kind <> 'space' AND NOT EXISTS (SELECT 1 FROM node up"
        " WHERE up.id = n.parent_id AND up.scope_id IN :readable)"
    )
    return await _spaces(apart, by)


async def children(of: Node, *, by: Actor, after: str = "", limit: int = PAGE) -> list[Line]:
    """Folders, then files, by name, from a cursor on.

    Raises:
        NotFound: the cursor is none of ours.
    """
    rank, id_, key = _place(after)
    rows = await NODE.readable(by).read(
        f"{_LINES} AND n.parent_id = :parent AND ({_RANK}, n.sort_key, n.id) > (:rank, :key, :id)"
        f" ORDER BY {_RANK}, n.sort_key, n.id LIMIT :limit",
        parent=of.id, rank=rank, key=key, id=id_, limit=limit,
    )  # fmt: skip
    return [_line(row) for row in rows]


async def folders_of(space_id: int, *, by: Actor) -> list[tuple[int, str]]:
    """The space and its folders in which the actor may write, in order, each with its path.

    A path begins below what the actor may not write in, of which not even the name is told.
    """
    rows = await NODE.readable(by, "write").read(_PLACES, space=space_id)
    return [(row["id"], row["path"]) for row in rows]


async def targets(of: Node, *, by: Actor) -> list[tuple[int, str]]:
    """Where the actor could put a node: the folders of its space, then the other spaces."""
    inside = await folders_of(of.space_id, by=by)
    rows = await NODE.readable(by, "write").read(
        "SELECT id, name FROM node WHERE kind = 'space' AND trash_id IS NULL AND id <> :own"
        " AND scope_id IN :readable ORDER BY sort_key, id LIMIT 1000",
        own=of.space_id,
    )
    return [*inside, *((row["id"], row["name"]) for row in rows)]


async def binned(space_id: int, *, by: Actor) -> list[Binned]:
    """What the actor may take out of the bin of a space, the latest first."""
    rows = await NODE.readable(by, "delete").read(
        "SELECT n.id, n.kind, n.name, n.trashed_at, p.given_name, p.family_name FROM node n"
        " LEFT JOIN person p ON p.id = n.trashed_by_id WHERE n.space_id = :space"
        " AND n.trash_id = n.id AND n.scope_id IN :readable ORDER BY n.trashed_at DESC, n.id DESC"
        " LIMIT :limit",
        space=space_id, limit=PAGE,
    )  # fmt: skip
    return [
        Binned(row["id"], row["kind"], row["name"], row["trashed_at"], name_of(row)) for row in rows
    ]


async def recent(since: datetime, *, by: Actor, limit: int) -> list[Recent]:
    """Files that others have put or replaced since then, the latest first."""
    # The plus keeps databases from going through all that one may read, by the index of scopes:
    # what is recent is far less.
    rows = await NODE.readable(by).read(
        "SELECT n.id, n.name, n.changed_at, n.changed_by_id, p.given_name, p.family_name,"
        " v.media_type, up.id AS place_id, up.name AS place, above.name AS above FROM node n"
        " JOIN file_version v ON v.node_id = n.id AND v.number = n.content"
        " LEFT JOIN person p ON p.id = n.changed_by_id"
        " LEFT JOIN node up ON up.id = n.parent_id AND up.scope_id IN :readable"
        " LEFT JOIN node above ON above.id = up.parent_id AND above.scope_id IN :readable"
        " WHERE n.trash_id IS NULL AND +n.scope_id IN :readable"
        " AND n.kind = 'file' AND n.changed_at > :since AND v.at = n.changed_at"
        " AND (n.changed_by_id IS NULL OR n.changed_by_id <> :me)"
        " ORDER BY n.changed_at DESC, n.id DESC LIMIT :limit",
        since=since, me=by.person_id or 0, limit=limit,
    )  # fmt: skip
    return [
        Recent(
            row["id"], row["name"], row["changed_at"], row["changed_by_id"], name_of(row),
            media.icon(row["media_type"] or ""), row["place_id"] or 0,
            " › ".join(filter(None, (row["above"], row["place"]))),
        )
        for row in rows
    ]  # fmt: skip


async def suggest(words: str, *, by: Actor, limit: int) -> list[tuple[str, int]]:
    """Kind and key of nodes whose name begins like that, or has it in it."""
    key = names.sort_key(words)
    if not key:
        return []
    rows = await NODE.readable(by).read(
        "SELECT n.id, n.kind FROM node n WHERE n.trash_id IS NULL AND n.scope_id IN :readable"
        " AND n.sort_key LIKE :like ORDER BY CASE WHEN n.sort_key LIKE :first THEN 0 ELSE 1 END,"
        " n.sort_key, n.id LIMIT :limit",
        like=f"%{key}%", first=f"{key}%", limit=limit,
    )  # fmt: skip
    return [(row["kind"], row["id"]) for row in rows]


async def _spaces(which: str, by: Actor) -> list[Space]:
    rows = await NODE.readable(by).read(f"{_LINES} {which} ORDER BY n.sort_key, n.id")
    return [
        Space(row["id"], row["kind"], row["name"], row["changed_at"], row["number"]) for row in rows
    ]


def _place(cursor: str) -> tuple[int, int, str]:
    if not cursor:
        return -1, 0, ""
    match = _CURSOR.fullmatch(cursor)
    if match is None or int(match[2]) > LARGEST:
        raise NotFound
    return int(match[1]), int(match[2]), match[3]


def _line(row: Row) -> Line:
    return Line(
        row["id"], row["kind"], row["name"], row["scope_id"], row["sort_key"], row["changed_at"],
        row["changed_by_id"], name_of(row), row["number"], row["size"] or 0,
        row["media_type"] or "",
    )  # fmt: skip
