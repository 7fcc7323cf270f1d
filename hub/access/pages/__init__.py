"""Who can see this, and why: for every thing that has rights, at one address."""

from __future__ import annotations

import csv
import io

from starlette.requests import Request
from starlette.responses import Response

from hub.access import forms
from hub.access.actions import revoke as revoke_grant
from hub.access.pages.sight import Sight, check, checked, in_group, sight
from hub.access.things import Ref
from hub.actor import Actor
from hub.language import N_, _
from hub.web.downloads import disposition
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import page

REVOKED = message("access.revoked", N_("The right is taken back."))


async def show(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    seen, asked = await sight(_ref(request), by=by), read_query(request, forms.asked)
    people, answer = await check(asked.name, seen, by=by) if asked.name else ([], None)
    for person_id in asked.person_ids[:1]:
        answer = await checked(person_id, seen, by=by)
    groups = {it: await in_group(it, seen, by=by) for it in asked.group_ids[:1]}
    return render(
        request, "access/readers.html", sight=seen, asked=asked, people=people, answer=answer,
        members=groups, ref=_ref(request),
    )  # fmt: skip


async def download(request: Request) -> Response:
    seen = await sight(_ref(request), by=request.scope["actor"])
    headers = disposition("access.csv")
    return Response(_csv(seen), media_type="text/csv; charset=utf-8", headers=headers)


async def revoke(request: Request) -> Response:
    back = await read_form(request, forms.back)
    await revoke_grant(request.path_params["grant"], by=request.scope["actor"])
    say(request, REVOKED)
    return redirect(back)


def _ref(request: Request) -> Ref:
    return Ref.parse(f"{request.path_params['kind']}:{request.path_params['thing']}")


def _csv(seen: Sight) -> bytes:
    """A table that a spreadsheet opens: with a mark of order, and no cell that is a formula."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow([_("Who"), _("Can"), _("Because"), _("Until")])
    for row in seen.rows:
        for line in row.lines:
            cells = [row.name, row.role, line.text, line.until.isoformat() if line.until else ""]
            table.writerow([f"'{it}" if it[:1] in "=+-@\t\r" and it else it for it in cells])
    return out.getvalue().encode("utf-8-sig")


routes = [
    page("/access/{kind}/{thing:id}", show, "GET", name="access"),
    page("/access/{kind}/{thing:id}/list.csv", download, "GET", name="access.list"),
    page("/access/grants/{grant:id}/revoke", revoke, "POST", name="access.revoke"),
]
