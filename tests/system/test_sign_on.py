"""Signing in with an account of elsewhere, as a browser does it: npm oidc-provider and the demo."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from hub.language import _
from tests.accounts.relying_party.counterpart import Organisation
from tests.system.conftest import OFFICIAL, Visit
from tests.system.providers import leads_to, signs_in_there


@pytest.fixture
def travelling(visit: Visit, officials: Organisation) -> Visit:
    leads_to(visit, officials)
    return visit


def test_who_signs_out_here_signs_out_there(travelling: Visit, officials: Organisation) -> None:
    page = travelling.open("/account")
    signs_in_there(page, OFFICIAL)
    page.wait_for_url("**/account")
    expect(page.locator("section[aria-labelledby=identities]")).to_contain_text("Compte d’élu")
    page.get_by_role("button", name=_("Sign out")).first.click()
    page.wait_for_url(f"{officials.issuer}/**")
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url("**/sign-in?*")
    assert urlsplit(page.url).netloc == urlsplit(officials.hub).netloc
    travelling.open("/account")
    assert travelling.path == "/sign-in?next=%2Faccount"


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


def test_the_demos_own_sign_on(visit: Visit) -> None:
    visit.open("/account")
    visit.page.get_by_role("button", name="Compte de la collectivité").click()
    visit.page.get_by_role("button", name=_("Choose {name}", name="Claire Ménard")).click()
    visit.page.wait_for_url("**/account")
    expect(visit.page.locator("h1")).to_have_text("Claire Ménard")
