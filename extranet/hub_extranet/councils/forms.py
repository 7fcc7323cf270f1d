"""What the pages of councils send, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.datastructures import UploadFile

from hub.web.forms import Fields
from hub_extranet.councils.actions.agendas import Draft
from hub_extranet.councils.actions.meetings import Plan
from hub_extranet.councils.clock import instant_of
from hub_extranet.councils.models import ItemKind, Presence

LONGEST_SYNTHESIS = 100_000


@dataclass(frozen=True, slots=True)
class Attached:
    """A piece that was sent."""

    title: str
    file: UploadFile


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader has open: an item, or one of its pieces."""

    item: int | None
    piece: int | None


def plan(fields: Fields) -> Plan:
    """When and where, by the clocks on the wall."""
    day = fields.day("day")
    return Plan(
        title=fields.text("title"),
        starts_at=instant_of(day, fields.hour("starts")),
        ends_at=instant_of(day, fields.hour("ends")),
        place=fields.text("place"),
    )


def planned(fields: Fields) -> tuple[int, Plan]:
    return fields.key("body"), plan(fields)


def replanned(fields: Fields) -> tuple[int, Plan]:
    return version(fields), plan(fields)


def item(fields: Fields) -> Draft:
    return Draft(
        title=fields.text("title", most=300),
        kind=fields.choice("kind", ItemKind),
        synthesis=fields.paragraphs("synthesis", most=LONGEST_SYNTHESIS, required=False),
        rapporteur_id=fields.optional_key("rapporteur"),
        theme=fields.text("theme", most=100, required=False),
        is_closed=fields.flag("is_closed"),
    )


def changed_item(fields: Fields) -> tuple[int, Draft]:
    return version(fields), item(fields)


def attached(fields: Fields) -> Attached:
    """The title may be left out: it is the file's name then."""
    file = fields.file("file")
    name = (file.filename or "").rpartition("/")[2].removesuffix(".pdf")
    return Attached(fields.text("title", required=False) or name[:200], file)


def version(fields: Fields) -> int:
    return fields.integer("version", least=1)


def to(fields: Fields) -> int:
    return fields.integer("to", least=1, most=10_000)


def on(fields: Fields) -> date:
    return fields.day("on")


def presence(fields: Fields) -> Presence:
    return fields.choice("presence", Presence)


def wanted(fields: Fields) -> Wanted:
    return Wanted(fields.optional_key("item"), fields.optional_key("piece"))
