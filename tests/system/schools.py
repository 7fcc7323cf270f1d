"""How somebody comes to the pages of a school."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.system.steps import first, follow


def prepared(page: Page) -> None:
    page.locator(".line .button").first.click()
    expect(page.locator("#lines")).to_be_visible()


def line(page: Page) -> None:
    prepared(page)
    first(page)
    expect(page.locator("#f-activity")).to_be_visible()


def unpublished(page: Page) -> None:
    page.locator(".line:has(.state--warn) .button").click()
    follow(page, "Voir ce qui changerait")
    expect(page.locator(".clashes")).to_be_visible()
