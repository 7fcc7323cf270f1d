"""`/search` answers in a page, in a part of one, and says no more than `find`."""

from __future__ import annotations

import html
import re

import httpx2
import pytest
from starlette.requests import HTTPConnection

from hub.actor import Actor
from hub.app import Hub
from hub.search import index, pages
from hub.web.sign_in import NOBODY_THERE, Identity
from hub.web.site import Site
from tests.search.conftest import Shelving, actor, grant, scope

pytestmark = pytest.mark.anyio

ALICE, CHARLIE, SHELF = 101, 103, 5001
PEOPLE: dict[str, Actor] = {"alice": actor(ALICE), "charlie": actor(CHARLIE)}


async def identify(connection: HTTPConnection) -> Identity:
    name = connection.headers.get("x-person", "")
    return Identity(PEOPLE[name], None, "") if name else NOBODY_THERE


SITE: list[Site] = []


class Reader:
    def __init__(self, hub: Hub, name: str = "", language: str = "fr") -> None:
        if not SITE:  # one for all: it compiles its templates once
            SITE.append(Site(pages.routes, packages=("hub.search",), identify=identify))
        headers = {"accept": "text/html", "accept-language": language}
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(SITE[0]),
            base_url=hub.settings.public_url,
            headers=headers | ({"x-person": name} if name else {}),
        )

    async def get(self, **query: str) -> httpx2.Response:
        return await self.client.get("/search", params=query)

    async def part(self, **query: str) -> str:
        """What htmx gets while the reader types."""
        headers = {"hx-request": "true", "hx-request-type": "partial"}
        return str((await self.client.get("/search", params=query, headers=headers)).text)


def words(answer: str) -> str:
    plain = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", plain)).split())


@pytest.fixture
async def stocked(library: Shelving) -> Shelving:
    await grant(await scope(SHELF), ALICE)
    await index([
        library.book("Convention <du> collège", "page une\fle gymnase & la cour", scope=SHELF),
        library.book("Plan du gymnase", scope=SHELF, kind="map", days=1),
        *(library.book(f"Tome {number}", "piscine", scope=SHELF) for number in range(30)),
    ])  # fmt: skip
    return library


async def test_the_page_and_the_part_show_what_is_found(stocked: Shelving, hub: Hub) -> None:
    alice = Reader(hub, "alice")
    page = (await alice.get(q="gymnase")).text
    assert '<input type="search" name="q" value="gymnase"' in page
    assert "<title>gymnase\xa0: recherche" in page
    assert "2 résultats" in page
    part = await alice.part(q="gymnase")
    assert part in page
    assert "<html" not in part
    assert "page 2\xa0: «\xa0…le <mark>gymnase</mark> &amp; la cour\xa0»" in part
    assert "Convention &lt;du&gt; collège" in part
    assert "Plan du <mark>gymnase</mark>" in part
    assert re.findall(r'href="(/(?:book|map)s/\d+)"', part) == ["/maps/2", "/books/1"]
    assert re.findall(r'<h2 id="found-(\w+)"', part) == ["map", "book"]


async def test_a_kind_is_chosen_and_the_counts_stay(stocked: Shelving, hub: Hub) -> None:
    alice = Reader(hub, "alice", "en")
    page = (await alice.get(q="gymnase", kinds="map")).text
    assert re.findall(r'href="(/(?:book|map)s/\d+)"', page) == ["/maps/2"]
    filters = re.findall(r'<a class="filter" href="([^"]+)"( aria-current="true")?>', page)
    assert [(html.unescape(href), bool(current)) for href, current in filters] == [
        ("/search?q=gymnase", False),
        ("/search?q=gymnase&kinds=book", False),
        ("/search?q=gymnase&kinds=map", True),
    ]
    assert '<input type="hidden" name="kinds" value="map">' in page
    assert "Nothing found" in (await alice.get(q="gymnase", kinds="nothing")).text


async def test_of_many_the_best_of_each_kind_are_shown_first(stocked: Shelving, hub: Hub) -> None:
    stocked.library.abilities = frozenset({"read"})
    await index([stocked.book("Carte de la piscine", scope=SHELF, kind="map", days=-9)])
    page = (await Reader(hub, "alice", "en").get(q="piscine")).text
    assert len(re.findall(r'href="/books/\d+"', page)) == 5
    assert len(re.findall(r'href="/maps/\d+"', page)) == 1
    assert page.count("All of them") == 1
    assert "31 results" in page
    assert 'rel="next"' not in page


async def test_pages_follow_each_other(stocked: Shelving, hub: Hub) -> None:
    alice = Reader(hub, "alice", "en")
    first = (await alice.get(q="piscine", kinds="book")).text
    [following] = re.findall(r'rel="next" href="([^"]+)"', first)
    second = (await alice.client.get(html.unescape(following))).text
    shown = re.findall(r'href="(/books/\d+)"', first + second)
    assert len(shown) == len(set(shown)) == 30
    assert 'rel="next"' not in second


async def test_a_stranger_is_told_of_nothing(stocked: Shelving, hub: Hub) -> None:
    charlie = Reader(hub, "charlie")
    part = await charlie.part(q="gymnase")
    assert "Aucun résultat" in part
    assert "filter" not in part
    assert words(part) == words(await charlie.part(q="inexistant"))


async def test_signed_out_leads_to_sign_in(library: Shelving, hub: Hub) -> None:
    answer = await Reader(hub).get(q="gymnase")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 200),
        ({"q": " "}, 200),
        ({"q": "x" * 201}, 422),
        ({"q": "a", "after": "x"}, 422),
        ({"q": "' \" <script>alert(1)</script> %_\\"}, 200),
        ({"q": "a\x00b"}, 422),
        ({"q": "a", "kinds": "x,,y" * 20}, 200),
    ],
)
async def test_anything_may_be_asked(
    stocked: Shelving, hub: Hub, query: dict[str, str], status: int
) -> None:
    answer = await Reader(hub, "alice", "en").get(**query)
    assert answer.status_code == status
    assert "<script>alert" not in answer.text
