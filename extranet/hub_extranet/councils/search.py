"""Items of agendas, once a convocation lists them, as they are found by title and synthesis."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from hub.access.things import Ref
from hub.actor import Actor
from hub.domain.ports import Text
from hub.language import N_
from hub_extranet.councils.queries import agendas
from hub_extranet.councils.queries.agendas import Item


class Items:
    """The `search` port."""

    kinds: Mapping[str, str] = {"agenda_item": N_("Agenda items")}

    async def text(self, ref: Ref, *, by: Actor) -> Text | None:
        found = await agendas.sent([ref.id], by=by) if ref.kind in self.kinds else []
        return _text(found[0]) if found else None

    async def texts(self, *, by: Actor) -> AsyncIterator[Text]:
        for item in await agendas.sent(by=by):
            yield _text(item)


def _text(item: Item) -> Text:
    if item.sent_at is None:
        raise ValueError("No convocation lists this item.")
    return Text(
        Ref("agenda_item", item.id), item.meeting_id, item.title, item.synthesis, item.sent_at
    )
