"""Saying when one usually works, day by day, beside one's card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from babel import dates
from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Invalid
from hub.language import N_, _, locale
from hub.people import actions, policy
from hub.people import queries as people
from hub.people.models import Weeks, WorkingHours
from hub.people.presence import clock
from hub.web import formats
from hub.web.filled import Filled
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_directory import forms, queries

FORM = "directory/hours.html"
SAID = message("directory.hours_said", N_("The working hours are kept."))
OF_SOME_WEEKS = {
    Weeks.EVEN: N_("{hours} in even weeks"),
    Weeks.ODD: N_("{hours} in odd weeks"),
}


async def ask(request: Request) -> Response:
    shown = await _shown(request)
    return render(request, FORM, form=Filled(forms.hours_shown(shown["told"])), **shown)


async def tell(request: Request) -> Response:
    shown, by = await _shown(request), request.scope["actor"]
    person_id = request.path_params["person"]
    try:
        asked = await read_form(request, forms.hours)
        await actions.set_working_hours(person_id, by=by, stretches=asked)
    except Invalid as error:
        return render_form(request, FORM, error, **shown)
    say(request, SAID)
    return redirect(f"/people/{person_id}")


async def repeat(request: Request) -> Response:
    """The form with Monday's hours on the other four days too; nothing is kept yet."""
    shown = await _shown(request)
    try:
        asked = await read_form(request, forms.hours)
    except Invalid as error:
        return render_form(request, FORM, error, **shown)
    filled = Filled(forms.hours_shown(forms.like_monday(asked)))
    return render(request, FORM, block="form", form=filled, **shown)


async def usual_week(person_id: int, *, by: Actor) -> list[tuple[str, str]]:
    """Day and hours in words, for whoever may change them; nothing for the others."""
    if "write" not in policy.abilities(by, person_id):
        return []
    return in_words(await _told(person_id, by))


def in_words(told: Iterable[WorkingHours]) -> list[tuple[str, str]]:
    days: dict[int, list[str]] = {}
    for it in told:
        days.setdefault(it.weekday, []).append(_in_words(it))
    names = weekdays()
    return [(names[day - 1], ", ".join(hours)) for day, hours in days.items()]


def weekdays() -> list[str]:
    """From Monday on, as titles."""
    names = dates.get_day_names("wide", "format", locale())
    return [formats.sentence(str(names[it])) for it in range(7)]


def _in_words(it: WorkingHours) -> str:
    start, end = (formats.hour(clock(at)) for at in (it.starts_minute, it.ends_minute))
    hours = _("{start} to {end}", start=start, end=end)
    return _(OF_SOME_WEEKS[it.weeks], hours=hours) if it.weeks in OF_SOME_WEEKS else hours


async def _told(person_id: int, by: Actor) -> Sequence[WorkingHours]:
    return (await people.working_hours([person_id], by=by)).get(person_id, [])


async def _shown(request: Request) -> dict[str, Any]:
    by, person_id = request.scope["actor"], request.path_params["person"]
    policy.check_writes(by, person_id)
    person = await queries.someone(person_id, by=by)
    told = await _told(person_id, by)
    return {
        "person": person, "told": told, "weekdays": weekdays(), "stretches": forms.STRETCHES,
        "labels": _labels(),
        # What this form cannot say is said above it, before it is written over.
        "more": [] if forms.is_sayable(told) else in_words(told),
    }  # fmt: skip


def _labels() -> dict[str, str]:
    """What the faults at the top of the form call its fields."""
    ends = {"start": _("{day}, beginning"), "end": _("{day}, end")}
    return {
        f"{end}-{number}-{it}": label.format(day=day)
        for number, day in enumerate(weekdays(), 1)
        for it in forms.STRETCHES
        for end, label in ends.items()
    }


routes = [
    page("/people/{person:id}/hours", ask, "GET", name="people.hours"),
    page("/people/{person:id}/hours", tell, "POST", name="people.hours"),
    page("/people/{person:id}/hours/repeat", repeat, "POST", name="people.hours.repeat"),
]
