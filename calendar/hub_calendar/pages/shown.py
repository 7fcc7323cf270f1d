"""The calendars beside an agenda: what each is called there, and which of them are drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hub.language import _
from hub_calendar.models import PERSONAL, CalendarKind, Component, takes
from hub_calendar.queries.calendars import CalendarRow

ICONS = {
    CalendarKind.GROUP: "people",
    CalendarKind.RESOURCE: "door",
    CalendarKind.SCHOOL: "school",
    CalendarKind.BODY: "council",
    CalendarKind.SUBSCRIBED: "link",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A calendar in the list beside an agenda."""

    row: CalendarRow
    is_shown: bool

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def name(self) -> str:
        """Personal ones go by whose they are."""
        if self.row.kind != CalendarKind.PERSONAL:
            return self.row.name
        if self.is_person:
            return _("Me") if self.row.is_own else self.row.owner_name
        if self.row.is_own:
            return self.row.name
        return _("{calendar} of {name}", calendar=self.row.name, name=self.row.owner_name)

    @property
    def heading(self) -> str:
        """Above a column of its own."""
        return self.row.owner_name if self.is_person else self.name

    @property
    def is_person(self) -> bool:
        return self.row.kind == CalendarKind.PERSONAL and self.row.slug == PERSONAL

    @property
    def takes_events(self) -> bool:
        """Whether the reader may put an event there: not into a list of tasks."""
        return "write" in self.row.abilities and takes(self.row.components, Component.EVENT)

    @property
    def under(self) -> str:
        return _("me") if self.is_person and self.row.is_own else self.note

    @property
    def note(self) -> str:
        return "" if "read" in self.row.abilities else _("busy or free")

    @property
    def colour(self) -> str:
        return f"c{self.row.colour}"

    @property
    def icon(self) -> str:
        """None of a person, who has a face."""
        return ICONS.get(self.row.kind, "")

    @property
    def role(self) -> str:
        return role_words(self.row)


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    calendars: Sequence[Shown]


def role_words(row: CalendarRow) -> str:
    """What its reader may do with it."""
    writes = row.kind is not CalendarKind.SUBSCRIBED
    return {
        "freebusy": _("see when it is busy"),
        "read": _("read"),
        "edit": _("read and write") if writes else _("read"),
        "manage": _("read, write and share") if writes else _("read and share"),
    }[row.role]


def grouped(listed: Sequence[Shown]) -> list[Group]:
    """People first, then what is booked, then what is common; none that is empty."""
    kinds = {
        _("People"): {CalendarKind.PERSONAL},
        _("Services and groups"): {CalendarKind.GROUP},
        _("Rooms and vehicles"): {CalendarKind.RESOURCE},
        _("Common calendars"): {CalendarKind.SCHOOL, CalendarKind.BODY},
        _("From elsewhere"): {CalendarKind.SUBSCRIBED},
    }
    groups = [
        Group(title, [it for it in listed if it.row.kind in of]) for title, of in kinds.items()
    ]
    return [it for it in groups if it.calendars]
