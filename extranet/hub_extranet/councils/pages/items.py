"""The items of an agenda, as the secretariat writes them, and their pieces."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub import settings
from hub.actor import Actor
from hub.errors import Invalid, NotFound
from hub.language import N_
from hub.web.filled import Filled
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.limits import UPLOAD
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_extranet.councils import actions, forms
from hub_extranet.councils.queries import agendas, bodies, meetings
from hub_extranet.councils.queries.agendas import Item
from hub_extranet.councils.queries.meetings import Found
from hub_sharing.actions import chunks, receive

ITEM = "councils/item.html"
SAVED = message("councils.item_saved", N_("The item is saved."))
REMOVED = message("councils.item_removed", N_("The item is off the agenda."))
ATTACHED = message("councils.attached", N_("The piece is attached."))
DETACHED = message("councils.detached", N_("The piece is in the bin of the space."))


async def add(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    found = await meetings.meeting(request.path_params["meeting"], by=by, to="write")
    around = await _around(found, None, by)
    if request.method == "GET":
        return render(request, ITEM, **around)
    try:
        draft = await read_form(request, forms.item)
        made = await actions.add_item(found.id, by=by, draft=draft)
    except Invalid as error:
        return render_form(request, ITEM, error, **around)
    say(request, SAVED)
    return redirect(f"/meetings/{found.id}/items/{made.id}")


async def edit(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    found, item = await _item(request)
    if request.method == "GET":
        return render(request, ITEM, **await _around(found, item, by))
    try:
        version, draft = await read_form(request, forms.changed_item)
        await actions.change_item(item.id, by=by, draft=draft, version=version)
    except Invalid as error:
        return render_form(request, ITEM, error, **await _around(found, item, by))
    say(request, SAVED)
    return redirect(f"/meetings/{found.id}/prepare")


async def move(request: Request) -> Response:
    found, item = await _item(request)
    to = await read_form(request, forms.to)
    await actions.move_item(item.id, by=request.scope["actor"], to=to)
    return redirect(f"/meetings/{found.id}/prepare")


async def remove(request: Request) -> Response:
    found, item = await _item(request)
    await actions.remove_item(item.id, by=request.scope["actor"])
    say(request, REMOVED)
    return redirect(f"/meetings/{found.id}/prepare")


async def attach(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    found, item = await _item(request)
    try:
        sent = await read_form(request, forms.attached)
        received = await receive(chunks(sent.file))
        await actions.attach_piece(item.id, by=by, title=sent.title, received=received)
    except Invalid as error:
        return render_form(request, ITEM, error, **await _around(found, item, by))
    say(request, ATTACHED)
    return redirect(f"/meetings/{found.id}/items/{item.id}")


async def detach(request: Request) -> Response:
    found, item = await _item(request)
    piece_id = request.path_params["piece"]
    if piece_id not in {piece.id for piece in item.pieces}:
        raise NotFound
    await actions.remove_piece(piece_id, by=request.scope["actor"])
    say(request, DETACHED)
    return redirect(f"/meetings/{found.id}/items/{item.id}")


async def _item(request: Request) -> tuple[Found, Item]:
    """The item, if it is of the meeting in whose address it stands."""
    by: Actor = request.scope["actor"]
    found = await meetings.meeting(request.path_params["meeting"], by=by, to="write")
    item = await agendas.item(request.path_params["item"], by=by, to="write")
    if item.meeting_id != found.id:
        raise NotFound
    return found, item


async def _around(meeting: Found, item: Item | None, by: Actor) -> dict[str, Any]:
    seats = await bodies.sitting(meeting.body_id, meeting.day, by=by)
    return {
        "meeting": meeting,
        "item": item,
        "rapporteurs": {seat.holder_id: seat.holder for seat in seats},
        "limit": settings.current.get().upload_limit,
        "blank": Filled(),
    }


_ITEM = "/meetings/{meeting:id}/items/{item:id}"
routes = [
    page("/meetings/{meeting:id}/items", add, "GET", "POST", name="councils.add_item"),
    page(_ITEM, edit, "GET", "POST", name="councils.item"),
    page(f"{_ITEM}/move", move, "POST", name="councils.move_item"),
    page(f"{_ITEM}/remove", remove, "POST", name="councils.remove_item"),
    page(f"{_ITEM}/pieces", attach, "POST", name="councils.attach", limits=UPLOAD),
    page(f"{_ITEM}/pieces/{{piece:id}}/remove", detach, "POST", name="councils.detach"),
]
