"""Meetings, their items and bodies, as others link, find and show them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from hub.access.queries import abilities_of
from hub.access.things import Ref, Thing
from hub.actor import Actor
from hub.database import read
from hub.people.folding import finds
from hub_extranet.councils.policy import BODY
from hub_extranet.councils.queries import agendas

_TITLES = {
    "body": "SELECT g.id, g.name AS title FROM body b JOIN people_group g ON g.id = b.id"
    " WHERE b.id IN :ids",
    "meeting": "SELECT id, title FROM meeting WHERE id IN :ids",
}
_PAGES = {"body": "/meetings", "meeting": "/meetings/{id}"}
_SUGGESTED = (
    "SELECT m.id, m.title FROM meeting m WHERE m.id IN :readable ORDER BY m.starts_at DESC, m.id"
)


class Councils:
    """The `attach` port."""

    kinds: Collection[str] = ("body", "meeting", "agenda_item")

    async def find(self, refs: Collection[Ref], *, by: Actor) -> Mapping[Ref, Thing]:
        found: dict[Ref, Thing] = {}
        for kind in _TITLES:
            if ids := [ref.id for ref in refs if ref.kind == kind]:
                found |= await _scopes(kind, ids, by)
        if ids := [ref.id for ref in refs if ref.kind == "agenda_item"]:
            found |= await _items(ids, by)
        return found

    async def suggest(self, words: str, *, by: Actor, limit: int) -> Sequence[Thing]:
        # Some twenty a year and body: folding here costs less than a column that is kept folded.
        rows = [it for it in await BODY.readable(by).read(_SUGGESTED) if finds(words, it["title"])]
        refs = [Ref("meeting", row["id"]) for row in rows[:limit]]
        found = await self.find(refs, by=by)
        return [found[ref] for ref in refs if ref in found]


async def may_read(by: Actor, meeting_id: int) -> bool:
    """Of the live topic `meeting:ID`."""
    return "read" in (await abilities_of(by, [meeting_id]))[meeting_id]


async def _scopes(kind: str, ids: Collection[int], by: Actor) -> dict[Ref, Thing]:
    """Bodies and meetings, whose scopes have their keys."""
    able = await abilities_of(by, ids)
    return {
        (ref := Ref(kind, row["id"])): Thing(
            ref, row["title"], _PAGES[kind].format(id=ref.id), ref.id, able[ref.id], "council"
        )
        for row in await read(_TITLES[kind], ids=ids)
        if "read" in able[row["id"]]
    }


async def _items(ids: Collection[int], by: Actor) -> dict[Ref, Thing]:
    items = await agendas.items(ids, by=by)
    able = await abilities_of(by, {item.meeting_id for item in items})
    return {
        (ref := Ref("agenda_item", item.id)): Thing(
            ref, item.title, f"/meetings/{item.meeting_id}?item={item.id}", item.meeting_id,
            able[item.meeting_id], "council",
        )
        for item in items
    }  # fmt: skip
