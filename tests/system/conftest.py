"""The demo served by a process of its own, and the system's Chromium in front of it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import RSAKey
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    expect,
    sync_playwright,
)

from hub.demo.load import PASSWORD
from hub.demo.words import AUTHORITY
from hub.language import using
from hub.settings import Settings
from tests.accounts.relying_party.counterpart import Organisation, organisation
from tests.accounts.relying_party.counterpart import running as organisations_running
from tests.conftest import DIALECT
from tests.system.running import Running, arguments, free_port, running, surroundings
from tools.system import browser as system_browser

# How a page looks does not depend on the database; the story is told on both.
collect_ignore = ["test_pages.py"] if DIALECT == "postgresql" else []
PATIENCE = 20_000  # ms, of every wait: what jobs add to a page comes late on a busy machine
OPTIONS = ["--disable-gpu", "--disable-background-networking"]
# Chromium reports the status of a refused form as a fault of its own; the tests expect it.
OFFICIAL, IMPOSTOR = "7c1e-official", "0b77-impostor"
EXPECTED = ("status of 404", "status of 422")


class Visit:
    """One browser profile at the site. Its faults are gathered and fail the test that made it."""

    def __init__(self, context: BrowserContext, site: Running) -> None:
        self.context, self.site = context, site
        self.faults: list[str] = []
        self.elsewhere: tuple[str, ...] = ()
        """Addresses of others that this visit leads to."""
        self.expected: tuple[str, ...] = EXPECTED
        context.on("console", self._console)
        context.on("request", lambda request: self._request(request.url))
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        self.page: Page = context.new_page()

    def open(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def sign_in(self, login: str, password: str = PASSWORD) -> Page:
        """Fills in the form of the sign-in page that is open."""
        self.page.fill("#f-login", login)
        self.page.fill("#f-password", password)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self.page

    @property
    def path(self) -> str:
        parts = urlsplit(self.page.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path

    def close(self) -> None:
        """Ends the visit, and tells its faults: those of its pages, not those of their end.

        Console messages come after what they are about, so each page answers once more before the
        faults are counted. What a page says while its browser takes it apart, with its sockets and
        requests under way, no reader meets.
        """
        for page in self.context.pages:
            with suppress(Error):  # it is leaving: the next one has not said anything yet
                page.evaluate("0")
        faults = list(self.faults)
        self.context.close()
        assert not faults, "\n".join(faults)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not self._is_expected(message.text):
            where = message.location.get("url", "")
            self.faults.append(f"{message.text} ({where}, on {self.page.url})")

    def _is_expected(self, text: str) -> bool:
        return any(known in text for known in self.expected)

    def _request(self, url: str) -> None:
        own = (self.site.url + "/", "data:", "blob:", "chrome://")  # the last: its viewer of PDFs
        if not url.startswith((*own, *self.elsewhere)):
            self.faults.append(f"request to another host: {url}")


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """The words that these tests look for are those of a French reader."""
    with using("fr"):
        yield


@pytest.fixture(scope="session")
def officials() -> Iterator[Organisation]:
    """The provider that the officials' accounts are at: npm `oidc-provider`."""
    home = f"http://127.0.0.1:{free_port()}"
    address = {"email": "philippe.arnoux@orbelle.example", "email_verified": True}
    people = {OFFICIAL: {"name": "Philippe Arnoux"} | address, IMPOSTOR: address}
    client = {
        "backchannel_logout_uri": f"{home}/sign-in/with/officials/logout",
        "backchannel_logout_session_required": True,
    }
    made = organisation(
        "officials", "Compte d’élu", RSAKey.generate_key(2048), people=people, hub=home,
        client=client,
    )  # fmt: skip
    with organisations_running(made):
        yield made


def _link(settings: Settings, demo: Running, officials: Organisation) -> None:
    """By the command that operators have, in the server or beside it."""
    told = {"HUB_OIDC": officials.toml, "HUB_DEMO": "1", "HUB_PUBLIC_URL": demo.url}
    command = arguments("account", "link", "official", officials.issuer, OFFICIAL)
    environment = surroundings(settings, demo.port) | told
    subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


@pytest.fixture(scope="session")
def settings(empty_database: Callable[[], Settings]) -> Settings:
    """Of the hub that `site` serves."""
    return empty_database()


@pytest.fixture(scope="session")
def site(settings: Settings, officials: Organisation) -> Iterator[Running]:
    """`hub demo --size s` on a database of its own, with the worker that PostgreSQL needs."""
    oidc = {"HUB_OIDC": officials.toml}
    with ExitStack() as stack:
        port = urlsplit(officials.hub).port or 0
        demo = stack.enter_context(running(settings, "demo", "--size", "s", port=port, **oidc))
        demo.ready()
        if not settings.is_sqlite:
            told = {"HUB_DEMO": "1", "HUB_PUBLIC_URL": demo.url, "HUB_AUTHORITY": AUTHORITY} | oidc
            stack.enter_context(running(settings, "worker", **told))
        _link(settings, demo, officials)
        yield demo


# Not longer than a module: the loop of the synchronous API stays in this thread until it ends,
# and no other test could run one of its own beside it.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = system_browser()
    assert path is not None, "the tests need Chromium"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=[*OPTIONS, *sandbox])


@contextmanager
def visiting(browser: Browser, site: Running, **options: Any) -> Iterator[Visit]:
    """A fresh profile of a French reader."""
    context = browser.new_context(locale="fr-FR", reduced_motion="reduce", **options)
    context.set_default_timeout(PATIENCE)
    visit = Visit(context, site)
    try:
        yield visit
    except BaseException:
        context.close()  # what failed is told, not what follows from it
        raise
    visit.close()


@pytest.fixture
def visit(browser: Browser, site: Running) -> Iterator[Visit]:
    with visiting(browser, site) as made:
        yield made


@pytest.fixture
def other(browser: Browser, site: Running) -> Iterator[Visit]:
    """Somebody else, at another computer."""
    with visiting(browser, site) as made:
        yield made
