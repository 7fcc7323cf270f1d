"""What spaces, folders and files are found by: their names, and what files say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from hub.access.things import Ref
from hub.actor import Actor
from hub.domain.ports import Text
from hub.language import N_
from hub_sharing.models import Node
from hub_sharing.queries.files import text_for_search

BATCH = 200


class Nodes:
    """The `search` port."""

    kinds: Mapping[str, str] = {
        "space": N_("Spaces"), "folder": N_("Folders"), "file": N_("Files"),
    }  # fmt: skip

    async def text(self, ref: Ref, *, by: Actor) -> Text | None:
        node = await Node.get_or_none(id=ref.id, kind=ref.kind, trash_id=None)
        return await _text(node) if node else None

    async def texts(self, *, by: Actor) -> AsyncIterator[Text]:
        last = 0
        while nodes := await Node.filter(id__gt=last, trash_id=None).order_by("id").limit(BATCH):
            for node in nodes:
                yield await _text(node)
            last = nodes[-1].id


async def _text(node: Node) -> Text:
    body = await text_for_search(node)
    return Text(Ref(node.kind, node.id), node.scope_id, node.name, body, node.changed_at)
