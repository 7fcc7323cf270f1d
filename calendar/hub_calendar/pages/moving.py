"""`/events/{id}/move`: an event put elsewhere in the grid, made longer, or copied there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from hub.actor import Actor
from hub.errors import Invalid
from hub.language import N_, _
from hub.web.flash import message, say
from hub.web.forms import Fields, read_form
from hub.web.redirects import redirect
from hub.web.render import is_partial, render
from hub.web.routes import page
from hub_calendar import actions, forms, queries
from hub_calendar.actions import Reach
from hub_calendar.ics import carrying
from hub_calendar.ics.drafts import EventDraft
from hub_calendar.ics.lines import Malformed
from hub_calendar.ics.objects import explained
from hub_calendar.ics.zones import known_name
from hub_calendar.pages import building, quick, sheets
from hub_calendar.pages.reading import zone
from hub_calendar.queries import Event

MOVED = message("calendar.event_moved", N_("The event is moved."))
COPIED = message("calendar.event_copied", N_("The event is copied."))
LONGEST = len("2026-12-08T10:00:00")


@dataclass(frozen=True, slots=True)
class Sent:
    """Where something was put: two days, of which the second is the day after the last, or two
    times by the clocks of the authority."""

    starts: date
    ends: date
    at: str
    """The repetition that was taken hold of."""
    version: int
    reach: Reach
    is_copy: bool


@dataclass(frozen=True, slots=True)
class Back:
    """The form that takes it back: where it is sent, and what."""

    action: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Done:
    title: str
    when: str
    back: Back
    is_copy: bool
    day: str
    reach: str = ""
    """How much of a series, in words."""


async def move(request: Request) -> Response:
    by = request.scope["actor"]
    sent = await read_form(request, put)
    found = await queries.event(
        request.path_params["event"], by=by, recurrence_id=sent.at, to="write"
    )
    done = await (_copy if sent.is_copy else _move)(found, sent, by)
    if is_partial(request):
        return render(request, "calendar/moved.html", done=done)
    say(request, COPIED if sent.is_copy else MOVED)
    return redirect(f"/calendars?day={done.day}")


def put(fields: Fields) -> Sent:
    starts, ends = _moment(fields, "starts"), _moment(fields, "ends")
    is_same_kind = isinstance(starts, datetime) is isinstance(ends, datetime)
    if not is_same_kind or ends < starts:
        fields.wrong("ends", _("It ends before it begins."))
    reach = Reach(forms.reach(fields))
    version = fields.integer("version")
    return Sent(starts, ends, forms.at(fields), version, reach, fields.flag("copy"))


async def _move(found: Event, sent: Sent, by: Actor) -> Done:
    before = found
    if sent.reach is Reach.ALL and found.recurrence_id:
        before = await queries.event(found.id, by=by)
    draft = _put(found, sent)
    stored = await actions.change_event(
        found.id, by=by, draft=draft, version=sent.version,
        recurrence_id=found.recurrence_id, reach=sent.reach,
    )  # fmt: skip
    is_one = sent.reach is Reach.THIS
    values = _shown(before) | {
        "at": found.recurrence_id if is_one else "", "version": str(stored.version),
        "reach": Reach.THIS if is_one else Reach.ALL,
    }  # fmt: skip
    back = Back(f"/events/{stored.object_id}/move", values)
    return replace(_done(draft, back, is_copy=False), reach=_reach(found, sent.reach))


async def _copy(found: Event, sent: Sent, by: Actor) -> Done:
    """An event of its own, once, to which nobody is invited."""
    draft = replace(_placed(found.draft, sent), rule="")
    stored = await actions.create_event(found.calendar_id, by=by, draft=draft)
    values = {"version": str(stored.version), "reach": "all"}
    return _done(draft, Back(f"/events/{stored.object_id}/delete", values), is_copy=True)


def _put(found: Event, sent: Sent) -> EventDraft:
    draft = _placed(found.draft, sent)
    if sent.reach is Reach.THIS:
        return draft
    try:
        days = (_day(draft.starts) - _day(found.draft.starts)).days
        return replace(draft, rule=carrying.carried(found.draft.rule, days))
    except Malformed as error:
        raise Invalid(explained(error)) from error


def _placed(draft: EventDraft, sent: Sent) -> EventDraft:
    """Days stay days, and the clocks that an event goes by its own, if we know them."""
    starts, ends = sent.starts, sent.ends
    if isinstance(starts, datetime) and isinstance(ends, datetime) and not draft.is_all_day:
        its = known_name(draft.timezone) or zone().key
        first, last = (_there(it, ZoneInfo(its)) for it in (starts, ends))
        return replace(draft, starts=first, ends=last, timezone=its)
    if isinstance(starts, datetime) or not draft.is_all_day:
        raise Invalid(_("An event is of days, or of times."))
    return replace(draft, starts=starts, ends=ends)


def _there(at: datetime, its: ZoneInfo) -> datetime:
    """By its own clocks; by ours, an hour stays as it was put, also where the clocks skip it."""
    if its == zone():
        return at
    return at.replace(tzinfo=zone()).astimezone(its).replace(tzinfo=None)


def _shown(event: Event) -> dict[str, str]:
    """When it is, as `put` reads it."""
    draft = event.draft
    if draft.is_all_day:
        return {"starts": str(draft.starts), "ends": str(draft.ends)}
    return {"starts": wall(event.starts_at), "ends": wall(event.ends_at)}


def wall(at: datetime) -> str:
    """By the clocks of the authority, without naming them."""
    return at.astimezone(zone()).replace(tzinfo=None).isoformat(timespec="seconds")


def _done(draft: EventDraft, back: Back, *, is_copy: bool) -> Done:
    when = quick.when(draft, building.present().date())
    title = draft.summary or _("(without a title)")
    return Done(title, when, back, is_copy, sheets.first_day(draft))


def _reach(found: Event, reach: Reach) -> str:
    if not found.is_recurring or reach is Reach.THIS:
        return ""
    is_all = reach is Reach.ALL
    return _("The whole series") if is_all else _("This date and those that follow")


def _day(at: date) -> date:
    return at.date() if isinstance(at, datetime) else at


def _moment(fields: Fields, name: str) -> date:
    """`2026-12-08`, or `2026-12-08T10:15` with or without seconds."""
    raw = fields.text(name, most=LONGEST)
    try:
        found = datetime.fromisoformat(raw) if "T" in raw else date.fromisoformat(raw)
    except ValueError:
        found = None
    is_wall = not isinstance(found, datetime) or found.tzinfo is None
    if found is None or not is_wall or not 1900 <= found.year <= 2200:
        fields.wrong(name, _("This is not a date, such as 08/12/2026."))
        return date.min + timedelta(1)
    return found


routes = [page("/events/{event:id}/move", move, "POST", name="events.move")]
