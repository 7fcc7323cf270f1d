"""The guests of an event while it is written: who is in the list, and who is found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Invalid
from hub.language import _
from hub.mail.address import checked_email
from hub.web.filled import Filled
from hub.web.forms import read_form
from hub.web.render import render
from hub_calendar.forms import inviting
from hub_calendar.forms.inviting import Step
from hub_calendar.ics.guests import OPTIONAL, Guest
from hub_calendar.pages.asking import ANSWERS
from hub_calendar.queries import Event
from hub_calendar.queries.guests import Invitable, colleagues, named


@dataclass(frozen=True, slots=True)
class Chosen:
    """A guest in the list."""

    address: str
    name: str
    note: str
    is_optional: bool


@dataclass(frozen=True, slots=True)
class Guests:
    """That part of the form."""

    chosen: Sequence[Chosen] = ()
    found: Sequence[Invitable] = ()
    words: str = ""
    is_asked: bool = False
    is_changed: bool = False
    """Somebody was put into the list, or taken out of it."""
    is_held: bool = False
    """Nothing is saved, since somebody is looked for still."""

    @property
    def none_found(self) -> str:
        if not self.words or self.found:
            return ""
        return _("No colleague whom you can invite has that name. Others are invited by address.")


async def of_event(event: Event | None, by: Actor) -> Guests | None:
    """None where whoever changes it may not say whom it invites."""
    if event is None:
        return Guests()
    if not event.is_organizers:
        return None
    those = [
        Guest(it.address, it.name, it.role == OPTIONAL)
        for it in event.attendees
        if it.address != event.organizer
    ]
    return Guests(await _chosen(those, event, by))


async def sent(request: Request, event: Event | None) -> Guests | None:
    """As the form was sent."""
    if event is not None and not event.is_organizers:
        return None
    by, step = request.scope["actor"], await read_form(request, inviting.step)
    found = await _found(step, by) if step.words else []
    chosen = await _chosen(step.guests, event, by)
    return Guests(chosen, found, step.words, step.is_asked, step.is_changed, step.is_held)


def again(request: Request, template: str, **shown: Any) -> Response:
    """The form as it was, with another list of guests; nothing is saved."""
    form = Filled.again(request, Invalid())
    return render(request, template, block="guests", form=form, **shown)


async def _found(step: Step, by: Actor) -> list[Invitable]:
    there = {it.address for it in step.guests}
    try:
        address = checked_email(step.words).lower()
    except Invalid:
        found = await colleagues(step.words, by=by)
    else:
        names = await named([address], by=by)
        found = [Invitable(address, names.get(address, address), "")]
    return [it for it in found if it.address not in there]


async def _chosen(those: Sequence[Guest], event: Event | None, by: Actor) -> list[Chosen]:
    told = {it.address: it for it in event.attendees} if event else {}
    names = await named([it.address for it in those], by=by) if those else {}
    found = []
    for it in those:
        there = told.get(it.address)
        name = (there.name if there else "") or names.get(it.address, it.address)
        answer = _(ANSWERS[there.partstat][0]) if there and there.partstat in ANSWERS else ""
        outside = "" if it.address in names or name == it.address else it.address
        note = " · ".join(filter(None, (outside, answer)))
        found.append(Chosen(it.address, name, note, it.is_optional))
    return found
