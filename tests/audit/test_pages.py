"""`/admin/journal` in the whole application: found, shown, escaped, for administrators alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import httpx2
import pytest

from hub.action import ACTIONS
from hub.app import Hub
from hub.audit.models import Entry
from hub.audit.queries import PAGE
from hub.audit.reads import journal_read
from hub.database import transaction
from hub.demo import load
from hub.domains import DOMAINS
from hub.language import _, using
from hub.parts import NAMES
from hub.people.days import today
from hub.settings import Settings
from tests.audit.conftest import NADIA
from tests.database.rows import entry
from tests.home.reader import reader

pytestmark = pytest.mark.anyio

JOURNAL = "/admin/journal"


@pytest.fixture
async def demo(hub: Hub) -> Hub:
    await load.load("s", today())
    return hub


async def shown(client: httpx2.AsyncClient, path: str = JOURNAL, **headers: str) -> str:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.text


async def test_it_shows_who_did_what_and_hides_nothing_in_markup(demo: Hub) -> None:
    await entry(
        actor_name="<b>Mallory</b>", actor_id=7, action="test.thing.made",
        detail='{"title":"<script>alert(1)</script>","n":3}',
    )  # fmt: skip
    async with reader(demo, "admin") as client:
        text = await shown(client, f"{JOURNAL}?action=test.thing.made")
    assert "&lt;b&gt;Mallory&lt;/b&gt;" in text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text
    assert "n\u00a0: 3" in text
    with using("fr"):
        assert _("not sealed yet") in text


async def test_filters_narrow_it_and_stay_in_the_links(demo: Hub) -> None:
    await entry(actor_name="Élodie Martin", actor_id=7, action="test.thing.made", object_id=41)
    await entry(actor_name="Bob", actor_id=8, action="test.thing.made", object_id=42)
    async with reader(demo, "admin") as client:
        text = await shown(client, f"{JOURNAL}?action=test.thing.made&person=elodie")
        assert "Élodie Martin" in text
        assert "Bob" not in text
        assert "action=test.thing.made&amp;by=7" in text
        text = await shown(client, f"{JOURNAL}?by=8&kind=thing&object=42")
        assert "Élodie Martin" not in text
        assert "Bob" in text
        text = await shown(client, f"{JOURNAL}?since=2031-01-01")
        with using("fr"):
            assert _("No entry is like this.") in text


async def test_actions_and_kinds_are_said_in_words_and_else_by_their_name(demo: Hub) -> None:
    await entry(action="calendar.event.moved", kind="event", object_id=41)
    await entry(action="test.thing.made", kind="thing", object_id=42)
    async with reader(demo, "admin") as client:
        text = await shown(client)
    assert '<option value="calendar.event.moved">Événement déplacé</option>' in text
    assert 'title="calendar.event.moved">Événement déplacé</a>' in text
    assert ">événement<span" in text
    assert 'title="test.thing.made">test.thing.made</a>' in text
    assert ">thing<span" in text


def test_no_action_is_without_words() -> None:
    # A test brings actions of its own, under `tests`.
    own = {name for name, act in ACTIONS.items() if act.__module__.startswith("hub")}
    assert len(own) > 100
    assert sorted(own - set(NAMES)) == []


def test_no_kind_is_without_words() -> None:
    told = re.compile(r'\b(?:happened|journal_read)\(\s*(?:"\w+(?:\.\w+)+",\s*)?"(\w+)"')
    kinds: set[str] = set()
    for name in ("hub", *{it.partition(".")[0] for it in DOMAINS}):
        for file in Path(import_module(name).__path__[0]).rglob("*.py"):
            kinds.update(told.findall(file.read_text(encoding="utf-8")))
    assert len(kinds) > 20
    assert sorted(kinds - set(NAMES)) == []


async def test_pages_go_back_and_forth(demo: Hub) -> None:
    async with transaction():
        for number in range(PAGE + 1):
            await entry(action="test.thing.made", actor_name=f"person {number:03}")
    async with reader(demo, "admin") as client:
        first = await shown(client, f"{JOURNAL}?action=test.thing.made")
        assert "person 050" in first
        assert "person 000" not in first
        older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
        second = await shown(client, older)
        assert "person 000" in second
        newer = second.partition('rel="prev" href="')[2].partition('"')[0].replace("&amp;", "&")
        assert "person 050" in await shown(client, newer)


async def test_htmx_gets_the_table_alone(demo: Hub) -> None:
    async with reader(demo, "admin") as client:
        text = await shown(client, JOURNAL, **{"hx-request": "true"})
    assert text.lstrip().startswith('<div id="found">')
    assert "<html" not in text


@pytest.mark.parametrize(
    "query", ["since=31/02/2026", "by=abc", "before=99999999999999999999", "action=" + "x" * 81]
)
async def test_a_question_that_is_none_is_refused(demo: Hub, query: str) -> None:
    async with reader(demo, "admin") as client:
        assert (await client.get(f"{JOURNAL}?{query}")).status_code == 422


@pytest.mark.parametrize("login", ["agent", "manager", "secretary", "official", "guest"])
async def test_for_others_there_is_no_such_page(demo: Hub, login: str) -> None:
    async with reader(demo, login) as client:
        answer = await client.get(JOURNAL)
        nowhere = await client.get("/admin/nowhere")
    assert answer.status_code == nowhere.status_code == 404
    assert await Entry.filter(action="audit.journal.read").count() == 0


async def test_looking_leaves_an_entry(demo: Hub) -> None:
    async with reader(demo, "admin") as client:
        await shown(client, f"{JOURNAL}?person=martin")
    await demo.reads.flush()
    (row,) = await Entry.filter(action="audit.journal.read")
    assert row.detail == '{"person":"martin"}'


async def test_what_waits_is_written_when_the_hub_ends(
    new_settings: Callable[..., Settings],
) -> None:
    settings = new_settings()
    for _time in range(2):
        async with Hub(settings).running():
            journal_read("test.thing.read", "thing", 7, by=NADIA)
    async with Hub(settings).running():
        assert await Entry.filter(action="test.thing.read").count() == 2
