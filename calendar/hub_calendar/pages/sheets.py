"""One event in words: when, how often, who sees it, who comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hub import settings
from hub.language import _
from hub.web import formats
from hub_calendar import forms
from hub_calendar.ics.objects import Invited
from hub_calendar.pages import asking, repetition, words
from hub_calendar.pages.asking import ANSWERS, WAITING, Asked
from hub_calendar.pages.reading import zone
from hub_calendar.queries import Event

CHAIR, OPTIONAL = "CHAIR", "OPT-PARTICIPANT"


@dataclass(frozen=True, slots=True)
class Guest:
    name: str
    note: str
    answer: str
    kind: str
    comment: str
    """For whoever organizes it."""


@dataclass(frozen=True, slots=True)
class Ref:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page of an event says."""

    event: Event
    when: str
    other_zone: str
    """Its own clocks, when they are not ours."""
    repetition: str
    sight: str
    guests: tuple[Guest, ...]
    asked: Asked | None
    """What there is to answer, for whoever may."""

    @property
    def calendar(self) -> Ref:
        return Ref(self.event.calendar_id, self.event.calendar_name)

    @property
    def title(self) -> str:
        return self.event.draft.summary or _("(without a title)")

    @property
    def place(self) -> str:
        return self.event.draft.location

    @property
    def description(self) -> str:
        return self.event.draft.description

    @property
    def day(self) -> str:
        return day_of(self.event)

    @property
    def colour(self) -> str:
        return f"c{self.event.colour}"

    @property
    def is_cancelled(self) -> bool:
        return self.event.status == "CANCELLED"

    @property
    def is_tentative(self) -> bool:
        return self.event.status == "TENTATIVE"

    @property
    def may_write(self) -> bool:
        return "write" in self.event.abilities

    @property
    def may_change(self) -> bool:
        return self.may_write and not self.event.is_copy

    @property
    def url(self) -> str:
        return self._at("")

    @property
    def edit_url(self) -> str:
        return self._at("/edit")

    @property
    def answer_url(self) -> str:
        return self._at("/answer")

    @property
    def delete_url(self) -> str:
        return self._at("/delete")

    def _at(self, tail: str) -> str:
        return address(self.event, tail)


def sheet(event: Event, now: datetime) -> Sheet:
    told = repetition.sentence(event.repeat) if event.draft.rule else ""
    asked = asking.asked(event) if "write" in event.abilities else None
    is_organizers = "write" in event.abilities and not event.is_copy
    guests = tuple(_guest(it, event.organizer, is_organizers) for it in event.attendees)
    return Sheet(event, _when(event, now), _other_zone(event), told, _sight(event), guests, asked)


def words_of(event: Event | None) -> dict[str, Any]:
    """What the form of an event is given beside its values."""
    return {
        "back": address(event) if event else "/calendars",
        "action": address(event, "/edit") if event else "/events/new",
        "version": event.version if event else 0,
        "reaches": reaches(event) if event else [],
        "repeats": _repeats(event),
        "weekdays": words.weekdays("abbreviated"),
        "zone": _zone_hint(event) if event else "",
    }


def reaches(event: Event) -> list[tuple[str, str, str]]:
    """What a change of one time of a series can be of."""
    if not event.is_recurring or not event.recurrence_id:
        return []
    day = formats.sentence(formats.day(_starts(event)))
    return [
        ("this", _("This date alone"), _("{day}. The others stay.", day=day)),
        ("following", _("This date and those that follow"), _("From then on. What is past stays.")),
        ("all", _("The whole series"), _("What is past as well.")),
    ]


def first_day(draft: Any) -> str:
    """ISO 8601."""
    starts = draft.starts
    return (starts.date() if isinstance(starts, datetime) else starts).isoformat()


def day_of(event: Event) -> str:
    return _starts(event).isoformat()


def _starts(event: Event) -> date:
    if event.draft.is_all_day:
        starts = event.draft.starts
        return starts.date() if isinstance(starts, datetime) else starts
    return event.starts_at.astimezone(zone()).date()


def _when(event: Event, now: datetime) -> str:
    first, last = event.draft.starts, event.draft.ends
    if not isinstance(first, datetime) and not isinstance(last, datetime):
        end = last - timedelta(1)
        if end <= first:
            return _("{day}, all day", day=formats.day(first))
        return _("from {start} to {end}", start=formats.day(first), end=formats.day(end))
    starts, ends = event.starts_at.astimezone(zone()), event.ends_at.astimezone(zone())
    if starts.date() == ends.date():
        return _(
            "{day}, from {start} to {end}", day=formats.day(starts.date(), today=now.date()),
            start=words.hour(starts), end=words.hour(ends),
        )  # fmt: skip
    return words.days(starts, ends, has_hours=True)


def _other_zone(event: Event) -> str:
    name, starts = event.draft.timezone, event.draft.starts
    if not isinstance(starts, datetime) or name in {"", settings.current.get().timezone}:
        return ""
    return _("{hour} by the clocks of {place}", hour=words.hour(starts), place=_place(name))


def _zone_hint(event: Event) -> str:
    return _("Hours of {place}", place=_place(event.draft.timezone)) if _other_zone(event) else ""


def _place(timezone: str) -> str:
    return timezone.rpartition("/")[2].replace("_", " ")


def _sight(event: Event) -> str:
    if event.draft.is_private:
        return _("Private: only those who manage the calendar read it; others read “busy”.")
    free = _("It takes no time of yours.") if event.draft.is_free else ""
    return " ".join(filter(None, [_("Whoever reads the calendar reads it."), free]))


def _guest(invited: Invited, organizer: str, is_organizers: bool) -> Guest:
    answer, kind = ANSWERS.get(invited.partstat, WAITING)
    notes = {CHAIR: _("leads"), OPTIONAL: _("may stay away")}
    name = invited.name or invited.address
    if invited.address == organizer:
        return Guest(name, _("invites"), "", "", "")
    comment = invited.comment if is_organizers else ""
    return Guest(name, notes.get(invited.role, ""), _(answer), kind, comment)


def _repeats(event: Event | None) -> dict[str, str]:
    told = {
        forms.ONCE: _("Once"),
        "DAILY": _("Every day"),
        "WEEKLY": _("Every week"),
        "MONTHLY": _("Every month, on that day"),
        forms.NTH: _("Every month, on that weekday"),
        "YEARLY": _("Every year"),
    }
    is_other = event is not None and event.draft.rule and event.repeat is None
    return told | ({forms.AS_IT_IS: _("As it is: a rule of its own")} if is_other else {})


def address(event: Event, tail: str = "") -> str:
    at = f"?at={event.recurrence_id}" if event.recurrence_id else ""
    return f"/events/{event.id}{tail}{at}"
