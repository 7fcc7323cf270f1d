"""Items of an agenda. What a convocation lists stays as it was sent (L2121-10)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import read, write
from hub.errors import Conflict, Invalid
from hub.language import _
from hub.people.models import Person
from hub_extranet.councils.actions import folders, locked
from hub_extranet.councils.models import AgendaItem, ItemKind
from hub_extranet.councils.queries import agendas
from hub_extranet.councils.queries.agendas import Item
from hub_extranet.councils.queries.meetings import Found

MOST = 200
"""Items of one meeting; a budget meeting has some sixty."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is said of an item."""

    title: str
    kind: ItemKind = ItemKind.DELIBERATIVE
    synthesis: str = ""
    rapporteur_id: int | None = None
    theme: str = ""
    is_closed: bool = False


@action("councils.item.added")
async def add_item(meeting_id: int, *, by: Actor, draft: Draft) -> AgendaItem:
    """Puts an item at the end of the agenda. Of a meeting that is convened, the secretariat alone
    sees it until a further convocation lists it."""
    meeting = await locked.meeting(meeting_id, by=by)
    locked.check_is_open(meeting)
    await _check(draft)
    rows = await read("SELECT COUNT(*) AS n FROM agenda_item WHERE meeting_id = :id", id=meeting_id)
    if rows[0]["n"] >= MOST:
        raise Invalid(_("An agenda has at most {most} items.", most=MOST))
    made = await AgendaItem.create(
        meeting_id=meeting_id, rank=rows[0]["n"] + 1, title=draft.title, kind=draft.kind,
        synthesis=draft.synthesis, rapporteur_id=draft.rapporteur_id, theme=draft.theme,
        is_closed=draft.is_closed,
    )  # fmt: skip
    _happened(made.id, meeting_id, draft.title)
    return made


@action("councils.item.changed")
async def change_item(item_id: int, *, by: Actor, draft: Draft, version: int) -> None:
    """Says something else of an item that no convocation lists yet.

    Raises:
        Conflict: one lists it, or somebody was faster.
    """
    item, meeting = await _prepared(item_id, by)
    if item.version != version:
        raise Conflict(_("Somebody has changed this in the meantime. Look at it again first."))
    await _check(draft)
    await AgendaItem.filter(id=item_id).update(
        title=draft.title, kind=draft.kind, synthesis=draft.synthesis, theme=draft.theme,
        rapporteur_id=draft.rapporteur_id, is_closed=draft.is_closed, version=item.version + 1,
    )  # fmt: skip
    if draft.is_closed != item.is_closed:
        # Of a convened meeting the folders of pieces are read already, by whom this is not sent to.
        folder = await folders.of_item(meeting, replace(item, is_closed=draft.is_closed), by=by)
        await folders.gather(item.pieces, folder, by=by)
    _happened(item_id, meeting.id, draft.title)


@action("councils.item.moved")
async def move_item(item_id: int, *, by: Actor, to: int) -> None:
    """Gives an item the number `to`; those between make room."""
    item, meeting = await _prepared(item_id, by)
    locked.check_is_draft(meeting)
    rows = await read("SELECT COUNT(*) AS n FROM agenda_item WHERE meeting_id = :id", id=meeting.id)
    target = max(1, min(to, rows[0]["n"]))
    if target == item.number:
        return unchanged()
    await _shift(meeting.id, item.number, target)
    await AgendaItem.filter(id=item_id).update(rank=target)
    _happened(item_id, meeting.id, item.title)


@action("councils.item.removed")
async def remove_item(item_id: int, *, by: Actor) -> None:
    """Takes an item that no convocation lists off the agenda, with its pieces."""
    item, meeting = await _prepared(item_id, by)
    await folders.discard([piece.file_id for piece in item.pieces], by=by)
    await AgendaItem.filter(id=item_id).delete()
    await write(
        "UPDATE agenda_item SET rank = rank - 1 WHERE meeting_id = :meeting AND rank > :rank",
        meeting=meeting.id, rank=item.number,
    )  # fmt: skip
    _happened(item_id, meeting.id, item.title)


async def _prepared(item_id: int, by: Actor) -> tuple[Item, Found]:
    """An item that may still be changed, with its meeting, locked."""
    before = await agendas.item(item_id, by=by, to="write")
    meeting = await locked.meeting(before.meeting_id, by=by)
    locked.check_is_open(meeting)
    item = await agendas.item(item_id, by=by, to="write")
    if item.sent_in is not None:
        raise Conflict(_("The convocation lists this item: it stays as it was sent."))
    return item, meeting


async def _check(draft: Draft) -> None:
    if draft.rapporteur_id is not None and not await Person.exists(id=draft.rapporteur_id):
        raise Invalid(rapporteur=_("There is no such person."))


async def _shift(meeting_id: int, before: int, after: int) -> None:
    if after < before:
        step, first, last = "+ 1", after, before - 1
    else:
        step, first, last = "- 1", before + 1, after
    await write(
        f"UPDATE agenda_item SET rank = rank {step} WHERE meeting_id = :meeting"  # noqa: S608
        " AND rank BETWEEN :first AND :last",
        meeting=meeting_id, first=first, last=last,
    )  # fmt: skip


def _happened(item_id: int, meeting_id: int, title: str) -> None:
    happened("agenda_item", item_id, tells=[f"meeting:{meeting_id}"], detail={"title": title})
