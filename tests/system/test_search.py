"""Searching with the keyboard alone, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, Route, expect

from tests.system.conftest import Visit, visiting
from tests.system.running import Running


@pytest.mark.parametrize("width", [1280, 360])
def test_a_word_is_found_narrowed_and_opened(browser: Browser, site: Running, width: int) -> None:
    with visiting(browser, site, viewport={"width": width, "height": 720}) as visit:
        visit.open("/search")
        visit.sign_in("agent")
        page = visit.page
        page.keyboard.press("Control+k")
        page.keyboard.type("scolaire")
        expect(page).to_have_url(f"{site.url}/search?q=scolaire")
        expect(page.locator("mark").first).to_be_visible()
        page.wait_for_load_state("networkidle")  # a list that is replaced loses the focus
        _walks(page)
        _narrows(page)
        _opens(visit)


def _into(held: list[Route]) -> Callable[[Route], None]:
    def keep(route: Route) -> None:
        held.append(route)

    return keep


def test_what_is_typed_before_the_script_comes_counts(browser: Browser, site: Running) -> None:
    with visiting(browser, site) as visit:
        visit.open("/search")
        visit.sign_in("agent")
        held: list[Route] = []
        visit.page.route("**/app*.js", _into(held))
        visit.page.goto(f"{site.url}/search", wait_until="commit")
        visit.page.locator("[data-search]").last.fill("scolaire")
        held[0].continue_()
        expect(visit.page).to_have_url(f"{site.url}/search?q=scolaire")


def test_the_last_word_counts_however_slow_the_answers_are(browser: Browser, site: Running) -> None:
    with visiting(browser, site) as visit:
        visit.open("/search")
        visit.sign_in("agent")
        held: list[Route] = []
        visit.page.route("**/search?q=*", _into(held))
        for begun in ("sco", "scola", "scolaire"):
            visit.page.locator("[data-search]").last.fill(begun)
            visit.page.wait_for_timeout(400)  # more than what a form waits for the next letter
        for one in held:
            with suppress(Error):  # given up by the page
                one.continue_()
        expect(visit.page).to_have_url(f"{site.url}/search?q=scolaire")


def _walks(page: Page) -> None:
    hits = page.locator(".found li a")
    for _time in range(2):
        page.keyboard.press("ArrowDown")
    expect(hits.nth(1)).to_be_focused()
    for _time in range(2):
        page.keyboard.press("ArrowUp")
    expect(page.locator("[data-search]").last).to_be_focused()


def _narrows(page: Page) -> None:
    kind = page.locator(".filter", has_text="Services")
    kind.click()
    expect(page.locator(".found li")).to_have_count(1)
    expect(page.locator(".found li a")).to_contain_text("Vie scolaire")


def _opens(visit: Visit) -> None:
    visit.page.wait_for_load_state("networkidle")
    visit.page.keyboard.press("Control+k")
    visit.page.keyboard.press("ArrowDown")
    with visit.page.expect_navigation():
        visit.page.keyboard.press("Enter")
    assert visit.path.startswith("/units/")
