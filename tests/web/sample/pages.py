"""Handlers of the sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from hub.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from hub.language import N_, N_n
from hub.web.flash import message, say
from hub.web.forms import Fields, read_form
from hub.web.limits import UPLOAD
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import Answers, json, mount, page

SAVED = message("sample.saved", N_("Saved."))
MOVED = message("sample.moved", N_n("One date moved.", "{number} dates moved."))
GREETED = message("sample.greeted", N_("Hello {name}."))

seen: list[str] = []
"""What the handlers changed: empty when a refusal came first."""


class Who(StrEnum):
    AGENTS = "agents"
    OFFICIALS = "officials"


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    email: str
    who: Who


def card(fields: Fields) -> Card:
    return Card(fields.text("name", most=40), fields.email("email"), fields.choice("who", Who))


async def home(request: Request) -> Response:
    return render(request, "sample/home.html")


async def people(request: Request) -> Response:
    return render(request, "sample/people.html", block="rows", people=["Franck Garnier", "Bob <b>"])


async def edit(request: Request) -> Response:
    if request.method == "GET":
        return render(request, "sample/edit.html")
    try:
        made = await read_form(request, card)
    except Invalid as error:
        return render_form(request, "sample/edit.html", error)
    seen.append(made.name)
    say(request, SAVED)
    return redirect("/people")


async def move(request: Request) -> Response:
    seen.append("moved")
    say(request, MOVED, number=3)
    say(request, GREETED, name="<i>Maud</i>")
    return redirect("/people")


async def upload(request: Request) -> Response:
    if request.method == "GET":
        return render(request, "sample/upload.html")
    files = await read_form(request, lambda fields: fields.files("file"))
    seen.extend([f"{it.filename} {it.size}" for it in files])
    say(request, SAVED)
    return redirect("/people")


async def enter(request: Request) -> Response:
    if request.method == "GET":
        return render(request, "sample/enter.html", next=request.query_params.get("next", "/"))
    name = await read_form(request, lambda fields: fields.text("name"))
    seen.append(name)
    say(request, GREETED, name=name)
    say(request, SAVED)
    return redirect("/")


async def kept(request: Request) -> Response:
    return PlainTextResponse("a file", headers={"Content-Security-Policy": "sandbox"})


async def data(request: Request) -> Response:
    if request.method != "GET":
        seen.append(request.method)
    return JSONResponse({"name": request.scope["actor"].name})


async def call(request: Request) -> Response:
    seen.append("called")
    return JSONResponse({"cookie": request.headers.get("cookie", "")})


FAULTS: dict[str, Callable[[], Exception]] = {
    "missing": lambda: NotFound("the secret meeting"),
    "forbidden": lambda: Forbidden("Only the head may."),
    "invalid": lambda: Invalid(name="Too long.", day="Too early."),
    "conflict": Conflict,
    "unavailable": lambda: Unavailable("No search now.", retry_after=7),
    "many": lambda: HTTPException(429, "internal words", headers={"Retry-After": "60"}),
    "broken": lambda: RuntimeError("password=hunter2"),
}


async def fail(request: Request) -> Response:
    raise FAULTS[request.path_params["kind"]]()


async def late(request: Request) -> Response:
    class Cut(Response):
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise RuntimeError("half way")

    return Cut()


async def dav(scope: Scope, receive: Receive, send: Send) -> None:
    request = Request(scope, receive)
    if scope["path"].endswith("/missing"):
        raise NotFound("the secret meeting")
    if scope["path"].endswith("/broken"):
        raise RuntimeError("password=hunter2")
    text = f"{request.method} {len(await request.body())} {request.headers.get('cookie', '')}"
    await PlainTextResponse(text)(scope, receive, send)


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text(await websocket.receive_text())
    await websocket.close()


routes: list[BaseRoute] = [
    WebSocketRoute("/echo", echo, name="echo"),
    page("/", home, "GET", name="home"),
    page("/sign-in", enter, "GET", "POST", name="sign_in", open=True),
    page("/people", people, "GET", name="people"),
    page("/people/{person:id}", people, "GET", name="people.person"),
    page("/people/on/{day:date}", people, "GET", name="people.on"),
    page("/edit", edit, "GET", "POST", name="edit"),
    page("/move", move, "POST", name="move"),
    page("/upload", upload, "GET", "POST", name="upload", limits=UPLOAD),
    page("/search", home, "GET", name="search"),
    page("/notifications", home, "GET", name="notifications"),
    page("/account", home, "GET", name="account"),
    page("/kept", kept, "GET", name="kept"),
    page("/fail/{kind}", fail, "GET", "POST", name="fail"),
    page("/open/{kind}", fail, "GET", name="open.fail", open=True),
    page("/late", late, "GET", name="late"),
    json("/data", data, "GET", "POST", "DELETE", name="data"),
    json("/data/{kind}", fail, "GET", name="data.fail"),
    json("/call", call, "POST", name="call", open=True, cookies=False),
    mount("/dav", dav, name="dav", answers=Answers.DAV, limits=UPLOAD),
]
