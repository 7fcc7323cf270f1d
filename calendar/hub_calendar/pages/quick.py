"""`/events/quick`: an event in one line, and what is understood of it while it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Forbidden, Invalid
from hub.language import N_, _, locale
from hub.web import formats
from hub.web.filled import Filled
from hub.web.flash import message, say
from hub.web.forms import read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_calendar import actions, forms, policy
from hub_calendar.ics.drafts import EventDraft, Repeat
from hub_calendar.ics.guests import Guest
from hub_calendar.pages import building, reading, repetition, sheets, words
from hub_calendar.pages.agenda import seen
from hub_calendar.queries.guests import Invitable, colleagues
from hub_calendar.quick_add import Reading, read

PAGE = "calendar/quick.html"
MOST_NAMES, MOST_OFFERS = 2, 4
"""Names of a line whom colleagues are looked for, and those that are offered for one."""
ADDED = message("calendar.event_added", N_("It is in your calendar."))


@dataclass(frozen=True, slots=True)
class Told:
    """What is understood of a line, in words."""

    when: str
    title: str
    place: str
    repetition: str
    is_past: bool
    names: str
    """Who is named, and whom nobody of that name is found for: they are not invited."""
    offers: Sequence[Offer] = ()


@dataclass(frozen=True, slots=True)
class Offer:
    """A colleague of a name that was said."""

    whom: Invitable
    is_meant: bool
    """The only one of that name."""


@dataclass(frozen=True, slots=True)
class Added:
    id: int
    day: str
    is_drawn: bool
    """The agenda shows the calendar that it is in; else its own page is where to take it back."""

    @property
    def url(self) -> str:
        agenda, own = f"/calendars?day={self.day}&added={self.id}", f"/events/{self.id}"
        return agenda if self.is_drawn else own


async def quick(request: Request) -> Response:
    by = request.scope["actor"]
    policy.check_inside(by)
    if request.method == "GET":
        line = read_query(request, forms.line)
        shown = await _shown(line, by)
        return render(request, PAGE, block="told", form=Filled({"q": line}), **shown)
    try:
        added = await _add(by, *await read_form(request, forms.quick))
    except Invalid as error:
        shown = await _shown(Filled.again(request, error).value("q"), by)
        return render_form(request, PAGE, error, **shown)
    if not added.is_drawn:
        say(request, ADDED)
    return redirect(added.url)


async def _add(by: Actor, line: str, guests: tuple[Guest, ...]) -> Added:
    draft = replace(_whole(_read(line)), guests=guests or None)
    own = [it for it in await seen(by) if it.row.is_own and it.takes_events]
    if not own:
        raise Forbidden(_("You have no calendar to write in."))
    first = min(own, key=lambda it: not it.is_person)  # where invitations arrive, if it is there
    stored = await actions.create_event(first.id, by=by, draft=draft)
    return Added(stored.object_id, sheets.first_day(draft), first.is_shown)


def _read(line: str) -> Reading:
    return read(line, now=building.present(), zone=reading.zone(), language=locale())


def _whole(found: Reading) -> EventDraft:
    """Raises `Invalid` for a line that lacks the time or the title."""
    if found.draft is None:
        raise Invalid(q=_("Say when, such as “tomorrow 10 am” or “Thursday from 2 to 4 pm”."))
    if not found.title:
        raise Invalid(q=_("Say what it is as well."))
    return found.draft


async def _shown(line: str, by: Actor) -> dict[str, Any]:
    found = _read(line)
    if found.draft is None:
        return {"line": line, "told": None}
    offers = {it: await _offers(it, by) for it in found.people[:MOST_NAMES]}
    return {"line": line, "told": told(found, building.present(), offers)}


async def _offers(name: str, by: Actor) -> list[Offer]:
    found = await colleagues(name, by=by)
    return [Offer(it, len(found) == 1) for it in found[:MOST_OFFERS]]


def told(
    found: Reading, now: datetime, offers: Mapping[str, Sequence[Offer]] = MappingProxyType({})
) -> Told:
    draft = found.draft
    if draft is None:
        raise ValueError("Nothing tells when.")
    repeat = Repeat.parse(draft.rule) if draft.rule else None
    return Told(
        when(draft, now.date()), found.title, draft.location,
        repetition.sentence(repeat) if repeat else "", _is_past(draft, now),
        ", ".join(it for it in found.people if not offers.get(it)),
        [it for those in offers.values() for it in those],
    )  # fmt: skip


def when(draft: EventDraft, today: date) -> str:
    """`jeudi 3 décembre, 14 h – 15 h`."""
    starts, ends = draft.starts, draft.ends
    if isinstance(starts, datetime) and isinstance(ends, datetime):
        if starts.date() != ends.date():
            return words.days(starts, ends, has_hours=True)
        day = formats.day(starts.date(), today=today)
        return f"{day}, {words.hour(starts)} {words.DASH} {words.hour(ends)}"
    last = ends - timedelta(1)
    if last <= starts:
        return _("{day}, all day", day=formats.day(starts, today=today))
    first = formats.day(starts, today=today)
    return _("from {start} to {end}", start=first, end=formats.day(last, today=today))


def _is_past(draft: EventDraft, now: datetime) -> bool:
    if isinstance(draft.starts, datetime):
        return draft.starts.replace(tzinfo=now.tzinfo) < now
    return draft.starts < now.date()


routes = [page("/events/quick", quick, "GET", "POST", name="events.quick")]
