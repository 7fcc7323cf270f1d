"""The agenda in front of its reader: what a phone writes appears, and no mouse is needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.system.conftest import Visit
from tests.system.running import Running
from tests.system.telephone import Telephone, today

MARK = "window.isSamePage = true"
FOCUSED = "document.activeElement.id"

# Ticks one calendar, as a reader does who then looks at nothing else.
ALONE = """form => {
  for (const it of form.querySelectorAll("[name=shown]"))
    it.checked = it.closest("label").innerText.includes("Moi");
  form.dispatchEvent(new Event("change", { bubbles: true }));
}"""

Put = Callable[[str, int], None]


@pytest.fixture
def agenda(visit: Visit) -> Page:
    """The agent's week on a screen, with her own calendar alone: whoever tested before her may
    have left others shown, and what stands beside three things of one hour is only counted."""
    visit.page.set_viewport_size({"width": 1280, "height": 700})
    visit.open("/calendars")
    page = visit.sign_in("agent")
    with page.expect_response("**/calendars/shown"):
        page.locator("[data-shown]").evaluate(ALONE)
    page.reload()
    return page


@pytest.fixture
def put(site: Running) -> Put:
    """Writes an event of today as a telephone does."""
    telephone = Telephone(site, "agent")
    return lambda title, hour: telephone.notes(title, today(), hour)


def event(page: Page, title: str) -> Locator:
    return page.locator(".is-chosen .event", has_text=title)


def test_what_appears_on_the_open_page_moves_neither_focus_nor_scroll(
    agenda: Page, put: Put
) -> None:
    put("Déjà là", 9)
    agenda.reload()
    first = event(agenda, "Déjà là")
    expect(first).to_be_visible()
    first.focus()
    focused = agenda.evaluate(FOCUSED)
    agenda.evaluate(MARK)
    agenda.evaluate("scrollTo(0, 120)")
    scrolled = agenda.evaluate("scrollY")
    agenda.wait_for_timeout(500)  # the socket is open before the phone writes
    put("Venu du téléphone", 11)
    expect(event(agenda, "Venu du téléphone")).to_be_visible()
    assert agenda.evaluate("window.isSamePage") is True
    assert agenda.evaluate(FOCUSED) == focused
    assert agenda.evaluate("scrollY") == scrolled


def test_an_event_is_made_with_the_keyboard(agenda: Page) -> None:
    agenda.locator("h1").click()
    with agenda.expect_navigation():
        agenda.keyboard.press("n")
    expect(agenda.locator("#f-summary")).to_be_focused()
    agenda.keyboard.type("Écrit au clavier")
    # At noon, when the demo has nothing: a fourth thing at once would be told as one more.
    agenda.fill("#f-start", "12:15")
    agenda.fill("#f-end", "12:45")
    with agenda.expect_navigation():
        agenda.keyboard.press("Enter")
    expect(event(agenda, "Écrit au clavier")).to_be_visible()


def test_arrows_go_from_event_to_event_and_letters_to_other_views(agenda: Page, put: Put) -> None:
    put("Tout premier", 5)
    put("Tout second", 6)
    agenda.reload()
    event(agenda, "Tout premier").focus()
    agenda.keyboard.press("ArrowDown")
    expect(event(agenda, "Tout second")).to_be_focused()
    agenda.keyboard.press("ArrowUp")
    expect(event(agenda, "Tout premier")).to_be_focused()
    for key, path in (("m", "/calendars/month"), ("j", "/calendars/day"), ("s", "/calendars")):
        with agenda.expect_navigation():
            agenda.keyboard.press(key)
        expect(agenda).to_have_url(re.compile(f"{path}$"))


# What is broken: words on two lines, and lines of which a part is cut. No language, no hyphens.
BROKEN = """() => {
  document.documentElement.lang = "zxx";
  const tops = (range) => new Set([...range.getClientRects()].map((it) => Math.round(it.top))).size;
  const broken = [];
  for (const text of document.querySelectorAll(".week li .event-text")) {
    if (!text.checkVisibility()) continue;
    const line = parseFloat(getComputedStyle(text).lineHeight), lines = text.clientHeight / line;
    const [own, whole] = [text, text.parentElement].map((it) => it.getBoundingClientRect().bottom);
    const isCut = Math.abs(lines - Math.round(lines)) > .1 || own > whole;
    if (isCut) broken.push(`${text.innerText}: ${lines} lines`);
    const node = text.firstElementChild.firstChild;
    for (const word of node.data.matchAll(/[\\p{L}\\d]+/gu)) {
      const range = new Range();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      if (tops(range) > 1) broken.push(word[0]);
    }
  }
  return broken;
}"""


@pytest.mark.parametrize("width", [834, 1024, 1280])
def test_side_by_side_words_and_lines_stay_whole(agenda: Page, put: Put, width: int) -> None:
    put("Commission intercommunale d’accessibilité", 3)
    put("Renouvellement des conventions périscolaires", 3)
    put("Préparation budgétaire pluriannuelle", 3)
    agenda.set_viewport_size({"width": width, "height": 800})
    agenda.reload()
    expect(event(agenda, "Préparation budgétaire")).to_be_visible()
    assert agenda.evaluate(BROKEN) == []


def test_a_key_of_one_letter_can_be_turned_off(agenda: Page) -> None:
    agenda.locator(".keys-help summary").click()
    agenda.locator("[data-keys]").uncheck()
    agenda.locator("h1").click()
    agenda.keyboard.press("m")
    agenda.wait_for_timeout(300)
    assert agenda.url.endswith("/calendars")
    agenda.reload()
    agenda.locator(".keys-help summary").click()
    expect(agenda.locator("[data-keys]")).not_to_be_checked()


def test_a_calendar_is_ticked_without_leaving_the_page(agenda: Page, put: Put) -> None:
    put("À cacher", 10)
    agenda.reload()
    expect(event(agenda, "À cacher")).to_be_visible()
    agenda.evaluate(MARK)
    box = agenda.locator(".cal-list label", has_text="Moi").locator("input")
    box.uncheck()
    expect(event(agenda, "À cacher")).to_have_count(0)
    box.check()
    expect(event(agenda, "À cacher")).to_be_visible()
    assert agenda.evaluate("window.isSamePage") is True


def test_a_click_where_nothing_is_begins_an_event_there(agenda: Page) -> None:
    day = agenda.locator(".week-day").nth(0)
    box = day.bounding_box()
    assert box is not None
    edges = (agenda.locator(".week").get_attribute("data-hours") or "").split()
    row = edges.index("13") + 0.25  # a quarter past one: the half hour from one on
    with agenda.expect_navigation():
        day.click(position={"x": 2, "y": box["height"] * row / (len(edges) - 1)})
    expect(agenda.locator("#f-start")).to_have_value("13:00")
    expect(agenda.locator("#f-end")).to_have_value("14:00")
    monday = today() - timedelta(today().weekday())
    expect(agenda.locator("#f-day")).to_have_value(monday.isoformat())


PRINTED = (
    "", "?day=2026-12-22", "/day", "/team", "/year", "/month?day=2026-08-01",
    "/month?day=2026-11-15",
)  # fmt: skip


@pytest.mark.parametrize("view", PRINTED)
def test_each_view_is_one_sheet_of_paper(agenda: Page, view: str) -> None:
    agenda.goto(agenda.url.split("/calendars")[0] + "/calendars" + view)
    printed = pypdfium2.PdfDocument(agenda.pdf(prefer_css_page_size=True))
    assert len(printed) == 1
    width, height = printed[0].get_size()
    assert width > height


# As many lines a day as are ever drawn, and how many are left.
FULL = """() => {
  const line = '<li><span class="mini"><time>9 h</time><b>Réunion</b></span></li>';
  const more = '<li class="only-wide"><a class="more" href="#">9 de plus</a></li>';
  for (const ul of document.querySelectorAll(".months td ul")) ul.remove();
  for (const td of document.querySelectorAll(".months td"))
    td.insertAdjacentHTML("beforeend", `<ul>${line.repeat(3)}${more}</ul>`);
}"""


def test_a_full_month_of_six_weeks_is_one_sheet(agenda: Page) -> None:
    agenda.goto(agenda.url.split("/calendars")[0] + "/calendars/month?day=2026-11-15")
    agenda.evaluate(FULL)
    assert len(pypdfium2.PdfDocument(agenda.pdf(prefer_css_page_size=True))) == 1


def test_a_line_is_said_back_then_added_and_taken_back(agenda: Page) -> None:
    agenda.keyboard.press("q")
    assert agenda.evaluate(FOCUSED) == "quick"
    agenda.keyboard.type("demain 14h-15h30 bilan en une ligne")
    expect(agenda.locator("#quick-told")).to_contain_text("14\N{NO-BREAK SPACE}h – 15")
    with agenda.expect_navigation():
        agenda.keyboard.press("Enter")
    added = agenda.locator(".quick-add .note")
    expect(added).to_contain_text("bilan en une ligne")
    with agenda.expect_navigation():
        added.get_by_role("button", name="Annuler l’ajout").click()
    expect(agenda.locator("main")).not_to_contain_text("bilan en une ligne")


def test_on_a_phone_the_line_has_a_page(agenda: Page) -> None:
    agenda.set_viewport_size({"width": 360, "height": 740})
    with agenda.expect_navigation():  # what is typed before its script is there is not said back
        agenda.get_by_role("link", name="Ajout rapide").click()
    expect(agenda.locator("#f-q")).to_be_focused()  # a key before that goes nowhere
    agenda.keyboard.type("tous les lundis 8h30 ronde")
    expect(agenda.locator("#quick-told")).to_contain_text("Toutes les semaines, le lundi")
    agenda.keyboard.press("Escape")
    expect(agenda.locator("#f-q")).to_have_value("")


def hold(page: Page, title: str) -> tuple[float, float, float]:
    """Where a block is taken hold of, and how high a quarter of an hour is; the button is down."""
    it = event(page, title)
    it.scroll_into_view_if_needed()
    box, day = it.bounding_box(), page.locator(".week-day.is-chosen").bounding_box()
    assert box is not None
    assert day is not None
    edges = (page.locator(".week").get_attribute("data-hours") or "").split()
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    return box["x"] + 20, box["y"] + 8, day["height"] / (len(edges) - 1) / 4


def test_an_event_is_dragged_and_taken_back(agenda: Page, put: Put) -> None:
    put("À déplacer", 5)
    agenda.reload()
    agenda.evaluate(MARK)
    x, y, quarter = hold(agenda, "À déplacer")
    agenda.mouse.move(x, y + 2 * quarter + 1, steps=4)
    expect(agenda.locator(".held-at")).to_contain_text("5\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30")
    agenda.mouse.up()
    expect(agenda.locator("[data-moved]")).to_contain_text("À déplacer")
    expect(event(agenda, "À déplacer")).to_have_attribute("data-starts", re.compile("T05:30:00$"))
    expect(agenda.locator(".held-at")).to_have_count(0)
    agenda.locator("[data-moved] form button").click()
    expect(event(agenda, "À déplacer")).to_have_attribute("data-starts", re.compile("T05:00:00$"))
    assert agenda.evaluate("window.isSamePage") is True, "no link was followed"


def test_its_lower_edge_makes_it_longer_and_ctrl_copies_it(agenda: Page, put: Put) -> None:
    put("À rallonger", 7)
    agenda.reload()
    it = event(agenda, "À rallonger")
    x, _y, quarter = hold(agenda, "À rallonger")
    with agenda.expect_navigation():  # a press without a move follows the link
        agenda.mouse.up()
    agenda.go_back()
    it.scroll_into_view_if_needed()
    box = it.bounding_box()
    assert box is not None
    lower = box["y"] + box["height"] - 3
    agenda.mouse.move(x, lower)
    agenda.mouse.down()
    agenda.mouse.move(x, lower + 2 * quarter, steps=4)
    agenda.mouse.up()
    expect(it).to_have_attribute("data-ends", re.compile("T08:30:00$"))
    x, y, quarter = hold(agenda, "À rallonger")
    agenda.mouse.move(x, y + 8 * quarter, steps=4)
    agenda.keyboard.down("Control")
    agenda.mouse.up()
    agenda.keyboard.up("Control")
    expect(it).to_have_count(2)


def test_the_keyboard_moves_and_escape_takes_back(agenda: Page, put: Put) -> None:
    put("Par les flèches", 5)
    agenda.reload()
    agenda.evaluate(MARK)
    it = event(agenda, "Par les flèches")
    it.focus()
    said = agenda.locator("body > .vh[role=status]")
    agenda.keyboard.press("Shift+ArrowDown")
    agenda.keyboard.press("Control+Shift+ArrowDown")
    space = "\N{NO-BREAK SPACE}"
    expect(said).to_contain_text(f"5{space}h{space}15 – 6{space}h{space}30")
    agenda.keyboard.press("Escape")
    expect(said).to_have_text("Remis où il était.")
    expect(it).to_have_attribute("data-starts", re.compile("T05:00:00$"))
    agenda.keyboard.press("Shift+ArrowDown")
    agenda.keyboard.press("Enter")
    expect(it).to_have_attribute("data-starts", re.compile("T05:15:00$"))
    expect(it).to_be_focused()
    assert agenda.evaluate("window.isSamePage") is True


def test_what_was_changed_meanwhile_returns_and_says_why(
    agenda: Page, put: Put, visit: Visit
) -> None:
    visit.expected = ("409",)
    put("Changé ailleurs", 5)
    agenda.reload()
    it = event(agenda, "Changé ailleurs")
    # In what is sent, not in the page: that may be fetched again at any moment.
    agenda.route("**/move", lambda route: route.continue_(post_data=_outdated(route)))
    it.focus()
    agenda.keyboard.press("Shift+ArrowDown")
    agenda.keyboard.press("Enter")
    expect(agenda.locator("#messages")).to_contain_text("entre-temps")
    expect(it).to_have_attribute("data-starts", re.compile("T05:00:00$"))


def _outdated(route: Route) -> str:
    return re.sub(r"version=\d+", "version=7", route.request.post_data or "")


def test_of_a_series_it_is_asked_how_much_moves(agenda: Page) -> None:
    agenda.fill("#quick", "tous les jours 5h-6h ronde du matin")
    with agenda.expect_navigation():
        agenda.keyboard.press("Enter")
    it = event(agenda, "ronde du matin")
    expect(it).to_have_count(1)
    moved = agenda.locator(".week .event[data-starts$='T05:30:00']", has_text="ronde du matin")
    for answer in ("Escape", "this", "all"):
        x, y, quarter = hold(agenda, "ronde du matin")
        agenda.mouse.move(x, y + 2 * quarter + 1, steps=4)
        agenda.mouse.up()
        expect(agenda.locator("#reach")).to_be_visible()
        if answer == "Escape":
            agenda.keyboard.press("Escape")
            expect(agenda.locator("#reach")).to_be_hidden()
            expect(moved).to_have_count(0)
            continue
        agenda.locator(f"#reach [value={answer}]").click()
        expect(it).to_have_attribute("data-starts", re.compile("T05:30:00$"))
        expect(agenda.locator(".held-at")).to_have_count(0)
        if answer == "this":
            expect(moved).to_have_count(1)
        agenda.locator("[data-moved] form button").click()
        expect(moved).to_have_count(0)


def test_a_long_press_holds_and_a_short_one_scrolls(agenda: Page, put: Put) -> None:
    put("Au doigt", 5)
    agenda.reload()
    it = event(agenda, "Au doigt")
    touch = agenda.context.new_cdp_session(agenda)

    def send(kind: str, *points: tuple[float, float]) -> None:
        told = [{"x": x, "y": y} for x, y in points]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": told})

    def pressed(wait: int, step: float) -> None:
        it.scroll_into_view_if_needed()
        box = it.bounding_box()
        assert box is not None
        x, y = box["x"] + 20, box["y"] + 8
        send("touchStart", (x, y))
        agenda.wait_for_timeout(wait)
        for number in range(1, 9):
            send("touchMove", (x, y + number * step))
        send("touchEnd")

    pressed(0, -6)
    expect(agenda.locator("[data-moved]")).to_have_count(0)
    expect(it).to_have_attribute("data-starts", re.compile("T05:00:00$"))
    pressed(600, 6)
    expect(agenda.locator("[data-moved]")).to_contain_text("Au doigt")
    expect(it).not_to_have_attribute("data-starts", re.compile("T05:00:00$"))
