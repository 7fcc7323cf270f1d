"""Pages of boards."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub.actor import Actor
from hub.web.forms import Fields, read_form, read_query
from hub.web.redirects import redirect
from hub.web.render import render
from hub.web.routes import json, page
from tests.access.boards import actions, queries


async def show_boards(request: Request) -> Response:
    by: Actor = request.scope["actor"]
    if request.method == "POST":
        title = await read_form(request, lambda fields: fields.text("title", most=100))
        board = await actions.create_board(by=by, title=title)
        return redirect(f"/boards/{board.id}")
    words = read_query(request, lambda fields: fields.text("q", required=False))
    found = await queries.search(words, by=by) if words else []
    return render(
        request, "boards/list.html", boards=await queries.boards(by=by), found=found,
        notes=await queries.count(by=by),
    )  # fmt: skip


async def show_board(request: Request) -> Response:
    by, board_id = request.scope["actor"], request.path_params["board"]
    board = await queries.board(board_id, by=by)
    return render(
        request, "boards/board.html", board=board, notes=await queries.notes(board_id, by=by)
    )


async def count(request: Request) -> Response:
    by, board_id = request.scope["actor"], request.path_params["board"]
    await queries.board(board_id, by=by)
    return JSONResponse({"notes": len(await queries.notes(board_id, by=by))})


async def write(request: Request) -> Response:
    board_id = request.path_params["board"]
    text = await read_form(request, _text)
    await actions.write_note(board_id, by=request.scope["actor"], text=text)
    return redirect(f"/boards/{board_id}")


async def show_note(request: Request) -> Response:
    by, note_id = request.scope["actor"], request.path_params["note"]
    if request.method == "POST":
        await queries.note(note_id, by=by, to="write")
        await actions.change_note(note_id, by=by, text=await read_form(request, _text))
        return redirect(f"/notes/{note_id}")
    return render(request, "boards/note.html", note=await queries.note(note_id, by=by))


async def move(request: Request) -> Response:
    note_id, below = request.path_params["note"], request.path_params["below"]
    await actions.move_note(note_id, by=request.scope["actor"], below=below)
    return redirect(f"/notes/{note_id}")


async def show_public(request: Request) -> Response:
    boards = await queries.boards(by=request.scope["actor"])
    return JSONResponse([board.title for board in boards])


def _text(fields: Fields) -> str:
    return fields.text("text")


routes = [
    page("/boards", show_boards, "GET", "POST", name="boards"),
    page("/boards/public", show_public, "GET", name="boards.public", open=True),
    page("/boards/{board:id}", show_board, "GET", name="boards.board"),
    page("/boards/{board:id}/notes", write, "POST", name="boards.write"),
    json("/boards/{board:id}/count", count, "GET", name="boards.count"),
    page("/notes/{note:id}", show_note, "GET", "POST", name="boards.note"),
    page("/notes/{note:id}/below/{below:id}", move, "POST", name="boards.move"),
]
