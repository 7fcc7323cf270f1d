"""An account: in, around and out again; somebody invited, somebody shut out."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

from hub.demo.load import PASSWORD
from hub.demo.words import AUTHORITY
from hub.language import _
from tests.system.conftest import Visit, visiting
from tests.system.running import Running

INVITED = "Jean-Marc Diouf"  # of the directory of size s, with an address and without an account
CHOSEN = "quatre loutres sous la pluie"


def test_an_agent_comes_works_and_leaves(visit: Visit) -> None:
    _signs_in_from_a_deep_link(visit)
    _sees_today(visit)
    secret = _adds_a_telephone(visit)
    _sees_the_telephone_without_its_secret(visit, secret)
    _sees_the_sessions(visit)
    _reads_english_for_a_while(visit)
    _leaves_nothing_behind(visit)


def _signs_in_from_a_deep_link(visit: Visit) -> None:
    visit.open("/account/app-passwords/new?from=mail")
    assert visit.path == "/sign-in?next=%2Faccount%2Fapp-passwords%2Fnew%3Ffrom%3Dmail"
    visit.sign_in("agent")
    assert visit.path == "/account/app-passwords/new?from=mail"


def _sees_today(visit: Visit) -> None:
    page = visit.open("/")
    assert visit.path == "/today"
    expect(page.locator(".lede")).to_contain_text("Maud")
    expect(page.locator(".nav [aria-current=page]")).to_have_attribute("href", "/today")
    expect(page.locator(".nav a[href^='/admin']")).to_have_count(0)


def _adds_a_telephone(visit: Visit) -> str:
    page = visit.open("/account")
    page.get_by_role("link", name=_("Add a device")).click()
    page.fill("#f-name", "Mon téléphone")
    page.fill("#f-current", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    return page.locator("main dd").last.inner_text()


def _sees_the_telephone_without_its_secret(visit: Visit, secret: str) -> None:
    assert len(secret) >= 20
    page = visit.page
    page.get_by_role("link", name=_("It is typed")).click()
    expect(page.get_by_text("Mon téléphone")).to_be_visible()
    assert secret not in page.content(), "an app password is shown once"


def _sees_the_sessions(visit: Visit) -> None:
    page = visit.open("/account")
    lines = page.locator("section[aria-labelledby=sessions] .line")
    expect(lines.filter(has_text=_("this one"))).to_have_count(1)
    expect(lines.first).to_contain_text("127.0.0.1")


def _reads_english_for_a_while(visit: Visit) -> None:
    page = visit.page
    for language, title in (("en", "My account"), ("fr", _("My account"))):
        page.select_option("#f-language", language)
        with page.expect_navigation():
            page.locator("form[action='/account/language'] button[type=submit]").click()
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page).to_have_title(f"{title} · Parvis")


def _leaves_nothing_behind(visit: Visit) -> None:
    page = visit.page
    with page.expect_navigation():
        page.locator("form[action='/sign-out'] button").click()
    assert visit.path == "/sign-in"
    page.go_back()
    page.wait_for_load_state()
    assert visit.path.startswith("/sign-in")
    assert "Maud" not in page.content()


def test_somebody_is_invited_and_later_shut_out(
    visit: Visit, other: Visit, browser: Browser, site: Running
) -> None:
    visit.open("/admin/accounts/new")
    visit.sign_in("admin")
    _invites(visit.page)
    with visiting(browser, site) as reader:
        link = _reads_the_invitation(reader)
    _follows_it(other, link)
    _suspends(visit.page)
    other.open("/today")
    assert other.path == "/sign-in?next=%2Ftoday"
    other.sign_in("jean-marc.diouf@orbelle.example", CHOSEN)
    expect(other.page.locator(".faults")).to_be_visible()


def test_an_invitation_works_once(other: Visit, browser: Browser, site: Running) -> None:
    """Follows the story before: its link was used."""
    with visiting(browser, site) as reader:
        link = _reads_the_invitation(reader)
    _choose(other, link)
    expect(other.page.locator(".faults")).to_be_visible()
    other.open("/today")
    assert other.path == "/sign-in?next=%2Ftoday"


def _invites(page: Page) -> None:
    page.get_by_role("searchbox").fill("diouf")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    line = page.locator(".line", has_text=INVITED)
    with page.expect_navigation():
        line.get_by_role("button", name=_("Invite")).click()
    expect(page.locator("h1")).to_have_text(INVITED)
    expect(page.locator("#messages")).to_contain_text(_("The invitation is on its way."))


def _reads_the_invitation(reader: Visit) -> str:
    """The link of the mail, which is there as soon as the outbox was read. The demo has sent them
    others: they are convened to the council."""
    subject = _("Your account at {authority}", authority=AUTHORITY)
    for _attempt in range(40):
        reader.open("/demo/mail")
        mail = reader.page.locator(".line", has_text=INVITED).filter(has_text=subject)
        if mail.count():
            break
        reader.page.wait_for_timeout(250)
    mail.last.get_by_role("link").click()
    link = reader.page.frame_locator("iframe").locator("a[href*='/invitations#']")
    return link.get_attribute("href") or ""


def _follows_it(visit: Visit, link: str) -> None:
    _choose(visit, link)
    assert visit.path == "/account/welcome"
    expect(visit.page.locator("h1")).to_contain_text("Jean-Marc")
    visit.page.get_by_role("link", name=_("Continue")).click()
    visit.page.wait_for_url("**/today")


def _choose(visit: Visit, link: str) -> None:
    page = visit.page
    page.goto(link)
    expect(page.locator("#f-token")).to_be_hidden()
    assert "#" not in page.url, "the token does not stay in the address"
    page.fill("#f-password", CHOSEN)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _suspends(page: Page) -> None:
    page.locator("form[action='/admin/accounts/suspend'] button").click()
    with page.expect_navigation():
        page.locator("#confirm [data-confirmed]").click()
    reinstate = page.locator("form[action$='/reinstate'] button")
    expect(reinstate).to_be_visible()


def test_a_wrong_password_is_said_and_the_login_kept(visit: Visit) -> None:
    visit.open("/sign-in?next=/account")
    page = visit.sign_in("mairie", "pas celui-là")
    expect(page.locator(".faults")).to_be_focused()
    expect(page.locator("#f-login")).to_have_value("mairie")
    expect(page.locator("#f-password")).to_have_value("")
    visit.sign_in("mairie")
    assert visit.path == "/account", "where they wanted to go is kept too"


def test_an_unknown_login_is_answered_like_a_wrong_password(visit: Visit, other: Visit) -> None:
    said = []
    for it, login in ((visit, "school"), (other, "nobody.at.all")):
        it.open("/sign-in")
        it.sign_in(login, "pas celui-là")
        said.append(it.page.locator("main").inner_text())
    assert said[0] == said[1]


def test_a_stranger_learns_nothing_from_addresses(visit: Visit) -> None:
    said = []
    for path in ("/admin/accounts", "/admin/nothing-here"):
        page = visit.open(path)
        assert visit.path.startswith("/sign-in?next=")
        said.append(re.sub(r'value="[^"]*"', "", page.content()))  # token and address asked for
    assert said[0] == said[1]


def test_an_agent_is_told_no_more_than_that_nothing_is_there(visit: Visit) -> None:
    visit.open("/today")
    visit.sign_in("agent")
    said = [visit.open(f"/admin/{name}").inner_text("main") for name in ("accounts", "nothing")]
    assert said[0] == said[1]
