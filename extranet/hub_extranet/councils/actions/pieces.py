"""The files that belong to an item."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.action import action, happened
from hub.actor import Actor
from hub.database import read
from hub.errors import Conflict, Invalid, NotFound
from hub.language import _
from hub_extranet.councils.actions import folders, locked
from hub_extranet.councils.models import Piece
from hub_extranet.councils.queries import agendas
from hub_extranet.councils.queries.agendas import Item
from hub_extranet.councils.queries.meetings import Found
from hub_sharing import actions as spaces
from hub_sharing.actions import Received

MOST = 50
"""Pieces of one item."""
_PDF = b"%PDF-"
_NAMED = (
    "SELECT i.title AS item, p.title FROM piece p JOIN agenda_item i ON i.id = p.item_id"
    " WHERE i.meeting_id = :meeting"
)


@action("councils.piece.attached")
async def attach_piece(item_id: int, *, by: Actor, title: str, received: Received) -> Piece:
    """Adds a PDF file, received before, to an item. To an item that a convocation lists it may be
    added as well: readers see when it came, and it stays too.

    Raises:
        Conflict: the meeting is over.
        Invalid: it is no PDF, or there are too many.
    """
    if _PDF not in received.head[:1024]:
        raise Invalid(file=_("A piece is a PDF file."))
    before = await agendas.item(item_id, by=by, to="write")
    meeting = await locked.meeting(before.meeting_id, by=by)
    locked.check_is_open(meeting)
    item = await agendas.item(item_id, by=by, to="write")
    if len(item.pieces) >= MOST:
        raise Invalid(file=_("An item has at most {most} pieces.", most=MOST))
    node_id = await _store(meeting, item, title, received, by)
    piece = await Piece.create(
        item_id=item_id, rank=len(item.pieces) + 1, title=title, file_id=node_id,
        added_at=datetime.now(UTC),
    )  # fmt: skip
    if item.sent_in is not None:
        await spaces.freeze([node_id], by=by)
    _happened(piece, meeting.id)
    return piece


@action("councils.piece.removed")
async def remove_piece(piece_id: int, *, by: Actor) -> None:
    """Takes a piece off an item that no convocation lists, and puts its file into the bin.

    Raises:
        Conflict: a convocation lists the item.
    """
    rows = await read("SELECT item_id FROM piece WHERE id = :id", id=piece_id)
    if not rows:
        raise NotFound
    before = await agendas.item(rows[0]["item_id"], by=by, to="write")
    meeting = await locked.meeting(before.meeting_id, by=by)
    item = await agendas.item(before.id, by=by, to="write")
    if item.sent_in is not None:
        raise Conflict(_("The convocation lists this item: it stays as it was sent."))
    piece = await Piece.get_or_none(id=piece_id)
    if piece is None:
        raise NotFound
    await folders.discard([piece.file_id], by=by)
    await piece.delete()
    _happened(piece, meeting.id)


async def _store(meeting: Found, item: Item, title: str, received: Received, by: Actor) -> int:
    name = folders.file_name(item.title, title)
    rows = await read(_NAMED, meeting=meeting.id)
    if name.casefold() in {folders.file_name(row["item"], row["title"]).casefold() for row in rows}:
        # It would be stored as a new version of the other one.
        raise Invalid(title=_("This meeting has a piece of that title already."))
    folder_id = await folders.of_item(meeting, item, by=by)
    if folder_id is None:
        raise Conflict(_("This body has no space for its pieces."))
    return int((await spaces.store_file(folder_id, by=by, name=name, received=received)).id)


def _happened(piece: Piece, meeting_id: int) -> None:
    tells = [f"meeting:{meeting_id}"]
    happened(
        "piece", piece.id, tells=tells, detail={"title": piece.title, "item": str(piece.item_id)}
    )
