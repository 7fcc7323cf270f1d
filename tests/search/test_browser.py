"""Searching with the keyboard alone, in a real browser, on a desk and on a phone."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Page, expect, sync_playwright
from starlette.types import Receive, Scope, Send

from hub import settings
from hub.app import Hub
from hub.search import index, pages
from hub.web.site import Site
from tests.search.conftest import Shelving, grant, scope
from tests.search.test_page import identify

pytestmark = pytest.mark.anyio

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
OVERFLOW = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll('main a, main button, main input')]
  .filter(it => it.checkVisibility() && it.getBoundingClientRect().height < 43.9)
  .map(it => it.outerHTML)"""


@pytest.fixture
async def address(hub: Hub, library: Shelving) -> AsyncIterator[str]:
    await grant(await scope(5001), 101)
    texts = [library.book(f"Règlement {number}", "gymnase", scope=5001) for number in range(8)]
    await index([*texts, library.book("Plan", "gymnase de Lussigny", scope=5001, kind="map")])
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        now = settings.load(data=hub.settings.data, public_url=url)
        site = Site(pages.routes, packages=("hub.search",), identify=identify)

        async def app(asked: Scope, receive: Receive, send: Send) -> None:
            with settings.current.bound(now):
                await site(asked, receive, send)

        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        yield url
        server.should_exit = True
        await serving


async def test_with_the_keyboard_alone(address: str) -> None:
    await asyncio.to_thread(_in_browser, address)


def _in_browser(address: str) -> None:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "these tests need chromium (apt install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for width in (1280, 360):
            context = browser.new_context(
                viewport={"width": width, "height": 720},
                locale="fr-FR",
                extra_http_headers={"x-person": "alice"},
            )
            _search(context.new_page(), address)
            context.close()
        browser.close()


def _search(page: Page, address: str) -> None:
    said: list[str] = []
    page.on("console", lambda it: said.append(it.text) if it.type == "error" else None)
    page.goto(f"{address}/search")
    page.keyboard.press("Control+k")
    page.keyboard.type("gymn")
    expect(page.locator(".found li")).to_have_count(6)
    expect(page.locator("mark").first).to_have_text("gymnase")
    expect(page).to_have_url(f"{address}/search?q=gymn")
    expect(page.locator("div[role=status]")).to_have_text("9 résultats")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".found li a").nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-search]")).to_be_focused()
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(SMALL) == []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate("axe.run().then(it => it.violations.map(it => it.id))") == []
    page.locator(".filter", has_text="Maps").click()
    expect(page.locator(".found li")).to_have_count(1)
    assert said == []
    page.keyboard.press("Control+k")
    page.keyboard.press("ArrowDown")
    with page.expect_request(f"{address}/maps/*"):
        page.keyboard.press("Enter")
