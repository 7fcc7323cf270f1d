"""What is done with a space, folder or file: another name, another place, the bin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.access.things import Ref
from hub.errors import Invalid
from hub.language import N_
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_sharing import actions, forms, queries
from hub_sharing.models import Node
from hub_sharing.pages.frame import by, trail

TEMPLATE = "sharing/node.html"
RENAMED = message("sharing.renamed", N_("It has its new name."))
MOVED = message("sharing.moved", N_("It is in its new place."))
TRASHED = message("sharing.trashed", N_("It is in the bin, where you can take it out again."))
RESTORED = message("sharing.restored", N_("It is back where it was."))


async def show(request: Request) -> Response:
    return render(request, TEMPLATE, **await _context(request))


async def rename(request: Request) -> Response:
    async def act(node_id: int) -> None:
        wanted = await read_form(request, forms.renaming)
        await actions.rename(node_id, by=by(request), name=wanted.name, version=wanted.version)
        say(request, RENAMED)

    return await _done(request, "write", act)


async def move(request: Request) -> Response:
    async def act(node_id: int) -> None:
        to = await read_form(request, forms.moving)
        await actions.move(node_id, by=by(request), into=to.into, version=to.version)
        say(request, MOVED)

    return await _done(request, "delete", act)


async def trash(request: Request) -> Response:
    node = await queries.node(request.path_params["node"], by=by(request), to="delete")
    await actions.trash(node.id, by=by(request))
    say(request, TRASHED)
    return redirect(await _above(node, request))


async def restore(request: Request) -> Response:
    node = await actions.restore(request.path_params["node"], by=by(request))
    say(request, RESTORED)
    return redirect(address(node))


def address(node: Node) -> str:
    """The page of a node."""
    return f"/spaces/{node.id}" if node.holds else f"/files/{node.id}"


async def _done(request: Request, ability: str, act: Callable[[int], Awaitable[None]]) -> Response:
    """Rights first, then the form: to whoever may not, no form is right or wrong."""
    node = await queries.node(request.path_params["node"], by=by(request), to=ability)
    try:
        await act(node.id)
    except Invalid as error:
        return render_form(request, TEMPLATE, error, block="main", **await _context(request))
    return redirect(address(node))


async def _context(request: Request) -> dict[str, Any]:
    held = await queries.held(request.path_params["node"], by=by(request))
    node = held.node
    targets = await queries.targets(node, by=by(request)) if "delete" in held.abilities else []
    is_frozen = node.frozen_at is not None or await queries.holds_frozen(node)
    return {
        "node": node, "able": held.abilities, "back": address(node),
        "trail": trail(await queries.path(node, by=by(request))),
        "targets": {id_: path for id_, path in targets if id_ not in {node.id, node.parent_id}},
        "ref": Ref(node.kind, node.id), "is_frozen": is_frozen,
    }  # fmt: skip


async def _above(node: Node, request: Request) -> str:
    """The nearest place that remains; the list of spaces when what it lay in is not readable."""
    steps = await queries.path(node, by=by(request))
    return f"/spaces/{steps[-1].id}" if steps else "/spaces"


routes = [
    page("/nodes/{node:id}", show, "GET", name="sharing.node"),
    page("/nodes/{node:id}/name", rename, "POST", name="sharing.rename"),
    page("/nodes/{node:id}/place", move, "POST", name="sharing.move"),
    page("/nodes/{node:id}/trash", trash, "POST", name="sharing.trash"),
    page("/nodes/{node:id}/restore", restore, "POST", name="sharing.restore"),
]
