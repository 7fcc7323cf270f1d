"""What the forms of schools bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from hub.people.days import today
from hub.web.forms import Fields
from hub_extranet.schools.clock import Counting, Zone
from hub_extranet.schools.drafting import LineDraft, OverrideDraft, minute
from hub_extranet.schools.timetable import Weeks


class OpeningDetails(TypedDict):
    planned_by: int
    zone: Zone
    counting: Counting
    uai: str


@dataclass(frozen=True, slots=True)
class Opening:
    group_id: int
    planned_by: int
    zone: Zone
    counting: Counting
    uai: str

    @property
    def rest(self) -> OpeningDetails:
        """As the action takes it."""
        return OpeningDetails(
            planned_by=self.planned_by, zone=self.zone, counting=self.counting, uai=self.uai
        )


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody, by key or by name."""

    person_id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class LineForm:
    draft: LineDraft
    person: Named
    from_day: date


@dataclass(frozen=True, slots=True)
class OverrideForm:
    due_on: date
    draft: OverrideDraft
    person: Named


@dataclass(frozen=True, slots=True)
class ClosingForm:
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class ClassForm:
    name: str
    pupils: int | None


def opening(fields: Fields) -> Opening:
    return Opening(
        fields.key("school"), fields.key("planned_by"), fields.choice("zone", Zone),
        fields.choice("counting", Counting), fields.text("uai", most=8, required=False),
    )  # fmt: skip


def day(fields: Fields) -> date:
    """The day that a page is about; today if it is not said."""
    return fields.optional_day("day") or today()


def line(fields: Fields) -> LineForm:
    starts_on = fields.day("starts_on")
    draft = LineDraft(
        weekday=fields.integer("weekday", least=1, most=6),
        weeks=fields.choice("weeks", Weeks),
        starts=minute(fields.hour("starts")),
        ends=minute(fields.hour("ends")),
        activity=fields.text("activity", most=100),
        starts_on=starts_on,
        ends_on=fields.day("ends_on"),
        class_id=fields.optional_key("class_id"),
        who=fields.text("who", most=100, required=False),
        place=fields.text("place", most=100, required=False),
        is_by_bus=fields.flag("is_by_bus"),
    )
    return LineForm(draft, _named(fields), fields.optional_day("from_day") or starts_on)


def override(fields: Fields) -> OverrideForm:
    draft = OverrideDraft(
        is_cancelled=fields.flag("is_cancelled"),
        on=fields.optional_day("on"),
        starts=_optional_minute(fields, "starts"),
        ends=_optional_minute(fields, "ends"),
        place=fields.text("place", most=100, required=False) or None,
        reason=fields.text("reason", most=200, required=False),
    )
    return OverrideForm(fields.day("due_on"), draft, _named(fields))


def due_on(fields: Fields) -> date:
    return fields.day("due_on")


def last_day(fields: Fields) -> date:
    return fields.day("on")


def closing(fields: Fields) -> ClosingForm:
    starts_on = fields.day("starts_on")
    ends_on = fields.optional_day("ends_on") or starts_on
    return ClosingForm(starts_on, ends_on, fields.text("reason", most=200))


def school_class(fields: Fields) -> ClassForm:
    has_pupils = bool(fields.text("pupils", required=False))
    pupils = fields.integer("pupils", least=1, most=99) if has_pupils else None
    return ClassForm(fields.text("name", most=60), pupils)


def version(fields: Fields) -> int:
    return fields.integer("version", least=1)


def is_week(fields: Fields) -> bool:
    return fields.text("of", required=False) == "week"


def _named(fields: Fields) -> Named:
    return Named(
        fields.optional_key("person_id"), fields.text("person_name", most=100, required=False)
    )


def _optional_minute(fields: Fields, name: str) -> int | None:
    hour = fields.optional_hour(name)
    return None if hour is None else minute(hour)
