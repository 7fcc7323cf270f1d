"""Searching with the keyboard alone, in a real browser, on a desk and on a phone."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvicorn
from playwright.async_api import Page, async_playwright, expect
from starlette.types import Receive, Scope, Send

from hub import settings
from hub.app import Hub
from hub.search import index, pages
from hub.web.site import Site
from tests.search.conftest import Shelving, grant, scope
from tests.search.test_page import identify
from tools.system import browser

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
    with socket.create_server(("127.0.0.1", 0)) as listener:
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
    path = browser()
    assert path is not None, "the tests need Chromium"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=path, args=sandbox)
        for width in (1280, 360):
            context = await chromium.new_context(
                viewport={"width": width, "height": 720},
                locale="fr-FR",
                extra_http_headers={"x-person": "alice"},
            )
            context.set_default_timeout(10_000)
            await _search(await context.new_page(), address)
            await context.close()
        await chromium.close()


async def _search(page: Page, address: str) -> None:
    said: list[str] = []
    page.on("console", lambda it: said.append(it.text) if it.type == "error" else None)
    await page.goto(f"{address}/search")
    await page.keyboard.press("Control+k")
    await page.keyboard.type("gymn")
    await expect(page.locator(".found li")).to_have_count(6)
    await expect(page.locator("mark").first).to_have_text("gymnase")
    await expect(page).to_have_url(f"{address}/search?q=gymn")
    await expect(page.locator("div[role=status]")).to_have_text("9 résultats")
    await page.wait_for_load_state("networkidle")  # a list that is replaced loses the focus
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".found li a").nth(1)).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowUp")
    await expect(page.locator("[data-search]")).to_be_focused()
    assert await page.evaluate(OVERFLOW) <= 0
    assert await page.evaluate(SMALL) == []
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    assert await page.evaluate("axe.run().then(it => it.violations.map(it => it.id))") == []
    await page.locator(".filter", has_text="Maps").click()
    await expect(page.locator(".found li")).to_have_count(1)
    assert said == []
    await page.keyboard.press("Control+k")
    await page.keyboard.press("ArrowDown")
    async with page.expect_request(f"{address}/maps/*"):
        await page.keyboard.press("Enter")
