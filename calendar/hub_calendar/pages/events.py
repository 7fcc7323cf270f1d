"""`/events`: one event, new, shown, changed, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Conflict, Forbidden, Invalid
from hub.language import N_, _
from hub.web.filled import Filled
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_calendar import actions, forms, queries
from hub_calendar.actions import Reach
from hub_calendar.errors import NotTheirs
from hub_calendar.forms import Beginning, Written, inviting
from hub_calendar.ics.drafts import EventDraft, Repeat
from hub_calendar.pages import building, guests, sheets
from hub_calendar.pages.agenda import seen
from hub_calendar.queries import Event

FORM, ASK = "calendar/event-form.html", "calendar/event-delete.html"
SHEET = "calendar/event.html"
ANSWERED = message("calendar.event_answered", N_("Your answer is noted."))
SAVED = message("calendar.event_saved", N_("The event is saved."))
DELETED = message("calendar.event_deleted", N_("The event is deleted."))
LENGTH = timedelta(hours=1)
USUAL_HOUR = 9


async def new(request: Request) -> Response:
    by = request.scope["actor"]
    calendars = await _writable(by)
    shown: dict[str, Any] = {"title": _("New event"), "calendars": calendars} | sheets.words_of(
        None
    )
    if request.method == "GET":
        asked = read_query(request, forms.beginning)
        shown["guests"] = await guests.of_event(None, by)
        return render(request, FORM, form=_beginning(asked, calendars), **shown)
    shown["guests"] = invited = await guests.sent(request, None)
    if invited and invited.is_asked:
        return guests.again(request, FORM, **shown)
    try:
        day = await _create(by, await read_form(request, forms.event))
    except Invalid as error:
        return render_form(request, FORM, error, **shown)
    say(request, SAVED)
    return redirect(f"/calendars?day={day}")


async def show(request: Request) -> Response:
    found = await _event(request)
    return render(request, SHEET, event=sheets.sheet(found, building.present()), form=Filled())


async def edit(request: Request) -> Response:
    found = await _event(request, to="write")
    if found.is_copy:
        raise NotTheirs
    shown = _editing(found)
    if request.method == "GET":
        shown["guests"] = await guests.of_event(found, request.scope["actor"])
        return render(request, FORM, form=Filled(forms.values(found.draft, found.repeat)), **shown)
    shown["guests"] = invited = await guests.sent(request, found)
    if invited and invited.is_asked:
        return guests.again(request, FORM, **shown)
    try:
        stored = await _change(found, request)
    except Invalid as error:
        return render_form(request, FORM, error, **shown)
    say(request, SAVED)
    return redirect(f"/calendars?day={stored}")


async def delete(request: Request) -> Response:
    found = await _event(request, to="write")
    shown: dict[str, Any] = {
        "event": sheets.sheet(found, building.present()),
        "reaches": sheets.reaches(found),
        "version": found.version,
    }
    if request.method == "GET":
        return render(request, ASK, **shown)
    sent = await read_form(request, forms.deletion)
    await actions.delete_event(
        found.id, by=request.scope["actor"], version=sent.version,
        recurrence_id=found.recurrence_id, reach=Reach(sent.reach),
    )  # fmt: skip
    say(request, DELETED)
    return redirect(f"/calendars?day={sheets.day_of(found)}")


async def answer(request: Request) -> Response:
    found = await _event(request, to="write")
    try:
        sent = await read_form(request, inviting.answer)
        await actions.answer_event(
            found.id, by=request.scope["actor"], partstat=sent.partstat, comment=sent.comment,
            recurrence_id=found.recurrence_id, reach=Reach(sent.reach), sequence=sent.sequence,
        )  # fmt: skip
    except (Conflict, Invalid) as error:
        now = sheets.sheet(await _event(request), building.present())
        return render_form(request, SHEET, error, event=now)
    say(request, ANSWERED)
    return redirect(sheets.address(found))


async def _event(request: Request, to: str = "read") -> Event:
    at = read_query(request, forms.at)
    return await queries.event(
        request.path_params["event"], by=request.scope["actor"], recurrence_id=at, to=to
    )


async def _writable(by: Actor) -> dict[int, str]:
    """The calendars in which the actor can put an event, the own one first."""
    found = {it.id: it.name for it in await seen(by) if it.takes_events}
    if not found:
        raise Forbidden(_("You have no calendar to write in."))
    return found


def _beginning(asked: Beginning, calendars: Mapping[int, str]) -> Filled:
    """An hour from the one that was pointed at."""
    now = building.present()
    hour = asked.hour.hour if asked.hour else USUAL_HOUR
    start = now.replace(hour=hour, minute=asked.hour.minute if asked.hour else 0)
    calendar = asked.calendar_id if asked.calendar_id in calendars else next(iter(calendars))
    day = asked.day or now.date()
    return Filled({
        "day": day.isoformat(), "start": f"{start:%H:%M}", "repeat": forms.ONCE, "interval": "1",
        "end": f"{start + LENGTH:%H:%M}" if hour < 23 else "23:59", "calendar": str(calendar),
        "days": [str(day.isoweekday())], "sight": "open",
    })  # fmt: skip


async def _create(by: Actor, sent: Written) -> str:
    """The day on which it is."""
    calendar = await queries.calendar(sent.calendar_id, by=by, to="write")
    draft = replace(sent.draft, timezone=calendar.timezone)
    await actions.create_event(calendar.id, by=by, draft=draft)
    return sheets.first_day(draft)


def _editing(found: Event) -> dict[str, Any]:
    return sheets.words_of(found) | {
        "title": _("Change “{title}”", title=found.draft.summary or _("(without a title)")),
        "calendars": {found.calendar_id: found.calendar_name},
    }


async def _change(found: Event, request: Request) -> str:
    sent = await read_form(request, forms.event)
    calendar = await queries.calendar(found.calendar_id, by=request.scope["actor"])
    draft = replace(
        sent.draft,
        timezone=found.draft.timezone or calendar.timezone,
        rule=_rule(sent, found.draft),
        guests=sent.draft.guests if found.is_organizers else None,
    )
    await actions.change_event(
        found.id, by=request.scope["actor"], draft=draft, version=sent.version,
        recurrence_id=found.recurrence_id, reach=Reach(sent.reach),
    )  # fmt: skip
    return sheets.first_day(draft)


def _rule(sent: Written, before: EventDraft) -> str:
    """The rule word for word as it was, if the form says the same: another would end exceptions."""
    told = Repeat.parse(before.rule) if before.rule else None
    is_same = sent.keeps_rule or (told is not None and told.text == sent.draft.rule)
    return before.rule if is_same else sent.draft.rule


routes = [
    page("/events/new", new, "GET", "POST", name="events.new"),
    page("/events/{event:id}", show, "GET", name="events.event"),
    page("/events/{event:id}/edit", edit, "GET", "POST", name="events.edit"),
    page("/events/{event:id}/answer", answer, "POST", name="events.answer"),
    page("/events/{event:id}/delete", delete, "GET", "POST", name="events.delete"),
]
