"""`/people`: finding people, and the card of one."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from hub import settings
from hub.web.downloads import disposition
from hub.web.forms import read_query
from hub.web.render import render
from hub.web.routes import page
from hub_directory import forms, queries
from hub_directory.pages.hours import usual_week
from hub_directory.queries import Wanted
from hub_directory.vcards import vcard


async def show_list(request: Request) -> Response:
    wanted = read_query(request, forms.wanted)
    found = await queries.find(wanted, by=request.scope["actor"])
    return render(
        request, "directory/people.html", block="found", wanted=wanted, found=found,
        before=_page(wanted, -1) if wanted.page > 1 else "",
        after=_page(wanted, 1) if found.has_more(wanted.page) else "",
    )  # fmt: skip


async def show(request: Request) -> Response:
    by, person_id = request.scope["actor"], request.path_params["person"]
    card = await queries.card(person_id, by=by)
    week = await usual_week(person_id, by=by)
    return render(request, "directory/person.html", block="card", card=card, usual_week=week)


async def download(request: Request) -> Response:
    person_id = request.path_params["person"]
    card = await queries.card(person_id, by=request.scope["actor"])
    text = vcard(card, f"{settings.current.get().public_url}/people/{person_id}")
    headers = disposition("card.vcf")
    return Response(text, media_type="text/vcard; charset=utf-8", headers=headers)


def _page(wanted: Wanted, step: int) -> str:
    asked = {"q": wanted.text, "unit": wanted.unit_id or "", "page": wanted.page + step}
    return f"/people?{urlencode({name: it for name, it in asked.items() if it})}"


routes = [
    page("/people", show_list, "GET", name="people"),
    page("/people/{person:id}", show, "GET", name="people.person"),
    page("/people/{person:id}/card.vcf", download, "GET", name="people.vcard"),
]
