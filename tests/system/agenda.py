"""How somebody comes to the pages of an event, and to those of a file of events."""

from __future__ import annotations

from playwright.sync_api import Page, expect


def written(page: Page) -> None:
    """An event of this hour, weekly, and the page of it."""
    page.goto(page.url.split("/calendars")[0] + "/events/new")
    page.fill("#f-summary", "Réunion de préparation des services de janvier dans les écoles")
    page.fill("#f-location", "Salle des Tilleuls, hôtel communautaire")
    page.select_option("#f-repeat", "WEEKLY")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("[data-agenda]")).to_be_visible()


def opened(page: Page) -> None:
    written(page)
    with page.expect_navigation():
        page.locator(".is-chosen .event").first.click()


def changed(page: Page) -> None:
    opened(page)
    with page.expect_navigation():
        page.locator("a[href*='/edit']").click()


def deleted(page: Page) -> None:
    opened(page)
    with page.expect_navigation():
        page.locator("a[href*='/delete']").click()
