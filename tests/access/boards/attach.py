"""Boards, notes and diaries, as others link and show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hub.access.queries import abilities_of
from hub.access.things import Ref, Thing
from hub.actor import Actor
from tests.access.boards import queries
from tests.access.boards.models import Board, Diary, Note

MODELS: dict[str, tuple[Any, str]] = {
    "board": (Board, "title"),
    "note": (Note, "text"),
    "diary": (Diary, "title"),
}


class Boards:
    """The `attach` port."""

    kinds: Collection[str] = tuple(MODELS)

    async def find(self, refs: Collection[Ref], *, by: Actor) -> Mapping[Ref, Thing]:
        found: dict[Ref, Thing] = {}
        for kind, (model, title) in MODELS.items():
            ids = [ref.id for ref in refs if ref.kind == kind]
            rows = await model.filter(id__in=ids) if ids else []
            able = await abilities_of(by, {row.scope_id for row in rows})
            for row in rows:
                if "read" in able[row.scope_id]:
                    ref = Ref(kind, row.id)
                    found[ref] = Thing(
                        ref, getattr(row, title), f"/{kind}s/{row.id}", row.scope_id,
                        able[row.scope_id], "folder",
                    )  # fmt: skip
        return found

    async def suggest(self, words: str, *, by: Actor, limit: int) -> Sequence[Thing]:
        hits = [Ref("note", id_) for id_, _text in await queries.search(words, by=by)][:limit]
        found = await self.find(hits, by=by)
        return [found[ref] for ref in hits]
