"""Administrators see what was kept and why; nobody else learns that anything came."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from starlette.requests import HTTPConnection

from hub.actor import ADMINISTRATORS, ANYONE, SIGNED_IN, STAFF, Actor, Via
from hub.app import Hub
from hub.errors import NotFound
from hub.mailbox import handling, jobs, pages, queries
from hub.mailbox.models import ReceivedMessage
from hub.web.sign_in import NOBODY_THERE, Identity
from hub.web.site import Site
from tests.mailbox.conftest import Desk
from tests.mailbox.messages import message

pytestmark = pytest.mark.anyio
JOB = Actor(frozenset(), Via.JOB, "mailbox")
ADMINISTRATOR = Actor(frozenset({ADMINISTRATORS, SIGNED_IN, ANYONE}), Via.SESSION, "Nadia", 1)
AGENT = Actor(frozenset({STAFF, SIGNED_IN, ANYONE}), Via.SESSION, "Alice", 2)


@pytest.fixture
async def browser(desk: Desk) -> AsyncIterator[httpx2.AsyncClient]:
    """Signed in as whoever the header says."""

    async def identify(connection: HTTPConnection) -> Identity:
        actor = {"admin": ADMINISTRATOR, "agent": AGENT}.get(connection.headers.get("who", ""))
        return NOBODY_THERE if actor is None else Identity(actor=actor)

    site = Site(pages.routes, packages=("hub.mailbox",), identify=identify)
    transport = httpx2.ASGITransport(app=site)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8000",
        headers={"Accept": "text/html", "Accept-Language": "fr"},
    ) as client:  # fmt: skip
        yield client


async def test_what_was_kept_is_shown_as_text(browser: httpx2.AsyncClient) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    await handling.handle(message(results="", subject=nasty, sender=f"From: {nasty}"), by=JOB)
    await handling.handle(message(), by=JOB)
    shown = await browser.get("/admin/mailbox", headers={"who": "admin"})
    assert shown.status_code == 200
    main = shown.text.partition("<main")[2]
    assert "&lt;img src=x" in main
    assert "<img src=x" not in main
    assert "Accepté" not in main  # what was taken is no business of this page


async def test_it_is_an_administrators_alone(browser: httpx2.AsyncClient) -> None:
    await handling.handle(message(results="", subject="Secret"), by=JOB)
    agent = await browser.get("/admin/mailbox", headers={"who": "agent"})
    assert agent.status_code == 404
    nobody = await browser.get("/admin/mailbox")
    assert nobody.status_code == 303
    assert "Secret" not in agent.text + nobody.text
    for by in (AGENT, JOB, Actor(frozenset({ADMINISTRATORS}), Via.APP_PASSWORD, "Nadia", 1)):
        with pytest.raises(NotFound):
            await queries.kept(by=by)


async def test_many_are_read_by_pages(
    browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    for number in range(3):
        await handling.handle(message(results="", subject=f"n{number}", number=number), by=JOB)
    first = await browser.get("/admin/mailbox", headers={"who": "admin"})
    assert ["n2" in first.text, "n1" in first.text, "n0" in first.text] == [True, True, False]
    last = (await queries.kept(by=ADMINISTRATOR))[-1].id
    second = await browser.get(f"/admin/mailbox?before={last}", headers={"who": "admin"})
    assert ["n1" in second.text, "n0" in second.text] == [False, True]
    for query in ("before=", "before=x", "before=-1"):
        answer = await browser.get(f"/admin/mailbox?{query}", headers={"who": "admin"})
        assert answer.status_code == 422


async def test_after_a_month_it_is_forgotten(desk: Desk) -> None:
    await handling.handle(message(results=""), by=JOB)
    await jobs.forget(by=JOB)
    assert await ReceivedMessage.all().count() == 1
    await ReceivedMessage.all().update(received_at=datetime.now(UTC) - timedelta(days=31))
    await jobs.forget(by=JOB)
    assert await ReceivedMessage.all().count() == 0


async def test_an_empty_list_says_so(browser: httpx2.AsyncClient) -> None:
    shown = await browser.get("/admin/mailbox", headers={"who": "admin"})
    assert "agenda@orbelle.example" in shown.text
    assert "Parvis-review" in shown.text


async def test_without_a_mailbox_it_says_how_to_have_one(hub: Hub) -> None:
    assert await queries.kept(by=ADMINISTRATOR) == []
