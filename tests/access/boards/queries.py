"""Reads of boards, notes and diaries."""

from __future__ import annotations

from hub.access.queries import require
from hub.actor import Actor
from hub.errors import NotFound
from tests.access.boards.models import Board, Note
from tests.access.boards.policy import BOARD


async def boards(*, by: Actor) -> list[Board]:
    return await Board.filter(BOARD.readable(by).filter()).order_by("title", "id")


async def board(board_id: int, *, by: Actor, to: str = "read") -> Board:
    """Raises `NotFound` or `Forbidden`."""
    found = await Board.get_or_none(id=board_id)
    if found is None:
        raise NotFound
    await require(by, found.scope_id, to)
    return found


async def note(note_id: int, *, by: Actor, to: str = "read") -> Note:
    """Raises `NotFound` or `Forbidden`."""
    found = await Note.get_or_none(id=note_id)
    if found is None:
        raise NotFound
    await require(by, found.scope_id, to)
    return found


async def notes(board_id: int, *, by: Actor) -> list[Note]:
    readable = BOARD.readable(by).filter()
    return await Note.filter(readable, board_id=board_id).order_by("text", "id")


async def search(words: str, *, by: Actor) -> list[tuple[int, str]]:
    rows = await BOARD.readable(by).read(
        "SELECT id, text FROM note WHERE scope_id IN :readable AND text LIKE :like"
        " ORDER BY text, id",
        like=f"%{words}%",
    )
    return [(row["id"], row["text"]) for row in rows]


async def count(*, by: Actor, ability: str = "read") -> int:
    rows = await BOARD.readable(by, ability).read(
        "SELECT COUNT(*) AS notes FROM note WHERE scope_id IN :readable"
    )
    return int(rows[0]["notes"])
