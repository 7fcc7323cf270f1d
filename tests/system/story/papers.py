"""A PDF in a team's space: the director adds it, an agent reads and finds it, a councillor not."""

from __future__ import annotations

from playwright.sync_api import expect

from hub.language import _, _n
from tests.extraction.test_pdf import document
from tests.system.story.telling import Story, nothing_at, usable

HOUSE = "Toute la maison"  # the demo's space for all staff, which the director manages
NAME = "Avis d’ouverture.pdf"
SENTENCE = "Le planetarium ouvre le 12 janvier."


def the_director_adds_one_while_an_agent_looks(story: Story) -> None:
    director = story.at("manager", "/spaces")
    director.page.get_by_role("link", name=HOUSE).click()
    expect(director.page.locator("h1")).to_have_text(HOUSE)
    agent = story.at("agent", director.path)
    expect(agent.page.get_by_role("link", name=_("Add files"))).to_have_count(0)
    expect(agent.page.get_by_role("link", name=NAME)).to_have_count(0)
    _adds(story)
    expect(agent.page.get_by_role("link", name=NAME)).to_be_visible()  # without a reload
    usable(agent)


def the_agent_reads_it(story: Story) -> None:
    visit = story.visit("agent")
    page = visit.page
    with page.expect_navigation():
        page.get_by_role("link", name=NAME).click()
    # The page tells by itself when the text has been read.
    expect(page.get_by_role("link", name=_reading())).to_be_visible()
    usable(visit)
    page.get_by_role("link", name=_reading()).click()
    expect(page.locator("#page-2")).to_contain_text(SENTENCE)
    usable(visit)
    with page.expect_download() as download:
        page.get_by_role("link", name=_("Download")).click()
    assert download.value.suggested_filename == NAME


def the_agent_finds_a_word_inside(story: Story) -> None:
    visit = story.visit("agent")
    visit.page.keyboard.press("Control+k")
    visit.page.locator("[data-search]").fill("planetarium")
    hit = visit.page.locator(f".found a[href='{_address(story)}']")
    expect(hit).to_contain_text(NAME)
    expect(hit).to_contain_text("planetarium ouvre")
    usable(visit)


def a_stranger_learns_nothing_of_it(story: Story) -> None:
    """A councillor: signed in, and not of the staff that the space is for."""
    address, place = _address(story), story.visit("manager").path
    visit = story.at("councillor", address)
    assert visit.path == address
    nothing_at(visit, address, f"{address}/text", f"{address}/content", place)
    visit.open("/search?q=planetarium")
    expect(visit.page.locator(".found")).to_have_count(0)


def _adds(story: Story) -> None:
    file = story.folder / NAME
    file.write_bytes(document("Avis", SENTENCE))
    visit = story.visit("manager")
    visit.page.get_by_role("link", name=_("Add files")).first.click()
    dialog = visit.page.locator("#upload")
    dialog.locator("input[type=file]").set_input_files(file)
    usable(visit)
    with visit.page.expect_navigation():
        dialog.get_by_role("button", name=_("Add them")).click()
    expect(visit.page.locator("#messages")).to_contain_text(_("Files added: {number}.", number=1))


def _address(story: Story) -> str:
    """Of the page of the file, as the director's list has it."""
    link = story.visit("manager").page.get_by_role("link", name=NAME, exact=True)
    return link.get_attribute("href") or ""


def _reading() -> str:
    return _n("Read the page", "Read all {number} pages", 2)
