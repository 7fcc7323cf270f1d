"""The card beside the list of people: the keyboard walks, Enter opens it in place; a narrow screen
opens its page."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, expect

from tests.system.conftest import visiting
from tests.system.running import Running


def test_the_card_changes_beside_the_list(browser: Browser, site: Running) -> None:
    with visiting(browser, site, viewport={"width": 1280, "height": 900}) as visit:
        visit.open("/people")
        page = visit.sign_in("agent")
        expect(page.locator("#beside h2")).to_have_text("Maud Sorel")
        expect(page.locator("#beside .pairs")).to_be_visible()
        page.locator("#q").press("ArrowDown")
        page.keyboard.press("ArrowDown")
        second = page.locator(".hit").nth(1)
        expect(second).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#beside h2")).to_have_text(second.locator("b").inner_text())
        expect(page.locator(".hit[aria-current]")).to_have_count(1)
        assert visit.path == "/people"


def test_a_narrow_screen_opens_the_page_of_the_card(browser: Browser, site: Running) -> None:
    with visiting(browser, site, viewport={"width": 390, "height": 844}) as visit:
        visit.open("/people")
        page = visit.sign_in("agent")
        expect(page.locator("#beside")).to_be_hidden()
        page.locator(".hit").first.click()
        page.wait_for_url(re.compile(r"/people/\d+$"))


def test_a_week_of_hours_is_typed_without_a_mouse(browser: Browser, site: Running) -> None:
    with visiting(browser, site, viewport={"width": 1280, "height": 900}) as visit:
        visit.open("/account")
        page = visit.sign_in("agent")
        page.get_by_role("link", name="Ma fiche").press("Enter")
        page.get_by_role("link", name="Modifier les horaires").press("Enter")
        page.get_by_label("de", exact=True).first.fill("08:30")
        page.keyboard.press("Tab")
        page.locator("#f-end-1-1").fill("16:30")
        page.get_by_role("button", name="jusqu’au vendredi").press("Enter")
        expect(page.locator("#f-end-5-1")).to_have_value("16:30")
        page.locator("#f-end-5-1").press("Enter")  # what Enter does is to save
        expect(page.locator(".pairs").last).to_contain_text("Vendredi")
        expect(page.locator(".pairs").last).to_contain_text("8 h 30 à 16 h 30")
