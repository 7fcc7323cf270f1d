"""Signing in with an account of elsewhere, as a browser does it: npm oidc-provider and the demo."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from hub.language import _, using
from tests.accounts.relying_party.counterpart import Organisation
from tests.system.conftest import EXPECTED, IMPOSTOR, OFFICIAL, Visit

FONTS = "https://fonts.googleapis.com/"


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    with using("fr"):
        yield


@pytest.fixture
def travelling(visit: Visit, officials: Organisation) -> Visit:
    """A visit that also leads to the provider, whose pages ask for a font of elsewhere."""
    visit.elsewhere = (officials.issuer, FONTS)
    visit.context.route(f"{FONTS}**", without)
    return visit


def test_an_official_comes_by_a_link_and_by_the_provider(
    travelling: Visit, officials: Organisation
) -> None:
    travelling.open("/account/password?from=mail")
    signs_in_there(travelling.page, OFFICIAL)
    travelling.page.wait_for_url("**/account/password?from=mail")
    page = travelling.open("/account")
    expect(page.locator("section[aria-labelledby=identities]")).to_contain_text("Compte d’élu")
    _leaves_both(travelling, officials)


def _leaves_both(visit: Visit, officials: Organisation) -> None:
    page = visit.page
    page.get_by_role("button", name=_("Sign out")).first.click()
    page.wait_for_url(f"{officials.issuer}/**")
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url("**/sign-in?*")
    assert urlsplit(page.url).netloc == urlsplit(officials.hub).netloc
    visit.open("/account")
    assert visit.path == "/sign-in?next=%2Faccount"


def test_signing_out_there_signs_out_here(travelling: Visit, officials: Organisation) -> None:
    """Back-channel: the provider's server tells ours."""
    travelling.open("/account")
    signs_in_there(travelling.page, OFFICIAL)
    travelling.page.wait_for_url("**/account")
    page = travelling.page
    page.goto(f"{officials.issuer}/session/end")
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url("**/session/end/success*")
    travelling.open("/account")
    assert travelling.path == "/sign-in?next=%2Faccount"


def test_the_same_address_is_not_the_same_person(travelling: Visit) -> None:
    travelling.expected = (*EXPECTED, "status of 403")
    travelling.open("/sign-in")
    signs_in_there(travelling.page, IMPOSTOR)
    page = travelling.page
    expect(page.locator("h1")).to_have_text(_("Not signed in"))
    expect(page.locator("main dd").last).to_have_text(IMPOSTOR)
    travelling.open("/account")
    assert travelling.path == "/sign-in?next=%2Faccount"


def test_the_demos_own_sign_on(visit: Visit) -> None:
    visit.open("/account")
    visit.page.get_by_role("button", name="Compte de la collectivité").click()
    visit.page.get_by_role("button", name=_("Choose {name}", name="Claire Ménard")).click()
    visit.page.wait_for_url("**/account")
    expect(visit.page.locator("h1")).to_have_text("Claire Ménard")


def signs_in_there(page: Page, login: str) -> None:
    page.get_by_role("button", name="Compte d’élu").click()
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", "any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue", exact=True).click()


def without(route: Route) -> None:
    route.fulfill(body="", content_type="text/css")
