"""Files: what they hold, held before, and say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import datetime

from hub.access.queries import abilities_of
from hub.actor import Actor
from hub.audit.reads import journal_read
from hub.blobs import blobs
from hub.database import Row, read
from hub.errors import NotFound
from hub.extraction import Why
from hub.people.rows import name_of
from hub_sharing import media, policy
from hub_sharing.models import Node, NodeKind, TextState
from hub_sharing.policy import NODE
from hub_sharing.queries.nodes import node

_FILES = (
    "SELECT n.id, n.name, n.parent_id, n.space_id, n.scope_id, v.id AS version_id, v.number,"
    " v.size, v.media_type, v.at, p.given_name, p.family_name"
    " FROM node n JOIN file_version v ON v.node_id = n.id AND v.number = n.content"
    " LEFT JOIN person p ON p.id = v.by_id WHERE n.trash_id IS NULL AND n.scope_id IN :readable"
)

_VERSIONS = (
    "SELECT v.id, v.number, v.size, v.media_type, v.at, p.given_name, p.family_name FROM node n"
    " JOIN file_version v ON v.node_id = n.id LEFT JOIN person p ON p.id = v.by_id"
    " WHERE n.id = :id AND n.trash_id IS NULL AND n.scope_id IN :readable"
    " AND (v.number = n.content OR EXISTS (SELECT 1 FROM access a"
    " WHERE a.scope_id = n.scope_id AND a.principal_id IN :principals"
    " AND a.role IN :historians AND a.ends_at > :access_at))"
    " ORDER BY v.number DESC"
)
_TEXT = (
    "SELECT v.number, t.state, t.why, t.body, t.is_whole FROM node n"
    " JOIN file_version v ON v.node_id = n.id AND v.number = n.content"
    " JOIN file_text t ON t.id = v.id"
    " WHERE n.id = :id AND n.trash_id IS NULL AND n.scope_id IN :readable"
)
_DIGESTS = (
    "SELECT DISTINCT digest FROM file_version WHERE digest > :last ORDER BY digest LIMIT 1000"
)


@dataclass(frozen=True, slots=True)
class File:
    """A file as it is now."""

    id: int
    name: str
    parent_id: int
    space_id: int
    scope_id: int
    version_id: int
    number: int
    """Of its present version."""
    size: int
    """In bytes."""
    media_type: str
    at: datetime
    by: str
    """Who put this version there; empty for the hub itself or somebody who was erased."""

    @property
    def is_pdf(self) -> bool:
        return self.media_type == media.PDF

    @property
    def icon(self) -> str:
        return media.icon(self.media_type)


@dataclass(frozen=True, slots=True)
class Version:
    """What a file held from a moment on."""

    id: int
    number: int
    size: int
    media_type: str
    at: datetime
    by: str

    @property
    def is_pdf(self) -> bool:
        return self.media_type == media.PDF


@dataclass(frozen=True, slots=True)
class Opened:
    """The content of a version, checked for one actor and one moment."""

    version_id: int
    name: str
    size: int
    media_type: str
    digest: str

    async def chunks(self, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to `end`, which is not included."""
        return await blobs.current.get().open(self.digest, start, end)


@dataclass(frozen=True, slots=True)
class FileTextOf:
    """What the present version of a file says."""

    state: TextState
    why: Why | None
    pages: tuple[str, ...]
    is_whole: bool


async def file(file_id: int, *, by: Actor) -> File:
    """
    Raises:
        NotFound: there is none that the actor may read.
    """
    found = await files([file_id], by=by)
    if not found:
        raise NotFound
    return found[file_id]


async def files(file_ids: Collection[int], *, by: Actor) -> dict[int, File]:
    """Those of the files that the actor may read, in one read."""
    rows = await NODE.readable(by).read(f"{_FILES} AND n.id IN :ids", ids=file_ids)
    return {row["id"]: _file(row) for row in rows}


async def versions(file_id: int, *, by: Actor) -> list[Version]:
    """The versions of a file that the actor may open, the present one first.

    Raises:
        NotFound: there is no file that the actor may read.
    """
    historians = NODE.roles_to("read_history", by)
    rows = await NODE.readable(by).read(_VERSIONS, id=file_id, historians=historians)
    if not rows:
        raise NotFound
    return [
        Version(row["id"], row["number"], row["size"], row["media_type"], row["at"], name_of(row))
        for row in rows
    ]


async def open_file(file_id: int, *, by: Actor, version_id: int | None = None) -> Opened:
    """The content of a file, its present one or that of an older version. The reading is journaled.

    Raises:
        NotFound: there is none that the actor may read; of an older version, write in.
        Unavailable: the journal cannot be written.
    """
    found = await node(file_id, by=by)
    which = "number = :number" if version_id is None else "id = :version"
    rows = await read(
        f"SELECT id, number, size, media_type, digest FROM file_version"  # noqa: S608
        f" WHERE node_id = :node AND {which}",
        node=found.id,
        **({"number": found.content} if version_id is None else {"version": version_id}),
    )
    if not rows:
        raise NotFound
    row = rows[0]
    if row["number"] != found.content and not await _reads_history(found, by=by):
        raise NotFound
    journal_read("sharing.file.read", "file", found.id, by=by, detail={"version": row["number"]})
    return Opened(row["id"], found.name, row["size"], row["media_type"], row["digest"])


async def _reads_history(found: Node, *, by: Actor) -> bool:
    able = await abilities_of(by, [found.scope_id])
    return "read_history" in able[found.scope_id]


async def text_of(file_id: int, *, by: Actor) -> FileTextOf:
    """The text of a file, page by page, as far as it has been read. The reading is journaled.

    Raises:
        NotFound: there is no file that the actor may read.
        Unavailable: the journal cannot be written.
    """
    rows = await NODE.readable(by).read(_TEXT, id=file_id)
    if not rows:
        raise NotFound
    row = rows[0]
    is_read = row["state"] == TextState.DONE
    if is_read:
        journal_read("sharing.file.read", "file", file_id, by=by, detail={"version": row["number"]})
    why = Why(row["why"]) if row["why"] else None
    pages = tuple(row["body"].split("\f")) if is_read else ()
    return FileTextOf(TextState(row["state"]), why, pages, bool(row["is_whole"]))


def paragraphs(page: str) -> list[str]:
    """The lines of a page of paper joined again: one that is clearly shorter ends a paragraph."""
    lines = [it.strip() for it in page.split("\n")]
    full = 0.75 * max(map(len, lines))
    made = [""]
    for line in lines:
        made[-1] = f"{made[-1]} {line}".strip()
        if len(line) < full:
            made.append("")
    return [it for it in made if it]


async def text_for_search(of: Node) -> str:
    """What the present version of a file says, for the index, which every hit is checked after."""
    if of.kind != NodeKind.FILE:
        return ""
    rows = await read(
        "SELECT t.body FROM file_version v JOIN file_text t ON t.id = v.id"
        " WHERE v.node_id = :node AND v.number = :number",
        node=of.id, number=of.content,
    )  # fmt: skip
    return rows[0]["body"] if rows else ""


async def digests(*, by: Actor) -> AsyncIterator[str]:
    """The `digests` port: of all content that a version holds."""
    policy.check_collects(by)
    last = ""
    while rows := await read(_DIGESTS, last=last):
        for row in rows:
            yield (last := row["digest"])


def _file(row: Row) -> File:
    return File(
        row["id"], row["name"], row["parent_id"], row["space_id"], row["scope_id"],
        row["version_id"], row["number"], row["size"], row["media_type"], row["at"], name_of(row),
    )  # fmt: skip
