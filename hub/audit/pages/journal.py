"""The journal, as administrators look through it."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from hub.audit import forms, queries
from hub.audit.names import said
from hub.audit.queries import Wanted
from hub.language import N_
from hub.web.forms import read_query
from hub.web.render import render
from hub.web.routes import page

DOORS = {
    "session": N_("page"),
    "app_password": N_("device"),
    "link": N_("link"),
    "feed": N_("feed"),
    "job": N_("hub itself"),
}
"""How somebody came in, by `hub.actor.Via`."""


async def show(request: Request) -> Response:
    wanted, by = read_query(request, forms.wanted), request.scope["actor"]
    found = await queries.entries(wanted, by=by)
    return render(
        request, "audit/journal.html", block="found", wanted=wanted, found=found, doors=DOORS,
        actions=sorted(await queries.actions(by=by), key=said), said=said,
        link=lambda **asked: address(wanted, **asked),
    )  # fmt: skip


def address(wanted: Wanted, **asked: object) -> str:
    """The journal as it is shown, with other filters; from its newest page unless a cursor is
    given."""
    kept = {
        "action": wanted.action, "person": wanted.person, "by": wanted.actor_id,
        "kind": wanted.kind, "object": wanted.object_id,
        "since": wanted.since, "until": wanted.until,
    }  # fmt: skip
    filters = {name: value for name, value in (kept | asked).items() if value}
    return f"/admin/journal?{urlencode(filters)}" if filters else "/admin/journal"


routes = [page("/admin/journal", show, "GET", name="journal")]
