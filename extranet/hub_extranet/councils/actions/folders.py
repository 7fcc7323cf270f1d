"""Where the pieces of a meeting lie: in a folder of the body's space that is the secretariat's.

Inside it, one folder is opened to the members and to who gets copies when the meeting is convened,
another one, of what is behind closed doors, to the members alone. A piece of an item that no
convocation lists yet lies beside both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from hub.actor import Actor
from hub.errors import Conflict
from hub.language import _
from hub_extranet.councils.clock import wall
from hub_extranet.councils.models import Body, Meeting, MeetingState
from hub_extranet.councils.queries.agendas import Item, PieceLine
from hub_extranet.councils.queries.meetings import Found
from hub_sharing import actions as spaces
from hub_sharing import queries as shared

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_LONGEST = 100  # characters of a title in a name


async def create(meeting: Meeting, body: Body, *, by: Actor) -> None:
    """Makes the folder of a new meeting and notes it there, unsaved."""
    if body.space_id is not None:
        node = await spaces.create_folder(body.space_id, by=by, name=_name(meeting))
        meeting.folder_id = node.id


async def rename(meeting: Meeting, *, by: Actor) -> None:
    """After another title or time."""
    names = {
        meeting.folder_id: _name(meeting),
        meeting.pieces_folder_id: _name_of_pieces(meeting, is_closed=False),
        meeting.closed_folder_id: _name_of_pieces(meeting, is_closed=True),
    }
    for folder_id, name in names.items():
        if folder_id is not None:
            await spaces.rename(folder_id, by=by, name=name)


async def of_pieces(meeting: Found, *, is_closed: bool, by: Actor) -> int | None:
    """The folder of pieces that are shown, or shown to members alone; made when first needed."""
    column = "closed_folder_id" if is_closed else "pieces_folder_id"
    present = await Meeting.get(id=meeting.id)
    known: int | None = getattr(present, column)
    if known is not None or present.folder_id is None:
        return known
    name = _name_of_pieces(present, is_closed=is_closed)
    node = await spaces.create_folder(present.folder_id, by=by, name=name)
    await Meeting.filter(id=meeting.id).update(**{column: node.id})
    if present.state is not MeetingState.DRAFT:
        await _open(meeting, node.id, is_closed=is_closed, by=by)
    return int(node.id)


async def of_item(meeting: Found, item: Item, *, by: Actor) -> int | None:
    """Where a new piece of an item goes."""
    if meeting.state is not MeetingState.DRAFT and item.sent_in is None:
        return meeting.folder_id
    return await of_pieces(meeting, is_closed=item.is_closed, by=by)


async def open_all(meeting: Found, *, by: Actor) -> None:
    """Lets those read the pieces who read the meeting from now on."""
    for folder_id, is_closed in (
        (meeting.pieces_folder_id, False), (meeting.closed_folder_id, True)
    ):  # fmt: skip
        if folder_id is not None:
            await _open(meeting, folder_id, is_closed=is_closed, by=by)


async def gather_new(meeting: Found, items: Sequence[Item], *, by: Actor) -> None:
    """Puts the pieces of items that a convocation lists now where they are read."""
    for item in items:
        if item.pieces:
            folder = await of_pieces(meeting, is_closed=item.is_closed, by=by)
            await gather(item.pieces, folder, by=by)


async def gather(pieces: Sequence[PieceLine], folder_id: int | None, *, by: Actor) -> None:
    """Puts files into a folder, unless they are there."""
    files = await shared.files([piece.file_id for piece in pieces], by=by)
    for file in files.values():
        if folder_id is not None and file.parent_id != folder_id:
            await spaces.move(file.id, by=by, into=folder_id)


async def freeze(pieces: Sequence[PieceLine], *, by: Actor) -> None:
    """Keeps pieces as they are, now that they are read: also who changes files in the folder itself
    does not change what was sent (L2121-10).

    Raises:
        Conflict: the file of one is not there any more.
    """
    files = [piece.file_id for piece in pieces]
    there = await shared.files(files, by=by)
    if gone := [piece.title for piece in pieces if piece.file_id not in there]:
        raise Conflict(
            _(
                "The file of a piece is in the bin. Take it out, or remove the piece: {titles}.",
                titles=", ".join(gone),
            )
        )  # fmt: skip
    if files:
        await spaces.freeze(files, by=by)


async def discard(files: Collection[int], *, by: Actor) -> None:
    """Puts files into the bin of the space."""
    for file_id in await shared.files(files, by=by):
        await spaces.trash(file_id, by=by)


def file_name(item: str, title: str) -> str:
    """What the file of a piece is called among all of a meeting."""
    return f"{_clean(item)} - {_clean(title)}.pdf"


async def _open(meeting: Found, folder_id: int, *, is_closed: bool, by: Actor) -> None:
    await spaces.share(folder_id, meeting.body_id, "read", by=by)
    if meeting.copied_id is not None and not is_closed:
        await spaces.share(folder_id, meeting.copied_id, "read", by=by)


def _name(meeting: Meeting) -> str:
    when = wall(meeting.starts_at)
    return f"{when:%Y-%m-%d %Hh%M} {_clean(meeting.title)}"


def _name_of_pieces(meeting: Meeting, *, is_closed: bool) -> str:
    """With that of the meeting: whoever reads them does not read what they lie in."""
    what = _("Closed doors") if is_closed else _("Pieces")
    return f"{_name(meeting)} - {what}"


def _clean(title: str) -> str:
    """Fit to be part of a file's name on every desktop."""
    plain = " ".join(_FORBIDDEN.sub(" ", title).split())[:_LONGEST]
    return plain.rstrip(". ") or "…"
