"""Every door of sign-on, for everybody: whose it is, and that others learn nothing by it."""

from __future__ import annotations

import pytest
from starlette.types import Receive, Scope, Send

from hub import identify
from hub.accounts import actions as accounts
from hub.accounts.models import Account, AccountStatus
from hub.accounts.pages import routes as account_routes
from hub.accounts.relying_party import actions
from hub.accounts.relying_party import pages as sign_on
from hub.accounts.relying_party.models import ExternalIdentity
from hub.app import Hub
from hub.demo import pages as demo
from hub.web.site import Site
from tests.access import asking
from tests.access.asking import Visitor
from tests.access.conftest import cast
from tests.access.matrix import Case, Matrix
from tests.access.worlds import snapshot
from tests.accounts.conftest import ADMINISTRATOR, JOB, Clock
from tests.accounts.relying_party.conftest import ALICE
from tests.accounts.relying_party.counterpart import Organisation

pytestmark = pytest.mark.anyio

ROUTES = [*sign_on.routes, *demo.routes]
EVERYBODY = ("alice", "bob", "charlie", "nobody")


class App:
    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        packages = ("hub.accounts", "hub.accounts.relying_party", "hub.demo")
        self.site = Site(
            [*account_routes, *ROUTES], packages=packages, identify=identify.of_request
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.hub.bound():
            await self.site(scope, receive, send)


async def somebody(app: App, name: str) -> Visitor:
    """Signed in a moment ago, with an account that has no password."""
    person = await cast(name.title(), "Martin")
    account = await accounts.create_account(person.id, by=ADMINISTRATOR)
    await Account.filter(id=account.id).update(status=AccountStatus.ACTIVE)
    token = await asking.session(account.id, by=ADMINISTRATOR)
    return await asking.signed_in(app, name, token)


def answering(status: int, **others: int) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY, status) | others


def cases(identity: int) -> dict[str, Case]:
    agents = {"provider": "agents"}
    # Whoever is signed out has no token of ours yet: 403, as for any form.
    nowhere = Case(is_own=True, get=answering(404), post=answering(404, nobody=403))
    return {
        "sign_on": Case(agents, is_own=True, post=answering(200, nobody=403)),
        "sign_on.callback": Case(agents, is_own=True, get=answering(403), query="state=x"),
        "sign_on.logout": Case(agents, is_own=True, post=answering(400)),
        "account.link_identity": Case(
            agents, is_own=True, sends={"passwordless": "1"}, post=answering(200, nobody=303)
        ),
        "account.unlink_identity": Case(
            {"identity": identity}, sends={"next": "/account"}, post={"bob": 404}
        ),
        "demo.sso": nowhere,
        "demo.sso.keys": nowhere,
        "demo.sso.token": Case(is_own=True, post=answering(404)),
        "demo.sso.choose": nowhere,
    }


async def test_every_door(hub: Hub, agents: Organisation, now: Clock) -> None:
    app = App(hub)
    alice, bob, charlie = [await somebody(app, it) for it in EVERYBODY[:3]]
    owner = await Account.get(login="alice.martin")
    for subject in (ALICE, "another"):  # the only one could not be unlinked
        await actions.link(owner.id, agents.issuer, subject, by=JOB)
    identity = await ExternalIdentity.get(subject=ALICE)
    everything = Matrix(
        ROUTES, cases(identity.id), alice, bob, charlie, Visitor("nobody", app), snapshot
    )
    await everything.check()
    assert not await ExternalIdentity.exists(id=identity.id)
