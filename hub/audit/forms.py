"""What the page of the journal is asked for."""

from __future__ import annotations

from hub.audit.queries import Wanted
from hub.web.forms import Fields


def wanted(fields: Fields) -> Wanted:
    return Wanted(
        action=fields.text("action", most=80, required=False),
        person=fields.text("person", required=False),
        actor_id=fields.optional_key("by"),
        kind=fields.text("kind", most=40, required=False),
        object_id=fields.optional_key("object"),
        since=fields.optional_day("since"),
        until=fields.optional_day("until"),
        before=fields.optional_key("before"),
        after=fields.optional_key("after"),
    )
