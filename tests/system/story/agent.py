"""Maud Sorel, agent: her week, that of a colleague, and her telephone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from hub.language import _
from tests.system.story.telling import Story, usable

COLLEAGUE = "Inès Charpin"
SECRET = "Recours Ostrowski"
MEETING = "Préparation de la rentrée"
NOTED = "Rappeler la directrice"


def signs_in_and_sees_her_week(story: Story) -> None:
    visit = story.stranger("agent")
    page = visit.open("/calendars")
    assert visit.path == "/sign-in?next=%2Fcalendars"
    visit.sign_in("agent")
    assert visit.path == "/calendars"
    expect(page.locator(".week-day [data-event]").first).to_be_visible()


def sees_when_a_colleague_is_busy(story: Story) -> None:
    story.telephone("secretary").notes(SECRET, story.day, hour=6)
    visit = story.at("agent", f"/calendars/find?q={COLLEAGUE.rsplit(maxsplit=1)[-1]}")
    page = visit.page
    page.get_by_role("button", name=_("Show {name}", name=COLLEAGUE)).click()
    expect(page.get_by_role("button", name=_("Hide {name}", name=COLLEAGUE))).to_be_visible()
    usable(visit)
    for view in ("", "/day", "/list"):
        visit.open(f"/calendars{view}?day={story.day}")
        expect(page.locator("main")).to_contain_text(f"{COLLEAGUE}, occupé")
        expect(page.locator("body")).not_to_contain_text("Ostrowski")
    page = _week(story)
    busy = page.locator(".is-chosen .event--busy", has_text=COLLEAGUE)
    expect(busy.filter(has_text="6 h – 7 h")).to_have_count(1)


def plans_a_meeting_that_her_telephone_has(story: Story) -> None:
    page = _week(story)
    with page.expect_navigation():
        page.get_by_role("link", name=_("Event"), exact=True).click()
    page.fill("#f-summary", MEETING)
    page.fill("#f-location", "Salle des Tilleuls")
    for field, value in (("day", f"{story.day}"), ("start", "07:00"), ("end", "08:00")):
        page.fill(f"#f-{field}", value)
    usable(story.visit("agent"))
    with page.expect_navigation():
        page.get_by_role("button", name=_("Save")).click()
    page = _week(story)
    expect(page.locator(".is-chosen .event", has_text=MEETING)).to_contain_text("7 h")
    noted = story.telephone("agent").sees(story.day)
    assert f"SUMMARY:{MEETING}" in noted
    assert "LOCATION:Salle des Tilleuls" in noted


def sees_what_her_telephone_notes_on_the_open_page(story: Story) -> None:
    page = _week(story)
    page.evaluate("window.isSamePage = true")
    story.telephone("agent").notes(NOTED, story.day, hour=5)
    expect(page.locator(".is-chosen .event", has_text=NOTED)).to_be_visible()
    assert page.evaluate("window.isSamePage") is True, "without a reload"
    usable(story.visit("agent"))


def _week(story: Story) -> Page:
    return story.at("agent", f"/calendars?day={story.day}").page
