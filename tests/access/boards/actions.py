"""The only writers of boards, notes and diaries."""

from __future__ import annotations

from hub.access.actions import delete_scopes, open_scope
from hub.access.queries import require
from hub.action import action, happened
from hub.actor import Actor
from hub.database import new_key
from hub.errors import Forbidden, Invalid
from tests.access.boards import queries
from tests.access.boards.models import Board, Diary, Note
from tests.access.boards.policy import NOTES


@action("boards.board.created")
async def create_board(*, by: Actor, title: str) -> Board:
    if not by.is_signed_in:
        raise Forbidden
    if not title:
        raise Invalid(title="A title is needed.")
    scope_id = await open_scope("board", new_key(), by=by)
    board = await Board.create(id=scope_id, title=title, scope_id=scope_id)
    happened("board", board.id, tells=[f"board:{board.id}"])
    return board


@action("boards.diary.created")
async def create_diary(*, by: Actor, title: str) -> Diary:
    scope_id = await open_scope("diary", new_key(), by=by)
    diary = await Diary.create(id=scope_id, title=title, scope_id=scope_id)
    happened("diary", diary.id)
    return diary


@action("boards.note.written")
async def write_note(board_id: int, *, by: Actor, text: str, parent_id: int | None = None) -> Note:
    if parent_id is None:
        scope_id = (await queries.board(board_id, by=by, to="write")).scope_id
    else:
        parent = await queries.note(parent_id, by=by, to="write")
        if parent.board_id != board_id:
            raise Invalid(parent="That note is on another board.")
        scope_id = parent.scope_id
    note = await Note.create(board_id=board_id, parent_id=parent_id, text=text, scope_id=scope_id)
    happened("note", note.id, tells=[f"board:{board_id}"])
    return note


@action("boards.note.changed")
async def change_note(note_id: int, *, by: Actor, text: str) -> None:
    note = await queries.note(note_id, by=by, to="write")
    note.text = text
    await note.save(update_fields=["text"])
    happened("note", note_id, tells=[f"note:{note_id}"])


@action("boards.note.moved")
async def move_note(note_id: int, *, by: Actor, below: int) -> None:
    """Puts a note, with all below it, below another one of any board."""
    note = await queries.note(note_id, by=by, to="write")
    target = await queries.note(below, by=by, to="write")
    await NOTES.check_place(note_id, below)
    note.parent_id, note.board_id = target.id, target.board_id
    await note.save(update_fields=["parent_id", "board_id"])
    await NOTES.moved(note_id, by=by, into=target.scope_id)
    happened("note", note_id, tells=[f"note:{note_id}"])


@action("boards.note.deleted")
async def delete_note(note_id: int, *, by: Actor) -> None:
    note = await queries.note(note_id, by=by, to="delete")
    owned = await NOTES.owned(note_id)
    for scope_id in owned:
        await require(by, scope_id, "delete")  # what is closed inside is not deleted unseen
    await note.delete()
    await delete_scopes(owned, by=by)
    happened("note", note_id, tells=[f"board:{note.board_id}"])
