"""`/admin/mailbox`: messages that changed nothing, and why."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub import settings as hub_settings
from hub.database import LARGEST
from hub.mailbox import imap, queries
from hub.web.forms import Fields, read_query
from hub.web.render import render
from hub.web.routes import page


async def show(request: Request) -> Response:
    before = read_query(request, _before) if "before" in request.query_params else LARGEST
    messages = await queries.kept(by=request.scope["actor"], before=before)
    return render(
        request, "mailbox/list.html", kept=messages, folder=imap.KEPT,
        is_full=len(messages) == queries.PAGE,
        mailbox=hub_settings.current.get().mailbox_address,
    )  # fmt: skip


def _before(fields: Fields) -> int:
    """The key that the list continues from."""
    return fields.integer("before", least=1)


routes = [page("/admin/mailbox", show, "GET", name="mailbox")]
