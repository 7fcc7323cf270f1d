"""Spaces, folders and files, as others link, search and show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from hub.access.queries import abilities_of
from hub.access.things import Ref, Thing
from hub.actor import Actor
from hub_sharing import media, queries
from hub_sharing.models import Node, NodeKind

ICONS = {"space": "people", "folder": "folder", "file": "doc"}


class Nodes:
    """The `attach` port."""

    kinds: Collection[str] = tuple(NodeKind)

    async def find(self, refs: Collection[Ref], *, by: Actor) -> Mapping[Ref, Thing]:
        wanted = {ref for ref in refs if ref.kind in self.kinds}
        ids = [ref.id for ref in wanted]
        rows = await Node.filter(id__in=ids, trash_id=None) if ids else []
        able = await abilities_of(by, {row.scope_id for row in rows})
        things = [_thing(row, able[row.scope_id]) for row in rows]
        return {it.ref: it for it in things if it.ref in wanted and "read" in it.abilities}

    async def suggest(self, words: str, *, by: Actor, limit: int) -> Sequence[Thing]:
        refs = [Ref(*it) for it in await queries.suggest(words, by=by, limit=limit)]
        found = await self.find(refs, by=by)
        return [found[ref] for ref in refs if ref in found]


def _thing(row: Node, abilities: frozenset[str]) -> Thing:
    kind = NodeKind(row.kind)
    word = "files" if kind is NodeKind.FILE else "spaces"
    icon = media.icon(media.of(row.name, b"")) if kind is NodeKind.FILE else ICONS[kind]
    return Thing(
        Ref(kind, row.id), row.name, f"/{word}/{row.id}", row.scope_id, abilities, icon
    )  # fmt: skip
