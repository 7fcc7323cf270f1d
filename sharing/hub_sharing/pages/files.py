"""A file: what it is, what it says, what it was before."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub import settings
from hub.errors import Invalid
from hub.language import N_
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.limits import UPLOAD
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_sharing import actions, forms, queries
from hub_sharing.pages.frame import around, by
from hub_sharing.receiving import chunks, receive

FILE, TEXT, REPLACE = (f"sharing/{name}.html" for name in ("file", "text", "replace"))
SHOWN = 4
"""Paragraphs of the beginning."""
REPLACED = message("sharing.replaced", N_("The new version is there; the old ones are kept."))


async def show(request: Request) -> Response:
    held = await queries.held(request.path_params["file"], by=by(request))
    versions = await queries.versions(held.node.id, by=by(request))
    text = await queries.text_of(held.node.id, by=by(request))
    return render(
        request, FILE, block="detail", versions=versions, text=text,
        beginning=queries.paragraphs(text.pages[0])[:SHOWN] if text.pages else [],
        **await around(held, by=by(request)),
    )  # fmt: skip


async def show_text(request: Request) -> Response:
    node = await queries.node(request.path_params["file"], by=by(request))
    text = await queries.text_of(node.id, by=by(request))
    pages = [queries.paragraphs(it) for it in text.pages]
    return render(request, TEXT, node=node, text=text, pages=pages)


async def replace(request: Request) -> Response:
    file_id = request.path_params["file"]
    await queries.node(file_id, by=by(request), to="write")
    file = await queries.file(file_id, by=by(request))
    limit = settings.current.get().upload_limit
    if request.method == "GET":
        return render(request, REPLACE, file=file, limit=limit)
    try:
        found = await read_form(request, forms.files)
    except Invalid as error:
        return render_form(request, REPLACE, error, file=file, limit=limit)
    received = await receive(chunks(found[0]))
    await actions.add_version(file_id, by=by(request), received=received)
    say(request, REPLACED)
    return redirect(f"/files/{file_id}")


routes = [
    page("/files/{file:id}", show, "GET", name="sharing.file"),
    page("/files/{file:id}/text", show_text, "GET", name="sharing.text"),
    page("/files/{file:id}/new", replace, "GET", "POST", name="sharing.replace", limits=UPLOAD),
]
