"""The demo, and browsers of its people on the whole application."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from hub.access import actors
from hub.accounts.models import Account
from hub.app import App, Hub
from hub.demo import load
from hub.jobs import outbox
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Absence, Person, Position
from hub_directory import domain
from tests.access.asking import session
from tests.home.reader import browser
from tests.people.conftest import ADMINISTRATOR, new_person

SAME_ORIGIN = {"sec-fetch-site": "same-origin"}


class Browser:
    """Somebody signed in, who fills in forms."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client

    async def get(self, path: str, status: int = 200, **headers: str) -> str:
        answer = await self.client.get(path, headers=headers)
        assert answer.status_code == status, words(answer.text)
        return answer.text

    async def words(self, path: str) -> str:
        """What a reader reads in the page's own part."""
        text = await self.get(path)
        return words(text.partition("<main")[2].partition("</main>")[0])

    async def send(
        self, path: str, *, files: Any = None, status: int = 303, **fields: Any
    ) -> httpx2.Response:
        home = await self.client.get("/today")
        found = re.search(r'name="csrf(?:" value|-token" content)="([\w-]+)"', home.text)
        data = {"csrf": found[1] if found else ""} | fields
        answer = await self.client.post(path, data=data, files=files, headers=SAME_ORIGIN)
        assert answer.status_code == status, words(answer.text)
        return answer


def words(text: str) -> str:
    plain = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", plain)).replace("\u00a0", " ").split())


@asynccontextmanager
async def browsing(hub: Hub, login: str) -> AsyncIterator[Browser]:
    """Signed in without a password, whose check is made to take long."""
    account = await Account.get(login=login)
    token = await session(account.id, by=ADMINISTRATOR)
    async with browser(hub, App(hub), token) as client:
        yield Browser(client)


@pytest.fixture
async def demo(hub: Hub) -> Hub:
    await load.load("s", today())
    await Absence.all().delete()  # those of the demo
    return hub


async def person_of(login: str) -> Person:
    return await Person.get(account__login=login)


async def unit_of(login: str) -> int:
    held = await Position.filter(person_id=(await person_of(login)).id).order_by("id").first()
    assert held is not None
    return held.group_id


async def colleague(name: str, of: str, family_name: str = "d’Aubrac", **more: Any) -> Person:
    """Somebody new in the unit of `of`."""
    person = await new_person(name, family_name, **more)
    await people.start_position(
        person.id, await unit_of(of), by=ADMINISTRATOR, title="Gestionnaire des ATSEM",
        starts_on=today() - timedelta(days=30),
    )  # fmt: skip
    return person


async def away(person: Person, first: int, last: int, **more: Any) -> None:
    """Absent from `first` to `last` days from now."""
    day = today()
    await people.declare_absence(
        person.id, by=ADMINISTRATOR, starts_on=day + timedelta(first),
        ends_on=day + timedelta(last), **more,
    )  # fmt: skip


async def tell() -> None:
    """What happened, to the reactions of the directory, as the lanes do."""
    while await outbox.tell_next(domain.reactions, actors.of_job):
        pass
