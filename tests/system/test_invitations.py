"""An invitation from one desk to another: written in a form, seen at once, answered, and told."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from hub.demo.load import PASSWORD
from tests.system.conftest import Visit
from tests.system.judging import judged, walked

TITLE, WORD = "Point sur les inscriptions", "J’arrive à 10 h 15"
MARK = "window.isSamePage = true"
SCREEN = {"width": 1280, "height": 700}


@pytest.fixture
def maud(visit: Visit) -> Page:
    visit.page.set_viewport_size(SCREEN)
    visit.open("/events/new")
    return visit.sign_in("agent")


@pytest.fixture
def nadia(other: Visit) -> Page:
    other.page.set_viewport_size(SCREEN)
    other.open("/calendars")
    return other.sign_in("admin")


def drawn(page: Page) -> Locator:
    return page.locator(".is-chosen .event", has_text=TITLE)


def invite(page: Page, words: str, name: str) -> None:
    """With the keyboard alone, as whoever writes the form does."""
    page.locator("#f-guests").press_sequentially(words)
    found = page.locator("[name=add]", has_text=name)
    expect(found).to_be_visible()
    found.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".invitees", has_text=name)).to_be_visible()
    expect(page.locator("#f-guests")).to_be_focused()


def fits(page: Page) -> None:
    assert judged(page) == []
    page.set_viewport_size(SCREEN)


def test_an_invitation_goes_there_and_its_answer_comes_back(maud: Page, nadia: Page) -> None:
    nadia.evaluate(MARK)
    maud.fill("#f-summary", TITLE)
    # When the demo has nothing; of what is over nobody is told.
    maud.fill("#f-start", "23:00")
    maud.fill("#f-end", "23:59")
    invite(maud, "nadia bouv", "Nadia Bouvier")
    invite(maud, "claire@prefecture.example", "claire@prefecture.example")
    expect(maud.locator("#f-summary")).to_have_value(TITLE)
    maud.locator("#f-guests").press_sequentially("mar")
    expect(maud.locator("[name=add]").first).to_be_visible()
    fits(maud)
    assert walked(maud) == []
    maud.fill("#f-guests", "")
    expect(maud.locator("[name=add]")).to_have_count(0)
    maud.get_by_label("Retirer : claire@prefecture.example").click()
    expect(maud.locator(".invitees li")).to_have_count(1)
    with maud.expect_navigation(url=re.compile("/calendars")):
        maud.get_by_role("button", name="Enregistrer").click()
    expect(drawn(nadia)).to_be_visible()
    assert nadia.evaluate("window.isSamePage") is True
    drawn(nadia).click()
    expect(nadia.get_by_role("heading", name="Maud Sorel vous invite")).to_be_visible()
    drawn(maud).click()
    expect(maud.locator(".line", has_text="Nadia Bouvier")).to_contain_text("n’a pas répondu")
    maud.evaluate(MARK)
    fits(nadia)
    nadia.fill("#f-comment", WORD)
    with nadia.expect_navigation():
        nadia.get_by_role("button", name="Je viens", exact=True).click()
    expect(nadia.locator(".answers [aria-current]")).to_have_text("Je viens")
    expect(maud.locator(".line", has_text="Nadia Bouvier")).to_contain_text(WORD)
    expect(maud.locator(".line .state--ok")).to_have_text("vient")
    assert maud.evaluate("window.isSamePage") is True
    fits(maud)


def test_enter_saves_and_whoever_is_looked_for_is_not_forgotten(maud: Page) -> None:
    maud.fill("#f-summary", TITLE)
    maud.fill("#f-guests", "nadia")
    maud.locator("#f-summary").press("Enter")
    expect(maud.locator("#found")).to_contain_text("Rien n’est encore enregistré")
    expect(maud.locator("[name=add]", has_text="Nadia Bouvier")).to_be_visible()
    expect(maud.locator("#f-summary")).to_have_value(TITLE)
    expect(maud.locator("#f-guests")).to_be_focused()
    fits(maud)
    assert maud.url.endswith("/events/new")


def test_without_script_guests_are_found_and_taken_out(visit: Visit) -> None:
    with_out = visit.context.browser
    assert with_out is not None
    context = with_out.new_context(locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(visit.site.url + "/events/new")
    page.fill("#f-login", "agent")
    page.fill("#f-password", PASSWORD)
    page.keyboard.press("Enter")
    page.fill("#f-summary", TITLE)
    page.fill("#f-guests", "nadia bouv")
    page.get_by_role("button", name="Rechercher", exact=True).click()
    page.locator("[name=add]").click()
    expect(page.locator(".invitees li")).to_have_count(1)
    expect(page.locator("#f-summary")).to_have_value(TITLE)
    page.get_by_label("Retirer : Nadia Bouvier").click()
    expect(page.locator(".invitees li")).to_have_count(0)
    context.close()
