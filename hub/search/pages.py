"""`/search`: everything, one field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.search import forms, kinds
from hub.search.forms import Wanted
from hub.search.queries import Hit, Results, find, survey
from hub.web.forms import read_query
from hub.web.render import render
from hub.web.routes import page


@dataclass(frozen=True, slots=True)
class Group:
    kind: str
    hits: tuple[Hit, ...]


async def show(request: Request) -> Response:
    wanted = read_query(request, forms.wanted)
    results = await _results(wanted, by=request.scope["actor"])
    counts = results.counts or {}
    return render(
        request, "search/search.html", block="found", wanted=wanted, counts=counts,
        groups=groups(results.hits), labels=kinds.current.get(),
        number=sum(count.number for count in counts.values()),
        is_more=any(count.is_more for count in counts.values()),
        after=wanted.link(cursor=results.next) if results.next else "",
    )  # fmt: skip


async def _results(wanted: Wanted, *, by: Actor) -> Results:
    if wanted.kinds or wanted.cursor:
        return await find(wanted.text, by=by, kinds=wanted.kinds, cursor=wanted.cursor)
    return await survey(wanted.text, by=by)


def groups(hits: Iterable[Hit]) -> list[Group]:
    """Things of a kind together, the kind of the best first."""
    order: dict[str, int] = {}
    for hit in (hits := tuple(hits)):
        order.setdefault(hit.thing.ref.kind, len(order))
    ranked = sorted(hits, key=lambda hit: order[hit.thing.ref.kind])
    return [Group(kind, tuple(its)) for kind, its in groupby(ranked, lambda it: it.thing.ref.kind)]


routes = [page("/search", show, "GET", name="search")]
