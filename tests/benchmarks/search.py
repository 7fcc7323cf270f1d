"""Search with the access filter against the same index without it, on both databases.

50,000 documents in 3,000 scopes of 300 groups; the reader is in eight of them, or
also in one that reads all: then the filter is nothing but a cost. Each database has a
process of its own: `python -m tests.benchmarks.search sqlite`.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

from hub import settings
from hub.access import things
from hub.access.models import FOREVER, Access, Scope
from hub.access.policy import Ladder
from hub.access.things import Ref, Thing
from hub.actor import ANYONE, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.database import migrations
from hub.domain.ports import Text
from hub.domains import TABLES
from hub.people.models import Principal, PrincipalKind
from hub.search import find, kinds, port
from hub.search.kinds import Kinds
from hub.search.parsing import parse
from hub.search.policy import Readable, readable
from hub.search.port import Place
from hub.search.postgres import PostgresIndex
from hub.search.sqlite import SqliteIndex
from tests.benchmarks import Figure, Ratio, medians
from tools.postgres import cluster

DOCUMENTS, SCOPES, GROUPS, MINE = 50_000, 3_000, 300, 8
WORDS_EACH, VOCABULARY = 76, 20_000
ROUNDS = 9
GOAL = 2
DIALECTS = ("sqlite", "postgres")
START = datetime(2026, 1, 1, tzinfo=UTC)
READER, EVERYWHERE = 10_000, 20_000

LADDER = Ladder("bench", roles=("read",), needed={"read": "read"})

QUERIES: dict[str, Callable[[list[str]], str]] = {
    "frequent": lambda w: f"{w[3]} ",
    "middling": lambda w: f"{w[200]} ",
    "rare": lambda w: f"{w[5000]} ",
    "two words": lambda w: f"{w[12]} {w[60]} ",
    "phrase": lambda w: f'"{w[1]} {w[2]}" ',
    "five letters": lambda w: w[150][:5],
    "two letters": lambda w: w[150][:2],
}


Embedded = SqliteIndex | PostgresIndex


@dataclass(frozen=True)
class World:
    vocabulary: list[str]
    scope_of: dict[int, int]
    groups_of: dict[int, frozenset[int]]

    def readable(self, by: Actor) -> set[int]:
        return {it for it, scope in self.scope_of.items() if self.groups_of[scope] & by.principals}


class Everything:
    """A domain that lets everybody read what the index proposes: its own check costs the same."""

    kinds = {"file": "Files"}  # noqa: RUF012  # a Protocol's property

    async def find(self, refs: Collection[Ref], *, by: Actor) -> dict[Ref, Thing]:
        reads = frozenset({"read"})
        return {it: Thing(it, f"File {it.id}", f"/files/{it.id}", None, reads) for it in refs}


async def measure() -> list[Ratio | Figure]:
    results: list[Ratio | Figure] = []
    for dialect in DIALECTS:
        command = [sys.executable, "-m", "tests.benchmarks.search", dialect]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC221
        for row in json.loads(done.stdout.splitlines()[-1]):
            made = Ratio if row.pop("kind") == "Ratio" else Figure
            results.append(made(**row))
    return results


async def measure_one(dialect: str) -> list[Ratio | Figure]:
    with TemporaryDirectory() as directory, _server(dialect) as url:
        made = settings.load(data=Path(directory), database_url=url)
        await migrations.migrate(made, TABLES)
        async with Hub(made).running():
            index = SqliteIndex() if dialect == "sqlite" else PostgresIndex()
            with _bound(index):
                return await _measure(dialect, index)


async def _measure(dialect: str, index: Embedded) -> list[Ratio | Figure]:
    start = time.perf_counter()
    world = await _fill(index)
    results: list[Ratio | Figure] = [
        Figure(f"{dialect} documents indexed", DOCUMENTS / (time.perf_counter() - start), "/s")
    ]
    mine = frozenset(range(READER, READER + MINE)) | {SIGNED_IN, ANYONE}
    for reader, principals in {"reader": mine, "who reads all": mine | {EVERYWHERE}}.items():
        by = Actor(principals, Via.SESSION, "reader", person_id=1)
        for name, make in QUERIES.items():
            text = make(world.vocabulary)
            await _check(index, world, by, text, reads_all=EVERYWHERE in principals)
            results += await _compare(f"{dialect} {reader} {name}", index, by, text)
    return results


async def _compare(name: str, index: Embedded, by: Actor, text: str) -> list[Ratio | Figure]:
    """The promise is about the whole answer, hits checked and snippets cut; what the index alone
    takes of it is told beside."""
    without = _without_filter(index)
    seconds = await medians(
        ROUNDS,
        filtered=_whole(index, by, text),
        unfiltered=_whole(without, by, text),
        index_filtered=_alone(index, by, text),
        index_unfiltered=_alone(without, by, text),
    )
    ms = {side: value * 1000 for side, value in seconds.items()}
    return [
        Ratio(f"{name} with filter", ms["filtered"] / ms["unfiltered"], GOAL),
        Figure(f"{name} whole answer", ms["filtered"], "ms"),
        Figure(f"{name} index alone", ms["index_filtered"], "ms"),
        Figure(f"{name} index alone, without filter", ms["index_unfiltered"], "ms"),
    ]


def _whole(index: Embedded, by: Actor, text: str) -> Callable[[], Awaitable[object]]:
    async def ask() -> object:
        with port.current.bound(index):
            return await find(text, by=by)

    return ask


def _alone(index: Embedded, by: Actor, text: str) -> Callable[[], Awaitable[object]]:
    query = parse(text)
    return lambda: index.candidates(query, readable(by), kinds=["file"], after=None, most=100)


async def _check(index: Embedded, world: World, by: Actor, text: str, *, reads_all: bool) -> None:
    """The filter lets through what it should of what there is, neither more nor less."""
    mine, everything = await _all(index, by, text), await _all(_without_filter(index), by, text)
    if not mine or mine != everything & world.readable(by) or (mine == everything) != reads_all:
        raise RuntimeError(f"{text!r}: {len(mine)} found of {len(everything)}.")


async def _all(index: Embedded, by: Actor, text: str) -> set[int]:
    found = await index.candidates(
        parse(text), readable(by), kinds=["file"], after=None, most=DOCUMENTS
    )
    return {it.ref.id for it in found}


def _without_filter(index: Embedded) -> Embedded:
    class Unfiltered(type(index)):  # type: ignore[misc]
        def _find_sql(self, scopes: Readable, after: Place | None) -> str:
            sql: str = super()._find_sql(scopes, after)
            condition = "AND (e.scope_id IS NULL OR e.scope_id IN (SELECT scope_id FROM readable))"
            if condition not in sql:
                raise RuntimeError("The filter is not where this benchmark takes it out.")
            return sql.replace(condition, "")

    return Unfiltered()


async def _fill(index: Embedded) -> World:
    chance = random.Random(2026)
    vocabulary = list(_words(chance))
    weights = list(accumulate(1 / (rank + 2) for rank in range(VOCABULARY)))
    groups_of = await _grant(chance)
    scope_of = {number: chance.randrange(1, SCOPES + 1) for number in range(1, DOCUMENTS + 1)}
    batch = []
    for number, scope in scope_of.items():
        said = chance.choices(vocabulary, cum_weights=weights, k=WORDS_EACH + 5)
        changed_at = START + timedelta(minutes=chance.randrange(500_000))
        body = " ".join(said[5:])
        batch.append(Text(Ref("file", number), scope, " ".join(said[:5]), body, changed_at))
        if len(batch) == 500:
            await index.put(batch)
            batch = []
    await index.put(batch)
    return World(vocabulary, scope_of, groups_of)


async def _grant(chance: random.Random) -> dict[int, frozenset[int]]:
    """Each scope is open to one to four groups, a fifth to all who are signed in."""
    groups = [*range(READER, READER + GROUPS), EVERYWHERE]
    await Principal.bulk_create([Principal(id=it, kind=PrincipalKind.GROUP) for it in groups])
    await Scope.bulk_create([Scope(id=it, kind="bench") for it in range(1, SCOPES + 1)])
    granted: dict[int, frozenset[int]] = {}
    for scope in range(1, SCOPES + 1):
        chosen = chance.sample(range(READER, READER + GROUPS), chance.randint(1, 4))
        everybody = {SIGNED_IN} if chance.random() < 0.2 else set()
        granted[scope] = frozenset(chosen) | everybody | {EVERYWHERE}
    rows = [
        Access(scope_id=scope, principal_id=principal, role="read", ends_at=FOREVER)
        for scope, principals in granted.items()
        for principal in principals
    ]
    await Access.bulk_create(rows, batch_size=2000)
    return granted


def _words(chance: random.Random) -> Iterator[str]:
    """Words one can pronounce, all different, the shortest first as the frequent ones are."""
    seen: set[str] = set()
    while len(seen) < VOCABULARY:
        syllables = 1 if len(seen) < 300 else 2 if len(seen) < 5000 else 3
        parts = [
            chance.choice("bcdfglmnprstv") + chance.choice("aeiouéè") for _ in range(syllables)
        ]
        word = "".join(parts) + chance.choice(["", "r", "s", "t", "ment", "tion"])
        if word not in seen:
            seen.add(word)
            yield word


@contextmanager
def _bound(index: Embedded) -> Iterator[None]:
    domain = Everything()
    with ExitStack() as stack:
        stack.enter_context(things.current.bound(domain))
        stack.enter_context(kinds.current.bound(Kinds([domain])))  # type: ignore[list-item]
        stack.enter_context(port.current.bound(index))
        yield


@contextmanager
def _server(dialect: str) -> Iterator[str]:
    if dialect == "sqlite":
        yield ""
        return
    with cluster() as url:
        yield url


if __name__ == "__main__":
    made = asyncio.run(measure_one(sys.argv[1]))
    rows = [{"kind": type(it).__name__, **asdict(it)} for it in made]
    print(json.dumps(rows), flush=True)
