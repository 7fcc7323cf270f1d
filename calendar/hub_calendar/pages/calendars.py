"""`/calendars/all` and each calendar: what it is called, who sees it, on which phone."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub import settings
from hub.accounts.queries.accounts import account
from hub.actor import Actor
from hub.errors import Invalid
from hub.language import N_, _
from hub.people import queries as people
from hub.people.days import today
from hub.people.models import GroupKind
from hub.web.filled import Filled
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_calendar import actions, forms, policy, queries
from hub_calendar.models import PERSONAL, CalendarKind
from hub_calendar.pages.agenda import seen
from hub_calendar.pages.shown import Shown, grouped
from hub_calendar.queries.calendars import CalendarRow
from hub_calendar.subscriptions import queries as subscriptions
from hub_calendar.subscriptions.words import why

FORM = "calendar/calendar-form.html"
SAVED = message("calendar.saved", N_("The calendar is saved."))
DELETED = message("calendar.deleted", N_("The calendar is deleted."))
MOST_FOUND = 20
COLOURS = {
    1: N_("green"), 2: N_("blue"), 3: N_("plum"), 4: N_("petrol"), 5: N_("bronze"), 6: N_("brick"),
}  # fmt: skip


async def every(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    groups = grouped(await seen(by))
    return render(request, "calendar/all.html", groups=groups, may_open=by.is_inside)


async def find(request: Request) -> Response:
    by, words = request.scope["actor"], read_query(request, forms.text)
    shown = {it.id for it in await seen(by) if it.is_shown}
    rows = await queries.named(words, by=by, limit=MOST_FOUND) if words else []
    found = [Shown(it, it.id in shown) for it in rows]
    return render(request, "calendar/find.html", block="found", calendars=found, words=words)


async def connect(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    await seen(by)
    own = await account(by.account_id or 0, by=by)
    address = settings.current.get().public_url + "/dav/"
    return render(request, "calendar/connect.html", login=own.login, dav_address=address)


async def show(request: Request) -> Response:
    row = await _calendar(request, "see_busy")
    is_first = row.kind == CalendarKind.PERSONAL and row.slug == PERSONAL
    may_read = "read" in row.abilities
    followed = await subscriptions.followed(row.id, by=request.scope["actor"]) if may_read else None
    return render(
        request, "calendar/calendar.html", calendar=Shown(row, True), owner=row.owner_name,
        may_read=may_read, may_write="write" in row.abilities, followed=followed,
        may_manage="manage" in row.abilities, why=why,
        may_delete="manage" in row.abilities and not is_first,
    )  # fmt: skip


async def new(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    shown = await _opening(by)
    if request.method == "GET":
        return render(request, FORM, **shown)
    try:
        made = await _create(request)
    except Invalid as error:
        return render_form(request, FORM, error, **shown)
    say(request, SAVED)
    return redirect(f"/calendars/{made}")


async def edit(request: Request) -> Response:
    row = await _calendar(request, "manage")
    shown: dict[str, Any] = {"title": _("Change “{title}”", title=row.name), "owners": {}}
    shown |= {"action": f"/calendars/{row.id}/edit", "colours": colours(), "has_rank": True}
    values = {"name": row.name, "colour": str(row.colour), "description": row.description}
    values |= {"rank": str(row.rank)}
    if request.method == "GET":
        return render(request, FORM, form=Filled(values), **shown)
    try:
        await _change(request, row.id)
    except Invalid as error:
        return render_form(request, FORM, error, **shown)
    say(request, SAVED)
    return redirect(f"/calendars/{row.id}")


async def delete(request: Request) -> Response:
    await actions.delete_calendar(request.path_params["calendar"], by=request.scope["actor"])
    say(request, DELETED)
    return redirect("/calendars/all")


async def _calendar(request: Request, to: str) -> CalendarRow:
    key = request.path_params["calendar"]
    return await queries.calendar(key, by=request.scope["actor"], to=to)


async def _opening(by: Actor) -> dict[str, Any]:
    """What the form for a new calendar is given; raises `Forbidden` for whom there is none."""
    policy.check_opens(by, by.person_id or 0, is_person=True)
    owners = {by.person_id: _("Me")} if by.person_id else {}
    for group in await people.groups_of(by.person_id or 0, today(), by=by):
        if group.kind != GroupKind.SYSTEM:
            owners[group.id] = group.name
    return {
        "title": _("New calendar"), "action": "/calendars/new", "owners": owners,
        "colours": colours(), "has_rank": False,
    }  # fmt: skip


async def _create(request: Request) -> int:
    card, owner = await read_form(request, lambda it: (forms.card(it), forms.owner(it)))
    by: Actor = request.scope["actor"]
    kind = CalendarKind.PERSONAL if owner in {None, by.person_id} else CalendarKind.GROUP
    made = await actions.create_calendar(
        by=by, name=card.name, owner_id=owner, kind=kind, colour=card.colour,
        description=card.description,
    )  # fmt: skip
    return int(made.id)


async def _change(request: Request, calendar_id: int) -> None:
    card, rank = await read_form(request, lambda it: (forms.card(it), forms.rank(it)))
    await actions.change_calendar(
        calendar_id, by=request.scope["actor"], name=card.name, colour=card.colour,
        description=card.description, rank=rank,
    )  # fmt: skip


def colours() -> dict[int, str]:
    return {number: _(name) for number, name in COLOURS.items()}


routes = [
    page("/calendars/all", every, "GET", name="calendars.all"),
    page("/calendars/find", find, "GET", name="calendars.find"),
    page("/calendars/connect", connect, "GET", name="calendars.connect"),
    page("/calendars/new", new, "GET", "POST", name="calendars.new"),
    page("/calendars/{calendar:id}", show, "GET", name="calendars.calendar"),
    page("/calendars/{calendar:id}/edit", edit, "GET", "POST", name="calendars.edit"),
    page("/calendars/{calendar:id}/delete", delete, "POST", name="calendars.delete"),
]
