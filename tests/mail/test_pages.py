"""`/demo/mail` shows the demo's mail to everybody, in a sandbox, and is not there anywhere else."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from starlette.requests import HTTPConnection

from hub.app import Hub
from hub.mail import pages, queries
from hub.mail.models import Mail
from hub.settings import Settings
from hub.web.sign_in import NOBODY_THERE, Identity
from hub.web.site import Site
from tests.mail.letters import Reader, write_to

pytestmark = pytest.mark.anyio

Browse = Callable[..., Any]
URL = "http://127.0.0.1:8000"


async def nobody(_connection: HTTPConnection) -> Identity:
    return NOBODY_THERE


@pytest.fixture
def browse(new_settings: Callable[..., Settings]) -> Browse:
    @asynccontextmanager
    async def open_browser(**options: Any) -> AsyncIterator[httpx2.AsyncClient]:
        async with Hub(new_settings(**options)).running():
            site = Site(pages.routes, packages=("hub.mail",), identify=nobody)
            transport = httpx2.ASGITransport(app=site)
            headers = {"Accept": "text/html", "Accept-Language": "fr"}
            async with httpx2.AsyncClient(
                transport=transport, base_url=URL, headers=headers
            ) as browser:
                yield browser

    return open_browser


async def test_a_mail_is_listed_and_read_signed_out(browse: Browse) -> None:
    async with browse(demo=True) as browser:
        key = await write_to(Reader(), title="Conseil <b>& co</b>")
        listed = await browser.get("/demo/mail")
        assert listed.status_code == 200
        assert "Conseil &lt;b&gt;&amp; co&lt;/b&gt;" in listed.text
        assert "Alice Martin" in listed.text
        shown = await browser.get(f"/demo/mail/{key}")
        assert shown.status_code == 200
        assert f'href="{URL}/meetings/7"' in shown.text
        assert f'src="/demo/mail/{key}/body"' in shown.text
        assert "alice@example.fr" in shown.text
        assert "<b>" not in shown.text.partition("<main")[2].replace("<b>Parvis</b>", "")


async def test_what_calendar_programs_read_is_shown_as_text(browse: Browse) -> None:
    async with browse(demo=True) as browser:
        key = await write_to(Reader())
        plain = await browser.get(f"/demo/mail/{key}")
        assert "BEGIN:VCALENDAR" not in plain.text
        await Mail.all().update(
            calendar="BEGIN:VCALENDAR\r\nSUMMARY:<b>x</b>", reply_to="a@example.fr"
        )
        shown = await browser.get(f"/demo/mail/{key}")
    assert "SUMMARY:&lt;b&gt;x&lt;/b&gt;" in shown.text
    assert "a@example.fr" in shown.text


async def test_the_message_is_in_a_sandbox(browse: Browse) -> None:
    async with browse(demo=True) as browser:
        key = await write_to(Reader())
        await Mail.all().update(html="<script>alert(1)</script>")
        body = await browser.get(f"/demo/mail/{key}/body")
        page = await browser.get(f"/demo/mail/{key}")
    policy = dict(
        (part.strip().partition(" ")[::2])
        for part in body.headers["content-security-policy"].split(";")
    )
    assert set(policy["sandbox"].split()) == {"allow-popups", "allow-popups-to-escape-sandbox"}
    assert policy["default-src"] == "'none'"
    assert "script-src" not in policy
    assert policy["frame-ancestors"] == "'self'"
    assert body.headers["x-content-type-options"] == "nosniff"
    [sandbox] = re.findall(r'<iframe[^>]* sandbox="([^"]*)"', page.text)
    assert set(sandbox.split()) == set(policy["sandbox"].split())


async def test_there_is_no_such_page_outside_the_demo(browse: Browse) -> None:
    async with browse() as browser:
        key = await write_to(Reader())
        for path in ("/demo/mail", f"/demo/mail/{key}", f"/demo/mail/{key}/body"):
            answer = await browser.get(path)
            assert answer.status_code == 404
            assert "Alice" not in answer.text
            assert "Conseil" not in answer.text


@pytest.mark.parametrize("path", ["/demo/mail/7", "/demo/mail/7/body"])
async def test_a_mail_that_is_not(browse: Browse, path: str) -> None:
    async with browse(demo=True) as browser:
        assert (await browser.get(path)).status_code == 404


@pytest.mark.parametrize(
    "query", ["before=", "before=x", "before=-1", "before=99999999999999999999", "to=" + "x" * 321]
)
async def test_bad_input(browse: Browse, query: str) -> None:
    async with browse(demo=True) as browser:
        assert (await browser.get(f"/demo/mail?{query}")).status_code == 422


async def test_an_empty_list_says_what_would_come(browse: Browse) -> None:
    async with browse(demo=True) as browser:
        assert "Aucun message" in (await browser.get("/demo/mail")).text


async def test_many_are_read_by_pages(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    async with browse(demo=True) as browser:
        for number in range(3):
            await write_to(Reader(), title=f"Conseil n{number}")
        first = await browser.get("/demo/mail")
        assert "n2" in first.text
        assert "n1" in first.text
        assert "n0" not in first.text
        [following] = re.findall(r'rel="next" href="([^"]+)"', first.text)
        second = await browser.get(following)
        assert "n0" in second.text
        assert "n1" not in second.text
        assert 'rel="next"' not in second.text


async def test_the_mail_of_one_person_is_found_and_stays_found_on_the_next_page(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "PAGE", 2)
    eric = Reader(name="Éric Gendron", email="eric+a@example.fr")
    subjects = re.compile(r"(?:Bureau|Commission) n\d")
    async with browse(demo=True) as browser:
        for number in range(3):
            await write_to(Reader(name="Fanny Martin"), title=f"Commission n{number}")
            await write_to(eric, title=f"Bureau n{number}")
        everybody = await browser.get("/demo/mail")
        offered = re.findall(r'<option value="([^"]*)"', everybody.text)
        assert offered == ["", "eric+a@example.fr", "alice@example.fr"]  # É stands before F
        first = await browser.get("/demo/mail", params={"to": "eric+a@example.fr"})
        assert subjects.findall(first.text) == ["Bureau n2", "Bureau n1"]
        assert '<option value="eric+a@example.fr" selected>' in first.text
        [following] = re.findall(r'rel="next" href="([^"]+)"', first.text)
        second = await browser.get(html.unescape(following))
        assert subjects.findall(second.text) == ["Bureau n0"]
        nobody_there = await browser.get("/demo/mail", params={"to": "nobody@example.fr"})
        assert subjects.findall(nobody_there.text) == []
