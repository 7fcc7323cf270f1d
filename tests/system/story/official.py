"""Philippe Arnoux, official: from the e-mail by the provider of his account to the pieces."""

from __future__ import annotations

from playwright.sync_api import expect

from hub.language import _
from tests.system.conftest import EXPECTED, IMPOSTOR, OFFICIAL
from tests.system.providers import leads_to, signs_in_there
from tests.system.story.telling import Story, usable

COUNCIL = "Conseil communautaire"


def follows_the_convocation_and_signs_in_elsewhere(story: Story) -> None:
    visit = story.stranger("official")
    leads_to(visit, story.officials)
    visit.page.goto(_convocation(story))
    assert visit.path.startswith("/sign-in?next=%2Fmeetings%2F")
    signs_in_there(visit.page, OFFICIAL)
    visit.page.wait_for_url("**/meetings/*")


def reads_the_agenda_and_the_pieces(story: Story) -> None:
    visit = story.visit("official")
    page = visit.page
    expect(page.locator("h1")).to_have_text(COUNCIL)
    assert page.locator(".point").count() >= 8
    usable(visit)
    page.get_by_role("link", name="Projet de délibération").first.click()
    page.wait_for_url("**piece=**")
    read = page.locator("#reader .pdf").first
    expect(read).to_have_attribute("aria-label", _("Page {number}", number=1))
    expect(read).to_contain_text("Le conseil est invité à en délibérer")
    usable(visit)


def is_not_somebody_else_of_the_same_address(story: Story) -> None:
    """Another subject of the provider has his e-mail address: accounts are not linked by it."""
    visit = story.stranger("impostor")
    visit.expected = (*EXPECTED, "status of 403")
    leads_to(visit, story.officials)
    page = visit.open("/meetings")
    signs_in_there(page, IMPOSTOR)
    expect(page.locator("h1")).to_have_text(_("Not signed in"))
    expect(page.locator("main dd").last).to_have_text(IMPOSTOR)
    usable(visit)
    visit.open("/meetings")
    assert visit.path == "/sign-in?next=%2Fmeetings"


def _convocation(story: Story) -> str:
    """The link of the mail that the demo's convocation sent to him."""
    visit = story.stranger("mail")
    page = visit.open("/demo/mail")
    usable(visit)
    line = page.locator(".line", has_text="Philippe Arnoux").filter(has_text=COUNCIL)
    line.filter(has_text="Convocation").first.get_by_role("link").click()
    link = page.frame_locator("iframe").locator("a[href*='/meetings/']").first
    address = link.get_attribute("href") or ""
    usable(visit)
    return address
