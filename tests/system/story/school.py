"""Claire Ménard, head of a school: its timetable, and nothing of the intranet."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.system.story.telling import Story, nothing_at, usable

INSIDE = (
    "/people", "/units", "/spaces", "/calendars/import", "/meetings",
    "/admin/accounts", "/admin/journal", "/admin/mailbox",
    "/admin/import/people",
)  # fmt: skip


def opens_its_published_timetable(story: Story) -> None:
    visit = story.at("school", "/")
    page = visit.page
    assert visit.path.startswith("/schools/"), "their school is where they begin"
    expect(page.locator("main")).to_contain_text("École")
    usable(visit)
    with page.expect_navigation():
        page.get_by_role("link", name="La semaine").click()
    expect(page.locator(".school-week")).to_contain_text("Lundi")
    expect(page.locator("main")).to_contain_text("Publié")
    usable(visit)


def reaches_nothing_of_the_house(story: Story) -> None:
    visit = story.visit("school")
    nothing_at(visit, *INSIDE)
    for word in ("conseil", "planetarium"):
        visit.open(f"/search?q={word}")
        expect(visit.page.locator(".found li")).to_have_count(0)
    usable(visit)
