"""The sample site, and browsers that are signed in on it or not."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from starlette.requests import HTTPConnection
from starlette.testclient import TestClient
from starlette.types import Receive, Scope, Send

from hub import settings
from hub.actor import ANYONE, SIGNED_IN, Actor, Via
from hub.settings import Settings
from hub.web import cookies
from hub.web.sign_in import NOBODY_THERE, Identity, Place
from hub.web.site import Site
from tests.web.sample import pages

PLACES = (
    Place("/", "Aujourd’hui", "today"),
    Place("/calendars", "Agenda", "cal"),
    Place("/spaces", "Documents", "folder"),
    Place("/people", "Annuaire", "people"),
    Place("/schools", "Écoles", "school"),
    Place("/admin", "Réglages", "tool"),
)


@dataclass(frozen=True)
class Session:
    csrf_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    language: str = ""


class SampleHub:
    """The site with its settings bound, as the composition root does it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.sessions: dict[str, Session] = {}
        self.site = Site(pages.routes, packages=("tests.web.sample",), identify=self.identify)

    def sign_in(self, **options: Any) -> tuple[str, Session]:
        token, session = secrets.token_urlsafe(16), Session(**options)
        self.sessions[token] = session
        return token, session

    async def identify(self, connection: HTTPConnection) -> Identity:
        session = self.sessions.get(cookies.read(connection))
        basic = connection.headers.get("authorization") == "Basic TTpz"
        if session is None and not basic:
            return NOBODY_THERE
        via = Via.APP_PASSWORD if basic else Via.SESSION
        actor = Actor(frozenset({7, SIGNED_IN, ANYONE}), via, "Maud Sorel", person_id=7)
        language = session.language if session else ""
        return Identity(actor, None if basic else session, language, PLACES, unread=3)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with settings.current.bound(self.settings):
            await self.site(scope, receive, send)


class Browser(TestClient):
    """Says where its requests come from, as browsers do, and keeps no redirect to itself."""

    def __init__(self, hub: SampleHub, **headers: str) -> None:
        own = {"sec-fetch-site": "same-origin", "accept": "text/html", **headers}
        super().__init__(
            hub, hub.settings.public_url, follow_redirects=False, raise_server_exceptions=False,
            headers=own, client=("192.0.2.7", 5000),
        )  # fmt: skip
        self.hub = hub
        self.session: Session | None = None

    def signed_in(self, **options: Any) -> Browser:
        token, self.session = self.hub.sign_in(**options)
        with settings.current.bound(self.hub.settings):
            self.cookies.set(cookies.name(), token)
        return self

    def token(self, path: str = "/edit") -> str:
        """The token in the form of a page."""
        return self.get(path).text.partition('name="csrf" value="')[2].partition('"')[0]


@pytest.fixture(scope="session")
def one_sample() -> SampleHub:
    now = settings.load(public_url="http://127.0.0.1:8000", authority="Val d’Orbelle")
    with settings.current.bound(now):
        return SampleHub(now)


@pytest.fixture
def sample(one_sample: SampleHub) -> Iterator[SampleHub]:
    """Nobody is signed in yet, and nothing was changed."""
    pages.seen.clear()
    one_sample.sessions.clear()
    with settings.current.bound(one_sample.settings):
        yield one_sample


@pytest.fixture
def browse(sample: SampleHub) -> Callable[..., Browser]:
    """A new browser, signed out; its arguments are headers of all its requests."""
    return lambda **headers: Browser(sample, **{k.replace("_", "-"): v for k, v in headers.items()})


@pytest.fixture
def maud(browse: Callable[..., Browser]) -> Browser:
    """A browser that is signed in, speaking French."""
    return browse(accept_language="fr").signed_in()
