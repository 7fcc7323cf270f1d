"""What calendars and events are found by. Of a private event the index has all: whether a reader
may know of it, `attach` says of each hit before it is shown or counted."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from hub.access.things import Ref
from hub.actor import Actor
from hub.database import Row, read
from hub.domain.ports import Text
from hub.language import N_
from hub.search.policy import check_indexes
from hub_calendar.ics.lines import Malformed, parse

BATCH = 200
_EVENT = (
    "SELECT id, calendar_id, summary, location, ics, changed_at FROM calendar_object"
    " WHERE component = 'VEVENT' AND "
)


class Events:
    """The `search` port."""

    kinds: Mapping[str, str] = {"event": N_("Events")}

    async def text(self, ref: Ref, *, by: Actor) -> Text | None:
        check_indexes(by)
        rows = await read(f"{_EVENT} id = :id", id=ref.id)
        return _text(rows[0]) if rows else None

    async def texts(self, *, by: Actor) -> AsyncIterator[Text]:
        check_indexes(by)
        last = 0
        while rows := await read(
            f"{_EVENT} id > :last ORDER BY id LIMIT :most", last=last, most=BATCH
        ):
            for row in rows:
                yield _text(row)
            last = rows[-1]["id"]


def _text(row: Row) -> Text:
    body = "\n".join(filter(None, (row["location"], *_descriptions(row["ics"]))))
    ref = Ref("event", row["id"])
    return Text(ref, row["calendar_id"], row["summary"], body, row["changed_at"])


def _descriptions(ics: str) -> list[str]:
    """Of all its repetitions, each once."""
    try:
        events = parse(ics).inside("VEVENT")
    except Malformed:
        return []
    return list(dict.fromkeys(event.text("DESCRIPTION") for event in events))
