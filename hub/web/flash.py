"""One sentence on the next page: what was done, once, after the redirect that follows a form.

    SAVED = message("people.saved", N_("The card is saved."))
    ...
    say(request, SAVED)
    return redirect("/people/7")

The sentence travels as an id of ours in a cookie of one minute. What varies in it travels signed
by the session, so nobody can put words in our mouth; signed out, only bare sentences are shown.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Literal

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.types import Message as Event

from hub.language import _, _n
from hub.web import cookies

COOKIE = "flash"
COOKIE_LIFE = 60  # seconds
LONGEST = 2000  # characters of the cookie, well under what browsers keep

Kind = Literal["ok", "warn", "bad"]
Values = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Message:
    id: str
    text: str
    plural: str
    """The value `number` chooses between both; empty where it does not matter."""
    kind: Kind


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is shown."""

    kind: Kind
    text: str


_messages: dict[str, Message] = {}


def message(id: str, text: str | tuple[str, str], kind: Kind = "ok") -> Message:
    """Declares a sentence, marked with `N_` or `N_n`, that `say` may say."""
    if id in _messages:
        raise RuntimeError(f"Two messages are called {id}.")
    one, many = (text, "") if isinstance(text, str) else text
    made = _messages[id] = Message(id, one, many, kind)
    return made


def say(request: HTTPConnection, what: Message, **values: str | int) -> None:
    """Shows the sentence on this page if it is still to be rendered, else on the next one."""
    _box(request.scope).append((what.id, values))


def taken(request: HTTPConnection) -> list[Said]:
    """What is to be shown now; it is not shown again."""
    scope = request.scope
    scope["flash_shown"] = True
    waiting = [*_unpack(cookies.read(request, COOKIE), _key(scope)), *_box(scope)]
    _box(scope).clear()
    return [it for id, values in waiting if (it := _in_words(id, values))]


class Flash:
    """Keeps what was not shown for the next page, and forgets what was."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def keeping(event: Event) -> None:
            if event["type"] == "http.response.start" and (line := _cookie(scope)):
                MutableHeaders(scope=event).append("set-cookie", line)
            await send(event)

        await self.app(scope, receive, keeping if scope["type"] == "http" else send)


def _cookie(scope: Scope) -> str:
    if waiting := _box(scope):
        packed = _pack(waiting, _key(scope))
        return cookies.header(COOKIE, packed, max_age=COOKIE_LIFE) if packed else ""
    if scope.get("flash_shown") and cookies.read(HTTPConnection(scope), COOKIE):
        return cookies.header(COOKIE, "", max_age=0)
    return ""


def _box(scope: Scope) -> list[tuple[str, Values]]:
    box: list[tuple[str, Values]] = scope.setdefault("flash", [])
    return box


def _key(scope: Scope) -> bytes:
    session = scope.get("session")
    return bytes(session.csrf_key) if session is not None else b""


def _pack(waiting: list[tuple[str, Values]], key: bytes) -> str:
    text = json.dumps(waiting, separators=(",", ":")).encode()
    packed = f"{_encode(text)}.{_encode(_sign(text, key))}"
    return packed if len(packed) <= LONGEST else ""


def _unpack(packed: str, key: bytes) -> list[tuple[str, Values]]:
    if len(packed) > LONGEST:
        return []
    text, _dot, signature = packed.partition(".")
    try:
        plain, given = _decode(text), _decode(signature)
        waiting = [(str(id), dict(values)) for id, values in json.loads(plain)] if plain else []
    except (ValueError, TypeError, RecursionError):
        return []
    if key and hmac.compare_digest(given, _sign(plain, key)):
        return waiting
    # Signing in and out changes the key: a sentence without values says nothing but our words.
    return [(id, values) for id, values in waiting if not values]


def _in_words(id: str, values: Values) -> Said | None:
    known = _messages.get(id)
    if known is None:
        return None
    try:
        return Said(known.kind, _text(known, values))
    except (KeyError, ValueError):
        return None  # the sentence has changed since


def _text(known: Message, values: Values) -> str:
    if not values and "{" in known.text + known.plural:
        raise KeyError(known.id)
    if not known.plural:
        return _(known.text, **values)
    others = {name: it for name, it in values.items() if name != "number"}
    return _n(known.text, known.plural, int(values["number"]), **others)


def _sign(text: bytes, key: bytes) -> bytes:
    return hmac.new(key, b"flash:" + text, hashlib.sha256).digest()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
