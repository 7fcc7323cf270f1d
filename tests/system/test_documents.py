"""A PDF is put into a space: a colleague sees it come, reads and finds it; a stranger does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from hub.language import _, _n, using
from tests.extraction.test_pdf import document
from tests.system.conftest import Visit

HOUSE = "Toute la maison"  # the demo's space for all staff, which the director manages
VIEWER = "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/"  # Chromium's, of PDFs
NAME = "Avis d’ouverture.pdf"


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """The words that these tests look for are those of a French reader."""
    with using("fr"):
        yield


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    made = tmp_path / NAME
    made.write_bytes(document("Avis", "Le planetarium ouvre le 12 janvier."))
    return made


def test_a_paper_reaches_those_it_is_for(visit: Visit, other: Visit, paper: Path) -> None:
    visit.open("/spaces")
    visit.sign_in("manager")
    place = _opens_the_house(visit)
    colleague = _waits_there(other, place)
    _adds(visit, paper)
    expect(colleague.get_by_role("link", name=NAME)).to_be_visible()  # without a reload
    address = _reads(other)
    _finds(other, address)
    other.context.clear_cookies()
    _knows_nothing(other, place, address)


def _opens_the_house(visit: Visit) -> str:
    visit.page.get_by_role("link", name=HOUSE).click()
    expect(visit.page.locator("h1")).to_have_text(HOUSE)
    return visit.path


def _waits_there(other: Visit, place: str) -> Page:
    other.open(place)
    other.sign_in("agent")
    expect(other.page.get_by_role("link", name=_("Add files"))).to_have_count(0)
    expect(other.page.get_by_role("link", name=NAME)).to_have_count(0)
    return other.page


def _adds(visit: Visit, paper: Path) -> None:
    visit.page.get_by_role("link", name=_("Add files")).first.click()
    dialog = visit.page.locator("#upload")
    dialog.locator("input[type=file]").set_input_files(paper)
    with visit.page.expect_navigation():
        dialog.get_by_role("button", name=_("Add them")).click()
    expect(visit.page.locator("#messages")).to_contain_text(_("Files added: {number}.", number=1))


def _reads(other: Visit) -> str:
    other.page.get_by_role("link", name=NAME).click()
    address = other.path
    # The page tells by itself when the text has been read.
    other.page.get_by_role("link", name=_n("Read the page", "Read all {number} pages", 2)).click()
    expect(other.page.locator("#page-2")).to_contain_text("Le planetarium ouvre le 12 janvier.")
    with other.page.expect_download() as download:
        other.page.get_by_role("link", name=_("Download")).click()
    assert download.value.suggested_filename == NAME
    return address


def _finds(other: Visit, address: str) -> None:
    other.page.keyboard.press("Control+k")
    other.page.locator("[data-search]").fill("planetarium")
    hit = other.page.locator(f".found a[href='{address}']")
    expect(hit).to_contain_text(NAME)
    expect(hit).to_contain_text("planetarium ouvre")


def _knows_nothing(visit: Visit, place: str, address: str) -> None:
    visit.open(address)
    visit.sign_in("official")
    for path in (address, f"{address}/text", f"{address}/content", place):
        response = visit.page.goto(visit.site.url + path)
        assert response is not None
        assert response.status == 404
    visit.open("/search?q=planetarium")
    expect(visit.page.locator(".found")).to_have_count(0)


def test_a_paper_is_opened_as_it_is_printed(visit: Visit) -> None:
    """The browser's own viewer opens it, although it is sandboxed; nothing else is asked."""
    visit.open("/spaces")
    visit.sign_in("manager")
    visit.page.get_by_role("link", name=HOUSE).click()
    visit.page.locator("th a", has_text=".pdf").first.click()
    with visit.context.expect_event("request", lambda it: it.url.startswith(VIEWER)):
        visit.page.get_by_role("link", name=_("Open")).click()
    assert visit.path.endswith("/pdf")
    visit.page.goto("about:blank")
    visit.faults[:] = [it for it in visit.faults if VIEWER not in it]
