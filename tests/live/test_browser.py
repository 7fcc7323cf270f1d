"""`live.js` and htmx in a real browser, on a real socket: what a page shows is fetched again."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from playwright.async_api import Page, async_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from hub.live import recent
from hub.live.door import Access, Door
from hub.live.frames import Close
from hub.live.memory import MemoryBus
from hub.live.protocol import Protocol
from tests.live.conftest import World, until
from tools.assets import MODULES, SRC
from tools.system import browser

pytestmark = pytest.mark.anyio


class Site:
    """One page about `calendar:7`; `count` says how often its fragment was fetched."""

    def __init__(self, world: World, port: int) -> None:
        self.world, self.url, self.bus = world, f"http://127.0.0.1:{port}", MemoryBus()
        self.door = Door(
            self.url, Access(world.identify, world.alive, {"calendar": world.may_read})
        )
        self.count = 0
        self.body = (
            '<main id="part" data-live="calendar:7 calendar:8" hx-get="/part"'
            ' hx-trigger="refresh" hx-swap="outerHTML">first</main>'
        )
        self.routes = [
            Route("/", self.page),
            Route("/part", self.part),
            Route("/live.js", lambda _: FileResponse(SRC / "js" / "live.js")),
            Route("/htmx.js", lambda _: FileResponse(MODULES / "htmx.org/dist/htmx.esm.js")),
            *self.door.routes,
        ]

    async def page(self, request: Request) -> Response:
        scripts = "".join(
            f'<script type="module" src="/{name}.js"></script>' for name in ("htmx", "live")
        )
        return HTMLResponse(f"<!doctype html><title>t</title>{scripts}{self.body}")

    async def part(self, request: Request) -> Response:
        self.count += 1
        return HTMLResponse(self.body.replace("first", f"fetched {self.count}"))


@pytest.fixture
async def site(world: World) -> AsyncIterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Site(world, listener.getsockname()[1])
        config = uvicorn.Config(Starlette(routes=made.routes), ws=Protocol, log_config=None)
        server = uvicorn.Server(config)
        async with made.door.running(made.bus):
            task = asyncio.create_task(server.serve(sockets=[listener]))
            yield made
            server.should_exit = True
            await task


@pytest.fixture
async def page(site: Site) -> AsyncIterator[Page]:
    path = browser()
    assert path is not None, "the tests need Chromium"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=sandbox)
        context = await chromium.new_context()
        cookie = site.world.sign_in("bob", 2, "calendar:7", "calendar:8")
        await context.add_cookies([{"name": "hub", "value": cookie, "url": site.url}])
        opened = await context.new_page()
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        yield opened
        await chromium.close()
        assert faults == []


async def shows(page: Page, text: str) -> None:
    await page.wait_for_function("text => document.body.innerText.includes(text)", arg=text)


async def connected(site: Site, page: Page) -> None:
    """Waits until both topics were subscribed and the page knows that it is up to date."""
    await page.goto(site.url)
    await until(lambda: any(len(it._topics) == 2 and not it._due for it in site.door._sockets))


async def drop(site: Site) -> None:
    """Cuts the page's socket, as a server that is restarted does."""
    for opened in site.door._sockets:
        opened.end(Close.TRY_AGAIN)
    await until(lambda: not site.door._sockets)


async def settled(site: Site) -> int:
    """The number of fetches once nothing more comes."""
    while True:
        before = site.count
        await asyncio.sleep(2)  # a busy machine is late with what it fetches
        if site.count == before:
            return before


async def test_a_change_is_fetched_and_again(site: Site, page: Page) -> None:
    await connected(site, page)
    for _time in range(2):
        before = await settled(site)
        await site.bus.publish(("calendar:7",))
        await shows(page, f"fetched {before + 1}")
    assert await settled(site) == before + 1


async def test_an_element_of_two_topics_is_fetched_once(site: Site, page: Page) -> None:
    await connected(site, page)
    before = await settled(site)
    await site.bus.publish(("calendar:7", "calendar:8"))
    await shows(page, f"fetched {before + 1}")
    assert await settled(site) == before + 1


async def test_after_a_lost_connection_only_what_changed_is_fetched(
    site: Site, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent, "MARGIN", 0.0)
    await connected(site, page)
    await asyncio.sleep(1.5)
    before = await settled(site)
    await drop(site)
    await site.bus.publish(("calendar:7",))
    await shows(page, f"fetched {before + 1}")
    await asyncio.sleep(1.5)
    before = await settled(site)
    await drop(site)
    await until(lambda: site.door._sockets)
    assert await settled(site) == before


async def test_what_was_lost_disappears(site: Site, page: Page) -> None:
    site.body = site.body.replace("first", "first <p data-live='calendar:9'>secret</p>")
    site.world.rights.add((2, "calendar:9"))
    await page.goto(site.url)
    await shows(page, "secret")
    await asyncio.sleep(0.5)
    site.world.rights.discard((2, "calendar:9"))
    await site.bus.publish(("calendar:9",))
    await page.wait_for_function("!document.body.innerText.includes('secret')")
    # The rest stays, as it was or fetched anew: a server that just began cannot tell.
    await page.wait_for_function("/first|fetched/.test(document.getElementById('part').innerText)")


async def test_a_field_being_written_in_is_left_alone(site: Site, page: Page) -> None:
    site.body = site.body.replace("first", "first <input name=note><button>Ok</button>")
    await connected(site, page)
    before = await settled(site)
    await page.locator("input").fill("half a sentence")
    await site.bus.publish(("calendar:7",))
    await asyncio.sleep(1)
    assert await page.locator("input").input_value() == "half a sentence"
    assert site.count == before
    await page.locator("button").focus()
    await shows(page, f"fetched {before + 1}")


async def test_a_signed_out_page_stops_asking(site: Site, page: Page, quick: None) -> None:
    await connected(site, page)
    await page.evaluate(
        "document.addEventListener('signed-out', () => document.title = 'signed out')"
    )
    site.world.sessions.clear()
    await site.bus.publish(("account:2",))
    await page.wait_for_function("document.title === 'signed out'")
    await asyncio.sleep(2)
    assert not site.door._sockets


async def test_a_page_that_shows_nothing_live_opens_no_socket(site: Site, page: Page) -> None:
    site.body = "<p>nothing</p>"
    opened: list[Any] = []

    def note(it: Any) -> None:  # Playwright cannot mark a builtin method
        opened.append(it)

    page.on("websocket", note)
    await page.goto(site.url)
    await asyncio.sleep(0.5)
    assert opened == []
    await page.evaluate("document.body.dataset.live = 'calendar:7'")
    await until(lambda: opened)
