"""Sharing a space, folder or file apart, and closing it to what is above."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.access.actions import change_role
from hub.access.pages import words
from hub.access.pages.sight import sight
from hub.access.queries import who_can_see
from hub.access.things import Ref
from hub.actor import Actor
from hub.errors import Conflict, Invalid, NotFound
from hub.language import N_
from hub.people.candidates import candidates
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_sharing import actions, forms, queries
from hub_sharing.models import Node
from hub_sharing.pages.frame import by, trail
from hub_sharing.policy import NODE

TEMPLATE = "sharing/share.html"
SHARED = message("sharing.shared", N_("It is shared. They find it under Documents."))
CHANGED = message("sharing.changed", N_("The right is changed."))
CLOSED = message("sharing.closed", N_("What is given above does not lead here any more."))
REOPENED = message("sharing.reopened", N_("Whoever sees what is above sees this again."))


async def show(request: Request) -> Response:
    node = await queries.node(request.path_params["node"], by=by(request), to="share")
    return render(request, TEMPLATE, block="found", **await _context(node, request))


async def share(request: Request) -> Response:
    async def act(node: Node) -> None:
        given = await read_form(request, forms.sharing)
        await actions.share(
            node.id, given.principal, given.role, by=by(request), ends_at=given.ends_at
        )
        say(request, SHARED)

    return await _done(request, act)


async def change(request: Request) -> Response:
    async def act(node: Node) -> None:
        given = await read_form(request, forms.changing)
        if given.grant not in await _changeable(node, by(request)):
            raise NotFound
        await change_role(given.grant, given.role, by=by(request), ends_at=given.ends_at)
        say(request, CHANGED)

    return await _done(request, act)


async def close(request: Request) -> Response:
    async def act(node: Node) -> None:
        await actions.close(node.id, by=by(request), keeps=await read_form(request, forms.keeps))
        say(request, CLOSED)

    return await _done(request, act)


async def reopen(request: Request) -> Response:
    async def act(node: Node) -> None:
        await actions.reopen(node.id, by=by(request))
        say(request, REOPENED)

    return await _done(request, act)


async def _done(request: Request, act: Callable[[Node], Awaitable[None]]) -> Response:
    """Rights first, then the form: to whoever may not, no form is right or wrong."""
    node = await queries.node(request.path_params["node"], by=by(request), to="share")
    try:
        await act(node)
    except (Invalid, Conflict) as error:
        context = await _context(node, request)
        return render_form(request, TEMPLATE, error, block="main", **context)
    return redirect(f"/nodes/{node.id}/share")


async def _changeable(node: Node, actor: Actor) -> set[int]:
    """The node's own grants that the actor may change: a key in a form is only a number."""
    seen = await sight(Ref(node.kind, node.id), by=actor)
    return {line.revocable for row in seen.rows for line in row.lines if line.revocable}


async def _context(node: Node, request: Request) -> dict[str, Any]:
    actor, asked = by(request), read_query(request, forms.sought)
    found = await who_can_see(node.scope_id, by=actor)
    is_own = node.scope_id == node.id
    given = {
        it.principal_id
        for it in found.readers
        if is_own and not all(reason.is_inherited for reason in it.reasons)
    }
    losing = [it for it in found.readers if it.principal_id not in given | {actor.person_id}]
    rank = NODE.rank(found.place.role)
    return {
        "node": node, "asked": asked, "sight": await sight(Ref(node.kind, node.id), by=actor),
        "trail": trail(await queries.path(node, by=actor)), "given": given,
        "is_closed": await queries.is_closed(node),
        "losing": [words.name(it.principal_id, it.name) for it in losing],
        "roles": {it: words.role(it) for it in NODE.roles[: rank + 1]},
        "recipients": await candidates(
            asked, by=actor, but=given | {actor.person_id or 0}, with_outside=True
        )
        if actor.is_inside and asked else [],
    }  # fmt: skip


routes = [
    page("/nodes/{node:id}/share", show, "GET", name="sharing.share"),
    page("/nodes/{node:id}/grants", share, "POST", name="sharing.grant"),
    page("/nodes/{node:id}/role", change, "POST", name="sharing.change"),
    page("/nodes/{node:id}/close", close, "POST", name="sharing.close"),
    page("/nodes/{node:id}/reopen", reopen, "POST", name="sharing.reopen"),
]
