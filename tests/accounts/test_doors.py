"""Every door of accounts, journal, mailbox, search, the first page and the demo's mail."""

from __future__ import annotations

import pytest

from hub import health
from hub.accounts import pages as accounts
from hub.accounts.actions.app_passwords import keep_app_password
from hub.accounts.models import Account, Session
from hub.app import App, Hub
from hub.audit import pages as audit
from hub.home import pages as home
from hub.mail import pages as mail
from hub.mailbox import pages as mailbox
from hub.people import actions as people
from hub.people.models import Person
from hub.search import pages as search
from hub.web.routes import PageRoute
from tests.access import asking
from tests.access.asking import Visitor
from tests.access.conftest import Cast, cast, employ
from tests.access.matrix import Case, Matrix, Statuses
from tests.access.worlds import session, snapshot, token
from tests.accounts.conftest import ADMINISTRATOR, JOB
from tests.imports.conftest import administrator

pytestmark = pytest.mark.anyio

EVERYBODY = ("nadia", "bob", "charlie", "nobody")
MODULES = (health, home, accounts, audit, mail, mailbox, search)
ROUTES = sorted(
    (
        it
        for module in MODULES
        for it in module.routes
        if isinstance(it, PageRoute) and it.name != "sign_out"  # whoever asks could ask no more
    ),
    key=lambda it: it.name == "account.end_sessions",  # last: it ends the one that another ends
)


def answering(status: int, **others: int) -> Statuses:
    return dict.fromkeys(EVERYBODY, status) | others


async def cases(nadia: Cast, dora: Cast, eva: Cast) -> dict[str, Case]:
    """Nadia administers; Dora's account is what she is to deal with, Eva has none."""
    own = await Account.get(person_id=nadia.id)
    theirs = await Account.get(person_id=dora.id)
    await asking.session(own.id, by=JOB)
    last = await Session.filter(account_id=own.id).order_by("-id").first()
    assert last is not None
    key = await keep_app_password(
        own.id, "Téléphone", "parvis-tests-device-secret", by=JOB, scopes={"caldav"},
        is_read_only=False, expires_at=None,
    )  # fmt: skip
    agents = {"bob": 404}
    chosen = {"account": str(theirs.id), "person": str(dora.id)}
    # Whoever is signed out has no token against forgery: 403, as for any form.
    wrong = answering(422, nobody=403)
    nowhere = answering(404)
    return {
        "healthz": Case(is_own=True),
        "readyz": Case(is_own=True),
        "root": Case(is_own=True, get=answering(303)),
        "today": Case(is_own=True),
        "search": Case(is_own=True, query="q=nadia"),
        "sign_in": Case(is_own=True, get=answering(303, nobody=200), post=wrong),
        "invitations": Case(is_own=True, post=wrong),
        "password_resets": Case(is_own=True, post=wrong),
        "slips": Case(is_own=True, post=wrong),
        "password_reset": Case(is_own=True, post=wrong),
        "account.welcome": Case(is_own=True),
        "account": Case(is_own=True),
        "account.language": Case(is_own=True, sends={"language": "fr"}),
        "account.password": Case(is_own=True, post=answering(422, nobody=303)),
        "account.end_sessions": Case(is_own=True),
        "account.end_session": Case({"session": last.id}, post=agents),
        "account.app_password": Case(is_own=True, post=answering(422, nobody=303)),
        "account.revoke_app_password": Case({"key": key}, post=agents),
        "accounts": Case(get=agents),
        "accounts.new": Case(get=agents, query="text=dora"),
        "accounts.invite": Case(sends={"person": str(eva.id)}, post=agents),
        "accounts.slips": Case(sends=chosen, post=agents | {"nadia": 200}),
        "accounts.suspend": Case(sends=chosen, post=agents),
        "accounts.end_sessions": Case(sends=chosen, post=agents),
        "accounts.one": Case({"account": theirs.id}, get=agents),
        "accounts.reinstate": Case({"account": theirs.id}, post=agents),
        "journal": Case(get=agents),
        "mailbox": Case(get=agents),
        "demo.mail": Case(is_own=True, get=nowhere),
        "demo.mail.one": Case({"mail": 1}, is_own=True, get=nowhere),
        "demo.mail.body": Case({"mail": 1}, is_own=True, get=nowhere),
    }


async def new_person(name: str) -> Person:
    email = f"{name.lower()}@orbelle.example"
    return await people.create_person(
        by=ADMINISTRATOR, given_name=name, family_name="Petit", email=email
    )


async def test_every_door_opens_to_whom_it_should_and_to_nobody_else(hub: Hub) -> None:
    app, nadia = App(hub), Cast(await administrator("Nadia"))
    bob, charlie = await cast("Bob"), await cast("Charlie")
    dora, eva = [Cast(await new_person(name)) for name in ("Dora", "Eva")]
    await employ(bob)
    await session(dora)
    tokens = {"nadia": await token(nadia.id), "bob": await session(bob)}
    tokens["charlie"] = await session(charlie)
    visitors = [await asking.signed_in(app, name, it) for name, it in tokens.items()]
    said = await cases(nadia, dora, eva)
    await Matrix(ROUTES, said, *visitors, Visitor("nobody", app), snapshot).check()
