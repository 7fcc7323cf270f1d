"""The pages beside those of the main job on phones and a screen, by day and by night.

Nothing scrolls sideways, a finger hits every target, axe finds nothing serious, and Tab comes by
everything. What a page complains about or asks of another host fails in `visiting`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.demo.load import PASSWORD
from tests.system import agenda, councils, schools
from tests.system.conftest import Visit, visiting
from tests.system.judging import WIDTHS, judged, walked
from tests.system.running import Running
from tests.system.steps import first


def stay(page: Page) -> None:
    """The page is seen as it opens."""


def refused(page: Page) -> None:
    page.fill("#f-login", "nobody.at.all")
    page.fill("#f-password", "pas celui-là")
    submit(page)
    expect(page.locator(".faults")).to_be_visible()


def added(page: Page) -> None:
    page.fill("#f-name", "Tablette de la voiture n° 12, atelier des espaces verts")
    page.fill("#f-current", PASSWORD)
    submit(page)
    expect(page.locator("main dd")).to_have_count(3)


def on_the_demos_sign_on(page: Page) -> None:
    page.get_by_role("button", name="Compte de la collectivité").click()
    page.wait_for_url("**/demo/sso/authorize*")


def asked(page: Page) -> None:
    first(page)
    page.locator("form[action='/admin/accounts/suspend'] button").click()
    expect(page.locator("#confirm")).to_be_visible()


def paper(page: Page) -> None:
    first(page)
    page.locator("th a", has_text=".pdf").first.click()
    expect(page.locator(".versions")).to_be_visible()


def acts(page: Page) -> None:
    first(page)
    page.locator("td .icon-button").first.click()
    expect(page.locator("#f-into")).to_be_visible()


def sharing(page: Page) -> None:
    first(page)
    page.locator(".seen-share").click()
    page.get_by_role("searchbox").last.fill("mar")
    expect(page.locator("#found .option").first).to_be_visible()


def calendar_shared(page: Page) -> None:
    page.locator(".cal-list .icon-button").first.click()
    page.locator("#q").fill("vie")
    expect(page.locator("#found a").first).to_be_visible()


def calendar_share(page: Page) -> None:
    calendar_shared(page)
    page.locator("#found a").first.click()
    expect(page.locator("main input[type=radio]").first).to_be_visible()


def feed_made(page: Page) -> None:
    page.locator(".cal-list .icon-button").first.click()
    page.locator("main a[href$='/feeds']").click()
    page.locator("main a[href$='/feeds/new']").click()
    page.fill("#f-name", "Agenda du site web de la communauté de communes")
    page.get_by_role("button", name="Créer le lien").click()
    expect(page.locator("main dl.told")).to_be_visible()


def person(page: Page) -> None:
    page.locator(".hit").first.click()
    expect(page.locator(".card h2")).to_be_visible()


def own_absence(page: Page) -> None:
    page.locator("main a[href^='/people/']").first.click()
    page.locator("a[href$='/absences/new']").click()
    expect(page.locator("#f-starts_on")).to_be_visible()


def own_hours(page: Page) -> None:
    page.locator("#calendars a[href$='/hours']").click()
    expect(page.locator("#f-start-1-1")).to_be_visible()


def unit(page: Page) -> None:
    page.locator(".org ul ul a").first.click()
    expect(page.locator(".crumbs")).to_be_visible()


def submit(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


@dataclass(frozen=True)
class View:
    """One page as somebody sees it; `act` leads on from its address."""

    name: str
    who: str
    path: str
    act: Callable[[Page], None] = stay


READERS = ("manager", "admin", "agent", "councillor", "secretary")
VIEWS = (
    View("sign-in", "", "/sign-in?next=/account"),
    View("wrong-password", "", "/sign-in", refused),
    View("demo-sign-on", "", "/sign-in", on_the_demos_sign_on),
    View("forgotten", "", "/password-resets/new"),
    View("reset", "", "/password-resets#a-token"),
    View("invitation", "", "/invitations#a-token"),
    View("invitation-by-hand", "", "/invitations"),
    View("slip", "", "/slips"),
    View("today", "manager", "/today"),
    View("welcome", "manager", "/account/welcome"),
    View("password", "manager", "/account/password"),
    View("link-identity", "manager", "/account/identities/officials/link"),
    View("new-device", "manager", "/account/app-passwords/new"),
    View("new-device-made", "manager", "/account/app-passwords/new", added),
    View("account", "manager", "/account"),
    View("agenda-week", "manager", "/calendars", agenda.written),
    View("agenda-day", "manager", "/calendars/day"),
    View("agenda-team", "manager", "/calendars/team"),
    View("agenda-month", "manager", "/calendars/month"),
    View("agenda-year", "manager", "/calendars/year"),
    View("agenda-list", "manager", "/calendars/list"),
    View("event", "manager", "/calendars", agenda.opened),
    View("event-quick", "manager", "/events/quick?q=lundi+9h30-11h+point+budget+avec+L%C3%A9a"),
    View("event-change", "manager", "/calendars", agenda.changed),
    View("event-delete", "manager", "/calendars", agenda.deleted),
    View("calendars", "manager", "/calendars/all"),
    View("calendar", "manager", "/calendars/all", first),
    View("calendar-new", "manager", "/calendars/new"),
    View("calendar-phone", "manager", "/calendars/connect"),
    View("calendar-shared", "manager", "/calendars", calendar_shared),
    View("calendar-share", "manager", "/calendars", calendar_share),
    View("calendar-feed", "manager", "/calendars", feed_made),
    View("delegates", "manager", "/calendars/delegates?q=mar"),
    View("tasks", "manager", "/tasks"),
    View("not-found", "manager", "/nowhere"),
    View("accounts", "admin", "/admin/accounts"),
    View("accounts-all", "admin", "/admin/accounts?show=all"),
    View("account-of-another", "admin", "/admin/accounts?show=all", first),
    View("suspend-asked", "admin", "/admin/accounts?show=all", asked),
    View("mailbox", "admin", "/admin/mailbox"),
    View("open-an-account", "admin", "/admin/accounts/new"),
    View("people-found", "admin", "/admin/accounts/new?text=mar"),
    View("nobody-found", "admin", "/admin/accounts/new?text=zzz"),
    View("spaces", "manager", "/spaces"),
    View("space", "manager", "/spaces", first),
    View("new-space", "manager", "/spaces/new"),
    View("file", "manager", "/spaces", paper),
    View("file-acts", "manager", "/spaces", acts),
    View("share", "manager", "/spaces", sharing),
    View("directory", "manager", "/people?q=vie+scolaire"),
    View("person", "manager", "/people?q=sorel", person),
    View("absence", "manager", "/people", own_absence),
    View("working-hours", "manager", "/calendars", own_hours),
    View("chart", "manager", "/units"),
    View("unit", "manager", "/units", unit),
    View("school-prepared", "agent", "/schools", schools.prepared),
    View("school-line", "agent", "/schools", schools.line),
    View("school-changes", "agent", "/schools", schools.unpublished),
    View("meetings", "councillor", "/meetings"),
    View("meetings-kept", "secretary", "/meetings"),
    View("meeting-new", "secretary", "/meetings/new"),
    View("meeting-prepared", "secretary", "/meetings", councils.convened),
    View("meeting-recipients", "secretary", "/meetings", councils.recipients),
    View("meeting-item", "secretary", "/meetings", councils.item),
)


@pytest.fixture(scope="module")
def visits(browser: Browser, site: Running) -> Iterator[dict[str, Visit]]:
    """A profile for each reader, signed in once."""
    with ExitStack() as stack:
        made = {who: stack.enter_context(visiting(browser, site)) for who in ("", *READERS)}
        for login in READERS:
            made[login].open("/today")
            made[login].sign_in(login)
        yield made


@pytest.fixture(params=VIEWS, ids=lambda view: view.name)
def view(request: pytest.FixtureRequest, visits: dict[str, Visit]) -> Page:
    """The page of one view, as it opens on a screen."""
    wanted: View = request.param
    page = visits[wanted.who].page
    page.set_viewport_size({"width": WIDTHS[-1], "height": 800})
    visits[wanted.who].open(wanted.path)
    wanted.act(page)
    return page


def test_everybody_can_use_it(view: Page) -> None:
    assert [f"Tab: {it}" for it in walked(view)] + judged(view) == []


def test_the_skip_link_comes_first_and_leads_to_the_content(visit: Visit) -> None:
    page = visit.open("/sign-in")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


def test_signing_in_needs_no_mouse(visit: Visit) -> None:
    page = visit.open("/sign-in?next=/account")
    page.locator("#content").focus()
    for provider in ("Compte d’élu", "Compte de la collectivité"):
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=provider)).to_be_focused()
    for field, text in (("#f-login", "substitute"), ("#f-password", PASSWORD)):
        page.keyboard.press("Tab")
        expect(page.locator(field)).to_be_focused()
        page.keyboard.type(text)
    page.keyboard.press("Tab")
    expect(page.locator("form[action='/sign-in'] [type=submit]")).to_be_focused()
    submit(page)
    assert visit.path == "/account"


def test_colours_are_chosen_for_good(visit: Visit) -> None:
    page = visit.open("/demo/mail")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.locator("[data-theme-choice] label:has([value=dark])").click()
    assert page.evaluate(ground) != light
    page.reload()
    assert page.evaluate(ground) != light
