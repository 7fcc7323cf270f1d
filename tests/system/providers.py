"""How somebody signs in with an account of elsewhere: at npm `oidc-provider`."""

from __future__ import annotations

from playwright.sync_api import Page, Route

from tests.accounts.relying_party.counterpart import Organisation
from tests.system.conftest import Visit

FONTS = "https://fonts.googleapis.com/"


def leads_to(visit: Visit, provider: Organisation) -> None:
    """Lets a visit leave for the provider, whose pages ask for a font of elsewhere."""
    visit.elsewhere = (provider.issuer, FONTS)
    visit.context.route(f"{FONTS}**", _without)


def signs_in_there(page: Page, login: str) -> None:
    page.get_by_role("button", name="Compte d’élu").click()
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", "any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue", exact=True).click()


def _without(route: Route) -> None:
    route.fulfill(body="", content_type="text/css")
