"""Two organisations whose accounts open the hub, and a clock that runs as theirs does."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx2
import pytest
from joserfc.jwk import ECKey, RSAKey

from hub.accounts import clock
from hub.accounts.models import Account, AccountStatus
from hub.accounts.relying_party import actions
from hub.app import Hub
from hub.settings import Settings
from tests.accounts.browser import Browser
from tests.accounts.conftest import JOB, Clock, Member
from tests.accounts.relying_party.counterpart import (
    Organisation,
    Traveller,
    organisation,
    running,
)

ALICE, EVIL = "f3c9-alice", "0b77-evil"
EMAIL = "alice.martin@val-orbelle.example"
PEOPLE = {
    ALICE: {"name": "Alice Martin", "email": EMAIL, "email_verified": True},
    EVIL: {"name": "Alice Martin", "email": EMAIL, "email_verified": True},
}


class Running(Clock):
    """The time of this machine, which the providers have too, and what a test adds."""

    def __init__(self) -> None:
        super().__init__(datetime.now(UTC))
        self.added = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.added

    def advance(self, **by: float) -> None:
        self.added += timedelta(**by)


@pytest.fixture(scope="session")
def agents() -> Organisation:
    """RS256 and PKCE, as Keycloak does by default."""
    return organisation(
        "agents", "Compte de la collectivité", RSAKey.generate_key(2048), people=PEOPLE,
        client={
            "backchannel_logout_uri": "http://127.0.0.1:8000/sign-in/with/agents/logout",
            "backchannel_logout_session_required": True,
        },
    )  # fmt: skip


@pytest.fixture(scope="session")
def connect() -> Organisation:
    """As ProConnect wants it: ES256, no PKCE, the secret in the form, signed user information."""
    return organisation(
        "connect", "ProConnect", ECKey.generate_key("P-256"), people=PEOPLE,
        options='pkce = false\nauthentication = "post"\nuserinfo = "jwt"',
        client={
            "token_endpoint_auth_method": "client_secret_post",
            "userinfo_signed_response_alg": "ES256",
        },
    )  # fmt: skip


@pytest.fixture(scope="session")
def organisations(agents: Organisation, connect: Organisation) -> Iterator[list[Organisation]]:
    with running(agents, connect):
        yield [agents, connect]


@pytest.fixture
async def hub(
    new_settings: Callable[..., Settings], organisations: list[Organisation]
) -> AsyncIterator[Hub]:
    oidc = "".join(it.toml for it in organisations)
    async with Hub(new_settings(oidc=oidc)).running() as made:
        yield made


@pytest.fixture
async def now(anyio_backend: str) -> AsyncIterator[Clock]:
    running_on = Running()
    with clock.using(running_on):
        yield running_on


@pytest.fixture
async def linked(alice: Member, agents: Organisation) -> Member:
    """Alice, whose account at `agents` opens hers here."""
    await actions.link(alice.account_id, agents.issuer, ALICE, by=JOB)
    return alice


class Guest(Browser):
    """A browser at the hub and at the providers."""

    def __init__(self, hub: Hub, address: str = "203.0.113.7") -> None:
        super().__init__(hub, address)
        self.elsewhere = Traveller()

    async def leave(self, provider: str, **fields: str) -> str:
        """Presses the provider's button of the sign-in page; where it leads."""
        page = "/account" if self.cookie else "/sign-in"
        answer = await self.send(f"/sign-in/with/{provider}", page=page, **fields)
        assert answer.status_code == 200, answer.text
        return onward(answer)

    async def sign_on(self, provider: str, login: str, **fields: str) -> httpx2.Response:
        """All of it: what the hub answers to who comes back."""
        return await self.arrive(
            await self.elsewhere.travel(await self.leave(provider, **fields), login)
        )

    async def arrive(self, url: str) -> httpx2.Response:
        """Comes from the provider's site, as a browser does."""
        parts = urlsplit(url)
        return await self.get(f"{parts.path}?{parts.query}", **{"sec-fetch-site": "cross-site"})


def onward(answer: httpx2.Response) -> str:
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.text)
    assert found, answer.text
    return html.unescape(found[1])


async def suspend_quietly(account_id: int) -> None:
    """As if another node had suspended it: the row alone."""
    await Account.filter(id=account_id).update(status=AccountStatus.SUSPENDED)
