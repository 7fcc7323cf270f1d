"""What the pages of councils send, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from starlette.datastructures import UploadFile

from hub.language import _
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


def body(fields: Fields) -> int:
    chosen = fields.ids("body")
    if len(chosen) != 1:
        fields.wrong("body", _("Choose one of the answers."))
    return chosen[0] if chosen else 0


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
    return body(fields), plan(fields)


def replanned(fields: Fields) -> tuple[int, Plan]:
    return version(fields), plan(fields)


def item(fields: Fields) -> Draft:
    rapporteur = fields.ids("rapporteur") if fields.text("rapporteur", required=False) else ()
    return Draft(
        title=fields.text("title", most=300),
        kind=fields.choice("kind", ItemKind),
        synthesis=fields.paragraphs("synthesis", most=LONGEST_SYNTHESIS, required=False),
        rapporteur_id=rapporteur[0] if rapporteur else None,
        theme=fields.text("theme", most=100, required=False),
        is_closed=fields.flag("is_closed"),
    )


def changed_item(fields: Fields) -> tuple[int, Draft]:
    return version(fields), item(fields)


def attached(fields: Fields) -> Attached | None:
    """The title may be left out: it is the file's name then."""
    files = fields.files("file")
    title = fields.text("title", required=False)
    if len(files) != 1:
        fields.wrong("file", _("Choose a file."))
        return None
    name = (files[0].filename or "").rpartition("/")[2].removesuffix(".pdf")
    return Attached(title or name[:200], files[0])


def version(fields: Fields) -> int:
    return fields.integer("version", least=1)


def to(fields: Fields) -> int:
    return fields.integer("to", least=1, most=10_000)


def on(fields: Fields) -> date:
    return fields.day("on")


def presence(fields: Fields) -> Presence:
    return fields.choice("presence", Presence)


def wanted(fields: Fields) -> Wanted:
    items, pieces = fields.ids("item"), fields.ids("piece")
    return Wanted(items[0] if items else None, pieces[0] if pieces else None)
