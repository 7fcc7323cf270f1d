"""What spaces, folders and files are found by: their names, and what files say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from hub.access.things import Ref
from hub.actor import Actor
from hub.database import read
from hub.domain.ports import Text
from hub.language import N_
from hub.search.policy import check_indexes
from hub_sharing.models import Node
from hub_sharing.queries.files import text_for_search

BATCH = 200
_ALL = (
    "SELECT n.id, n.kind, n.scope_id, n.name, n.changed_at, t.body FROM node n"
    " LEFT JOIN file_version v ON v.node_id = n.id AND v.number = n.content"
    " LEFT JOIN file_text t ON t.id = v.id"
    " WHERE n.trash_id IS NULL AND n.id > :last ORDER BY n.id LIMIT :most"
)


class Nodes:
    """The `search` port."""

    kinds: Mapping[str, str] = {
        "space": N_("Spaces"), "folder": N_("Folders"), "file": N_("Files"),
    }  # fmt: skip

    async def text(self, ref: Ref, *, by: Actor) -> Text | None:
        check_indexes(by)
        node = await Node.get_or_none(id=ref.id, kind=ref.kind, trash_id=None)
        return await _text(node) if node else None

    async def texts(self, *, by: Actor) -> AsyncIterator[Text]:
        check_indexes(by)
        last = 0
        while rows := await read(_ALL, last=last, most=BATCH):
            for row in rows:
                ref = Ref(row["kind"], row["id"])
                yield Text(ref, row["scope_id"], row["name"], row["body"] or "", row["changed_at"])
            last = rows[-1]["id"]


async def _text(node: Node) -> Text:
    body = await text_for_search(node)
    return Text(Ref(node.kind, node.id), node.scope_id, node.name, body, node.changed_at)
