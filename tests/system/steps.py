"""What several ways through the pages have in common."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def first(page: Page) -> None:
    page.locator("th a, .line h3 a").first.click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_be_visible()


def follow(page: Page, link: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=link).first.click()
