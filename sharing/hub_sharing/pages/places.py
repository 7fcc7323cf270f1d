"""A space or folder: what lies in it, what is put into it, and its bin."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from hub import settings
from hub.errors import Invalid, NotFound
from hub.language import N_, _
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.limits import UPLOAD
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_sharing import actions, forms, names, queries
from hub_sharing.pages.frame import around, by, trail
from hub_sharing.queries.lists import PAGE
from hub_sharing.receiving import chunks

PLACE, FOLDER, FILES, BIN = (
    f"sharing/{name}.html" for name in ("place", "new-folder", "upload", "bin")
)
STORED = message("sharing.stored", N_("Files added: {number}."))


async def show(request: Request) -> Response:
    held = await queries.held(request.path_params["place"], by=by(request))
    if not held.node.holds:
        raise NotFound
    cursor = read_query(request, forms.after)
    lines = await queries.children(held.node, by=by(request), after=cursor, limit=PAGE + 1)
    return render(
        request, PLACE, block="list", lines=lines[:PAGE], limit=settings.current.get().upload_limit,
        after=lines[PAGE - 1].cursor if len(lines) > PAGE else "",
        spaces=await queries.spaces(by=by(request)), **await around(held, by=by(request)),
    )  # fmt: skip


async def new_folder(request: Request) -> Response:
    place = await queries.place(request.path_params["place"], by=by(request), to="write")
    if request.method == "GET":
        return render(request, FOLDER, where=place)
    try:
        name = await read_form(request, forms.name)
        made = await actions.create_folder(place.id, by=by(request), name=name)
    except Invalid as error:
        return render_form(request, FOLDER, error, where=place)
    return redirect(f"/spaces/{made.id}")


async def upload(request: Request) -> Response:
    place = await queries.place(request.path_params["place"], by=by(request), to="write")
    limit = settings.current.get().upload_limit
    if request.method == "GET":
        return render(request, FILES, where=place, limit=limit)
    try:
        number = await _store(request, place.id)
    except Invalid as error:
        return render_form(request, FILES, error, where=place, limit=limit)
    say(request, STORED, number=number)
    return redirect(f"/spaces/{place.id}")


async def show_bin(request: Request) -> Response:
    space = await queries.place(request.path_params["place"], by=by(request))
    found = await queries.binned(space.space_id, by=by(request))
    steps = await queries.path(space, by=by(request))
    return render(request, BIN, where=space, found=found, trail=trail(steps))


async def _store(request: Request, place_id: int) -> int:
    """Stores all files, or none if the name of one is refused."""
    found = await read_form(request, forms.files)
    for it in found:
        _check_name(it.filename or "")
    for it in found:
        name = it.filename or ""
        await actions.upload(place_id, by=by(request), name=name, content=chunks(it))
    return len(found)


def _check_name(name: str) -> None:
    try:
        names.checked(name)
    except Invalid as error:
        fault = _("{label}: {fault}", label=name[:100], fault=error.message)
        raise Invalid(files=fault) from None


routes = [
    page("/spaces/{place:id}", show, "GET", name="sharing.place"),
    page("/spaces/{place:id}/folders", new_folder, "GET", "POST", name="sharing.new_folder"),
    page("/spaces/{place:id}/files", upload, "GET", "POST", name="sharing.upload", limits=UPLOAD),
    page("/spaces/{place:id}/bin", show_bin, "GET", name="sharing.bin"),
]
