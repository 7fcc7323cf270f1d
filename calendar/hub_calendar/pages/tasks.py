"""`/tasks`: what is to be done, of the lists that one keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Invalid
from hub.language import N_, _
from hub.people.days import today
from hub.web import formats
from hub.web.filled import Filled
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_calendar import actions, forms
from hub_calendar.pages import words
from hub_calendar.pages.agenda import seen
from hub_calendar.pages.reading import zone
from hub_calendar.queries import CalendarRow
from hub_calendar.queries.tasks import Task, lists, task, tasks

PATH, LIST, FORM = "/tasks", "calendar/tasks.html", "calendar/task-form.html"
KEPT = message("calendar.task_kept", N_("The task is kept."))
TICKED = message("calendar.task_ticked", N_("Done."))
OPENED = message("calendar.task_opened", N_("The task is to be done again."))
DELETED = message("calendar.task_deleted", N_("The task is deleted."))
WEEK = timedelta(7)


@dataclass(frozen=True, slots=True)
class Line:
    """A task as the list says it."""

    task: Task
    title: str
    due: str


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    title: str
    lines: Sequence[Line]


async def show(request: Request) -> Response:
    return render(request, LIST, form=Filled(), **await _shown(request.scope["actor"]))


async def add(request: Request) -> Response:
    by = request.scope["actor"]
    try:
        sent = await read_form(request, forms.task)
        calendar_id = sent.calendar_id or _usual(await lists(by=by))
        await actions.create_task(calendar_id, by=by, draft=sent.draft)
    except Invalid as error:
        return render_form(request, LIST, error, **await _shown(by))
    say(request, KEPT)
    return redirect(PATH)


async def tick(request: Request) -> Response:
    sent = await read_form(request, forms.tick)
    await actions.tick_task(
        request.path_params["task"], by=request.scope["actor"], version=sent.version,
        recurrence_id=sent.at, is_done=sent.is_done,
    )  # fmt: skip
    say(request, TICKED if sent.is_done else OPENED)
    return redirect(PATH)


async def edit(request: Request) -> Response:
    by, key = request.scope["actor"], request.path_params["task"]
    found = await task(key, by=by)
    shown: dict[str, Any] = {"task": found, "title": _title(found), "due": _due(found)}
    if request.method == "GET":
        return render(request, FORM, form=Filled(forms.task_values(found.shown, zone())), **shown)
    try:
        sent = await read_form(request, forms.task)
        await actions.change_task(key, by=by, draft=sent.draft, version=sent.version)
    except Invalid as error:
        return render_form(request, FORM, error, **shown)
    say(request, KEPT)
    return redirect(PATH)


async def delete(request: Request) -> Response:
    version = await read_form(request, forms.version)
    key = request.path_params["task"]
    await actions.delete_task(key, by=request.scope["actor"], version=version)
    say(request, DELETED)
    return redirect(PATH)


async def _shown(by: Actor) -> dict[str, Any]:
    await seen(by)  # whoever has no calendar yet is given theirs
    calendars, found = await tasks(by=by)
    return {
        "sections": _sections(found),
        "calendars": {str(it.id): it.name for it in calendars},
        "topics": [f"calendar:{it.id}" for it in calendars],
    }


def _usual(calendars: Sequence[CalendarRow]) -> int:
    """Raises `Invalid` for whoever has no list."""
    if not calendars:
        raise Invalid(_("You have no calendar to write in."))
    return calendars[0].id


def _sections(found: Sequence[Task]) -> list[Section]:
    """By when they are due; none that is empty."""
    on = today()
    titles = {
        "late": _("Late"), "today": _("Today"), "soon": _("Within a week"), "later": _("Later"),
        "undated": _("Without a date"), "done": _("Done lately"),
    }  # fmt: skip
    lines: dict[str, list[Task]] = {name: [] for name in titles}
    for it in found:
        lines[_section(it, on)].append(it)
    for name, some in lines.items():
        some.sort(key=_order, reverse=name == "done")
    return [
        Section(name, titles[name], [Line(it, _title(it), _due(it)) for it in some])
        for name, some in lines.items()
        if some
    ]


def _section(it: Task, on: date) -> str:
    if it.shown.is_over:
        return "done"
    day = _day(it.shown.due)
    if day is None:
        return "undated"
    if _is_past(it.shown.due) or day < on:
        return "late"
    return "today" if day == on else "soon" if day < on + WEEK else "later"


def _order(it: Task) -> tuple[bool, datetime, str, int]:
    at = it.shown.over_at or it.shown.due or date.max
    moment = at if isinstance(at, datetime) else datetime.combine(at, datetime.max.time(), zone())
    return not it.shown.is_high, moment, it.shown.summary, it.id


def _title(it: Task) -> str:
    return it.shown.summary or _("(without a title)")


def _due(it: Task) -> str:
    """`lundi 7 décembre`, with its hour if it has one."""
    due, day = it.shown.due, _day(it.shown.due)
    if day is None:
        return ""
    told = formats.day(day, today=today())
    if not isinstance(due, datetime):
        return told
    return _("{day} at {hour}", day=told, hour=words.hour(due.astimezone(zone())))


def _day(due: date | None) -> date | None:
    return due.astimezone(zone()).date() if isinstance(due, datetime) else due


def _is_past(due: date | None) -> bool:
    return isinstance(due, datetime) and due < formats.now()


routes = [
    page(PATH, show, "GET", name="tasks"),
    page(PATH, add, "POST", name="tasks"),
    page(f"{PATH}/{{task:id}}", edit, "GET", "POST", name="tasks.task"),
    page(f"{PATH}/{{task:id}}/tick", tick, "POST", name="tasks.tick"),
    page(f"{PATH}/{{task:id}}/delete", delete, "POST", name="tasks.delete"),
]
