"""How somebody comes to the pages of a meeting."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.system.steps import follow


def convened(page: Page) -> None:
    """Of the meetings to come, the one whose convocation left, as its secretariat has it."""
    line = page.locator("section[aria-labelledby=coming] .line")
    line.filter(has_not=page.locator(".state--calm")).locator("h3 a").first.click()
    follow(page, "Préparer")
    expect(page.locator(".light")).to_be_visible()


def recipients(page: Page) -> None:
    convened(page)
    follow(page, "Qui l’a reçue")
    expect(page.locator("td").first).to_be_visible()


def item(page: Page) -> None:
    convened(page)
    page.locator(".row-link a").first.click()
    expect(page.locator("#f-title")).to_be_visible()
