"""The convocation on paper: the data of the template `convocation`, for one recipient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date

from hub import settings
from hub.actor import Actor
from hub.errors import NotFound
from hub.language import _, locale
from hub.paper import Template, qr, render
from hub.web.formats import day, hour, local, sentence, short_day
from hub_extranet.councils import rules
from hub_extranet.councils.clock import civil_day, clear_days_between
from hub_extranet.councils.models import ItemKind
from hub_extranet.councils.queries import agendas, meetings
from hub_extranet.councils.queries.agendas import Item
from hub_extranet.councils.queries.meetings import Found

MOST_DAYS = 12
"""That the strip of days has room for."""


async def convocation(meeting_id: int, *, by: Actor) -> bytes:
    """The letter to the actor, as a PDF; with the items that the actor sees.

    Raises:
        NotFound: the actor may not read the meeting, or nobody was convened to it yet.
    """
    meeting = await meetings.meeting(meeting_id, by=by)
    if meeting.convened_at is None:
        raise NotFound
    items = [it for it in await agendas.agenda(meeting_id, by=by) if it.sent_in is not None]
    return await render(Template.CONVOCATION, letter(meeting, meeting.convened_at, items, by.name))


def letter(
    meeting: Found, convened_at: datetime, items: Sequence[Item], recipient: str
) -> dict[str, Any]:
    """What the template takes."""
    now = settings.current.get()
    title = _("Convocation: {title}", title=meeting.title)
    when = f"{sentence(day(meeting.starts_at))}, {hour(meeting.starts_at)}"
    return {
        "authority": {"name": now.authority, "address": [], "contact": ""},
        "title": title,
        "running": title,
        "produced": local(datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M"),
        "reference": _("Convocation, version {number}", number=meeting.convocation_version),
        "recipient": [recipient],
        "place-date": sentence(short_day(convened_at)),
        "references": rules.AGENDA.source,
        "salutation": _("Hello {name},", name=recipient),
        "opening": _("You are convened to the meeting of {body}:", body=meeting.body),
        "meeting": {"when": when, "where": meeting.place, "access": ""},
        "legal": _legal(meeting, civil_day(convened_at)),
        "qr": _code(meeting, now.public_url),
        "link": _link(meeting, now.public_url),
        "items": [_item(item) for item in items],
        "closing": [_("Say whether you will come, on the page of the meeting or on the slip.")],
        "signature": {"title": _("The secretariat,"), "name": meeting.body},
        "slip": _slip(meeting, when, recipient),
    }


def _legal(meeting: Found, sent_on: date) -> dict[str, Any]:
    number = clear_days_between(sent_on, meeting.day)
    shown = min(number, MOST_DAYS - 2)
    days = [_day(sent_on, _("sent"), "sent")]
    days += [
        _day(
            meeting.day - timedelta(days=shown - at),
            _("day {number}", number=at + 1 + number - shown),
            "day",
        )
        for at in range(shown)
    ]
    return {
        "sentence": _(
            "This convocation leaves {number} clear days before the meeting; the rule asks"
            " for {asked}.",
            number=number, asked=meeting.clear_days,
        ),
        "article": sentence(meeting.rule.source) + ".",
        "days": [*days, _day(meeting.day, _("meeting"), "meeting")],
    }  # fmt: skip


def _day(when: date, word: str, role: str) -> dict[str, str]:
    name = str(format_date(when, "EEE", locale=locale()))
    return {"name": name, "number": str(when.day), "word": word, "role": role}


def _code(meeting: Found, public_url: str) -> dict[str, Any]:
    alt = _("Code to scan: opens the page of the meeting.")
    return qr(f"{public_url}/meetings/{meeting.id}", alt, _("On line"))


def _link(meeting: Found, public_url: str) -> dict[str, str]:
    url = f"{public_url}/meetings/{meeting.id}"
    return {"url": url, "text": urlsplit(url).netloc + urlsplit(url).path}


def _item(item: Item) -> dict[str, str]:
    kinds = {ItemKind.DELIBERATIVE: _("deliberation"), ItemKind.INFORMATION: _("information")}
    return {
        "number": str(item.number),
        "title": item.title,
        "reporter": item.rapporteur,
        "nature": kinds[item.kind],
        "kind": "closed" if item.is_closed else "open",
    }


def _slip(meeting: Found, when: str, recipient: str) -> dict[str, Any]:
    return {
        "title": _("Your answer"),
        "hint": _("To be handed to the secretariat before the meeting, or given on line."),
        "facts": [[_("Meeting"), f"{meeting.title}, {when}"], [_("Answer of"), recipient]],
        "choices": [_("I will be there."), _("I will be absent.")],
        "sign": [_("Date"), _("Signature")],
    }
