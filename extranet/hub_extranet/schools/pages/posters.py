"""The day and the week on paper, for the wall."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub import settings
from hub.language import _
from hub.paper import Template, render
from hub.web import formats
from hub.web.downloads import disposition
from hub.web.forms import read_query
from hub.web.routes import page
from hub_extranet.schools import clock, forms
from hub_extranet.schools.pages import days, wording
from hub_extranet.schools.pages.days import Day, Shown, Visit


async def show(request: Request) -> Response:
    by, school_id = request.scope["actor"], request.path_params["school"]
    day, is_week = read_query(request, forms.day), read_query(request, forms.is_week)
    if is_week:
        shown = await days.week(school_id, day, by=by)
        printed = await render(Template.WEEK_POSTER, week_poster(shown))
    else:
        shown = await days.days(school_id, day, day, by=by)
        printed = await render(Template.DAY_POSTER, day_poster(shown))
    headers = disposition(f"poster-{day.isoformat()}.pdf", "inline")
    return Response(printed, media_type="application/pdf", headers=headers)


def day_poster(shown: Shown) -> dict[str, Any]:
    """What `Template.DAY_POSTER` takes."""
    day = shown.first
    changes = [
        {"icon": "bus" if it.is_by_bus else "swap", "title": it.title, "detail": _detail(it)}
        for it in day.moved
    ]
    if day.why_not:
        changes.insert(0, {"icon": "alert", "title": day.why_not, "detail": ""})
    title = formats.sentence(formats.day(day.on))
    foot = {"text": _foot(), "edition": _edition(shown)}
    return _common(shown, title) | {
        "changes": changes, "entries": [_entry(it) for it in day.visits], "foot": foot,
    }  # fmt: skip


def week_poster(shown: Shown) -> dict[str, Any]:
    """What `Template.WEEK_POSTER` takes."""
    foot = {"title": _foot(), "text": _address(), "edition": _edition(shown)}
    title = _span(shown.first.on, shown.days[-1].on)
    return _common(shown, title) | {"days": [_column(it) for it in shown.days], "foot": foot}


def _common(shown: Shown, title: str) -> dict[str, Any]:
    view, on = shown.school, shown.first.on
    letter = clock.letter(on, view.zone, view.counting)
    return {
        "authority": {"name": settings.current.get().authority},
        "title": title,
        "produced": formats.local(formats.now()).isoformat(timespec="minutes")[:16],
        "school": view.name,
        "week": letter.value if letter else "–",
        "calendar": formats.sentence(wording.holidays(view, on)),
    }


def _column(day: Day) -> dict[str, Any]:
    name = " ".join(formats.day(day.on, today=day.on).split()[:2])
    column: dict[str, Any] = {"name": formats.sentence(name)}
    column["entries"] = [_entry(it) for it in day.visits]
    return column | ({"closed": day.why_not} if day.why_not else {})


def _entry(visit: Visit) -> dict[str, Any]:
    entry = {
        "hour": visit.hour, "what": visit.title, "who": visit.who, "changed": bool(visit.change),
        "change": visit.change,
    }  # fmt: skip
    place = ", ".join(filter(None, (visit.place, visit.until)))
    return entry | {"place": place, "icon": "bus" if visit.is_by_bus else "door"}


def _detail(moved: days.Moved) -> str:
    was = _("instead of {what}", what=moved.was) if moved.was else ""
    said = ", ".join(filter(None, (was, moved.reason)))
    return f"{said}." if said else ""


def _span(first: date, last: date) -> str:
    start = formats.short_day(first, today=first)
    start = start.split()[0] if first.month == last.month else start
    return _("From {first} to {last}", first=start, last=formats.short_day(last, today=date.min))


def _foot() -> str:
    return _("A change? A new sheet replaces this one.")


def _address() -> str:
    return _("The same, as it is now: {address}", address=f"{_host()}/schools")


def _host() -> str:
    return settings.current.get().public_url.removeprefix("https://").removeprefix("http://")


def _edition(shown: Shown) -> str:
    if shown.edition is None:
        return _("Nothing has been published yet")
    return _("Published {moment}", moment=formats.moment(shown.edition.published_at))


routes = [page("/schools/{school:id}/poster.pdf", show, "GET", name="schools.poster")]
