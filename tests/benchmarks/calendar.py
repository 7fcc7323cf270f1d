"""CalDAV against Radicale, Xandikos and Cyrus, each a server of its own here, same events.

They are as they come: files, git, mailboxes. Cyrus is compared with where it is installed
(`apt install cyrus-caldav sasl2-bin`; `cyrus-imapd` would replace the Dovecot of the tests). The
database of the hub is the one that `HUB_TEST_DATABASE` names.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import random
import re
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from xml.etree import ElementTree

from tests.benchmarks import Figure, Ratio
from tests.benchmarks._caldav import NOW, Peer, event, make, parvis
from tests.benchmarks._peers import cyrus, has_cyrus, radicale, xandikos
from tests.conftest import DIALECT
from tests.dav.device import between, multiget, propfind, query, sync

SIZES = tuple(map(int, os.environ.get("HUB_BENCH_EVENTS", "100,1000,10000").split(",")))
PEERS = (radicale, xandikos, cyrus) if has_cyrus() else (radicale, xandikos)
ROUNDS = 15
PATIENCE = 20.0
"""Seconds for the rounds of one side, which are then enough: some take that for one answer."""
BESIDE = ("conges", "astreintes")  # two more calendars of the home, a tenth as long
CLIENTS, EACH, WRITTEN = 8, 12, 5
TOGETHER = 50  # events of a multiget
WEEK = tuple(f"{NOW + timedelta(it):%Y%m%dT%H%M%SZ}" for it in (7, 14))
GOALS = {
    1_000: {"put": 8.0, "week": 10.0, "etags": 5.5, "mix": 22.0},
    10_000: {"week": 100.0, "sync": 300.0, "poll": 100.0},
}
"""Times as fast as Radicale. The first are what sabre/dav, the best peer, reaches; what has no goal
must not be slower, and nothing may be slower than Xandikos or Cyrus."""
SMALL = {"get": 0.5, "ctag": 0.5}
"""Where the request itself is what costs: the hub asks who it is and what they may, at each."""
ALIKE = 60
"""Events of the answers to a query whose growth is told."""
GROWTH = 1.5
"""What the same answer may cost more in a calendar ten times as long."""


TOKEN = re.compile(rb"<(?:\w+:)?sync-token>([^<]+)<")
Work = Callable[[Peer, http.client.HTTPConnection], bytes]
"""One request. What is in the answer is looked at when the clock stands."""


async def measure() -> list[Ratio | Figure]:
    return await asyncio.to_thread(_measure)


def _measure() -> list[Ratio | Figure]:
    results: list[Ratio | Figure] = []
    hubs: list[Peer] = []
    with ExitStack() as stack:
        for size in SIZES:
            calendars = {"bench": dict(make(size, "event"))}
            calendars |= {slug: dict(make(size // 10, slug)) for slug in BESIDE}
            hubs.append(stack.enter_context(parvis(calendars)))
            with ExitStack() as beside:
                peers = [beside.enter_context(it(calendars)) for it in PEERS]
                results += compare((hubs[-1], *peers), set(calendars["bench"]))
        for small, large in pairwise(it for it in hubs if it.size >= 1_000):
            results += grown(small, large)
    return results


def compare(sides: tuple[Peer, ...], names: set[str]) -> list[Ratio | Figure]:
    """The hub comes first."""
    size, results = sides[0].size, [agreed(sides, names)]
    for name, work in WORKS.items():
        before = put if name == "sync" else None
        results += _told(name, sides, _medians(work, sides, before))
    results += _told("8 writers", sides, [at_once(it, [put] * WRITTEN) for it in sides])
    # Xandikos takes minutes for a mix of ten thousand.
    mixing = tuple(it for it in sides if size < 10_000 or it.name != "Xandikos")
    results += _told("mix", mixing, [at_once(it, MIX, EACH) for it in mixing])
    for it in sides:
        results.append(Figure(f"calendar RSS at {size}", it.resident, f"MiB of {it.name}"))
    return results


def agreed(sides: tuple[Peer, ...], names: set[str]) -> Ratio | Figure:
    """They have the same events, and find the same ones in a week: so many."""
    weeks = []
    for it in sides:
        client = it.connect()
        assert _names(etags(it, client)) == names, f"{it.name} has other events"
        weeks.append(_names(week(it, client)))
        changed(it, client)
    assert all(it == weeks[0] for it in weeks), "they find other events in this week"
    return Figure(f"calendar, events of the week of {sides[0].size}", len(weeks[0]), "events")


def grown(small: Peer, large: Peer) -> list[Ratio | Figure]:
    """What an answer of the same length costs in a calendar ten times as long."""
    ends = {it.name + str(it.size): _end_of(it) for it in (small, large)}

    def same_length(peer: Peer, client: http.client.HTTPConnection) -> bytes:
        end = ends[peer.name + str(peer.size)]
        return peer.ask(client, "REPORT", "", query(between(WEEK[0], end)), Depth="1")

    works = {
        "get": get, "put": put, "week": same_length, "sync": changed, "ctag": ctag, "poll": poll,
    }  # fmt: skip
    results: list[Ratio | Figure] = [
        Figure(
            f"calendar week, answers at {it.size}", len(_names(same_length(it, it.connect()))),
            "events",
        )
        for it in (small, large)
    ]  # fmt: skip
    for name, work in works.items():
        before = put if name == "sync" else None
        one, other = _medians(work, (small, large), before, rounds=4 * ROUNDS)
        title = f"calendar {name}, {large.size} against {small.size}"
        results.append(Ratio(title, other / one, GROWTH))
    return results


def _end_of(peer: Peer) -> str:
    """Of a time from the beginning of the week that has at least `ALIKE` events in it."""
    client = peer.connect()
    for hours in range(3, 24 * 365, 3):
        end = f"{NOW + timedelta(7, hours=hours):%Y%m%dT%H%M%SZ}"
        told = peer.ask(client, "REPORT", "", query(between(WEEK[0], end)), Depth="1")
        if len(_names(told)) >= ALIKE:
            return end
    raise AssertionError("There are too few events.")


def _told(name: str, sides: tuple[Peer, ...], times: list[float]) -> list[Ratio | Figure]:
    hub, size = times[0], sides[0].size
    least = SMALL.get(name, 1.0)
    goals = [GOALS.get(size, {}).get(name, least), least, least]
    title = f"calendar {name} at {size}"
    results: list[Ratio | Figure] = [Figure(title, 1000 * hub, f"ms on the hub ({DIALECT})")]
    for it, seconds, goal in zip(sides[1:], times[1:], goals, strict=False):
        results.append(Ratio(f"{title}, {it.name}", seconds / hub, goal, ">="))
        results.append(Figure(title, 1000 * seconds, f"ms on {it.name}"))
    return results


def _medians(
    work: Work, peers: tuple[Peer, ...], before: Work | None = None, rounds: int = ROUNDS
) -> list[float]:
    """In alternating rounds, each on a connection that is open already, as a telephone's is."""
    seconds: list[list[float]] = [[] for _ in peers]
    for _ in range(rounds):
        for it, taken in zip(peers, seconds, strict=True):
            if sum(taken) > PATIENCE:
                continue
            client = it.connect()
            if before is not None:
                before(it, client)
            it.ask(client, "OPTIONS")
            if client.sock is None:  # Radicale ends it after each answer
                client.connect()
            start = time.perf_counter()
            told = work(it, client)
            taken.append(time.perf_counter() - start)
            check(work, it, told)
            client.close()
    return [statistics.median(it) for it in seconds]


def check(work: Work, peer: Peer, told: bytes) -> None:
    if work is changed:
        assert peer.written[-1] in _names(told), f"{peer.name} does not tell what is new"
    if work is everything:
        assert len(_names(told)) >= peer.size, f"{peer.name} leaves events out"
    if work is together:
        assert told.count(b"BEGIN:VEVENT") == min(TOGETHER, peer.size), peer.name
    if work is poll:
        # The hub has one more, the personal calendar that everybody inside begins with.
        tokens = set(TOKEN.findall(told))
        assert len(tokens) >= 1 + len(BESIDE), f"{peer.name} leaves calendars out"


def put(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    name = f"new-{len(peer.written)}-{random.getrandbits(40)}"
    peer.written.append(name)
    return peer.ask(client, "PUT", f"{peer.path}{name}.ics", event(name, NOW + timedelta(400)))


def week(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    return peer.ask(client, "REPORT", "", query(between(*WEEK)), Depth="1")


def etags(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    return peer.ask(client, "PROPFIND", "", propfind("D:getetag"), Depth="1")


def changed(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    """What is new since the last look, of which there is at least one."""
    told = peer.ask(client, "REPORT", "", sync(peer.token), Depth="1")
    peer.token = TOKEN.findall(told)[-1].decode()
    return told


def everything(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    """What somebody's new telephone asks first."""
    return peer.ask(client, "REPORT", "", sync(), Depth="1")


def together(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    hrefs = (f"{peer.path}event-{number}.ics" for number in range(min(TOGETHER, peer.size)))
    return peer.ask(client, "REPORT", "", multiget(*hrefs), Depth="1")


def ctag(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    told = peer.ask(client, "PROPFIND", "", propfind("CS:getctag", "D:sync-token"), Depth="0")
    assert TOKEN.search(told)
    return told


def poll(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    """What a telephone asks every quarter of an hour: whether anything is new in any calendar."""
    asked = propfind("CS:getctag", "D:sync-token")
    return peer.ask(client, "PROPFIND", peer.home, asked, Depth="1")


def get(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    told = peer.ask(client, "GET", f"{peer.path}event-1.ics")
    assert b"BEGIN:VEVENT" in told
    return told


WORKS: dict[str, Work] = {
    "get": get, "week": week, "etags": etags, "multiget": together, "ctag": ctag, "poll": poll,
    "initial sync": everything, "put": put, "sync": changed,
}  # fmt: skip
MIX: list[Work] = [week, week, week, get, get, get, ctag, ctag, changed, put]
"""Much reading, some following, a little writing."""


def at_once(peer: Peer, works: list[Work], each: int = 0) -> float:
    """Seconds a request, of eight telephones: all of these works, or so many of them by chance."""
    dice = random.Random(7)  # the same requests for all
    plans = [[dice.choice(works) for _ in range(each)] or works for _ in range(CLIENTS)]

    def run(plan: list[Work]) -> None:
        client = peer.connect()
        for work in plan:
            work(peer, client)
        client.close()

    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(run, plans))
    return (time.perf_counter() - start) / sum(map(len, plans))


def _names(multistatus: bytes) -> set[str]:
    hrefs = [it.text or "" for it in ElementTree.fromstring(multistatus).iter("{DAV:}href")]
    names = {it.rpartition("/")[2].removesuffix(".ics") for it in hrefs}
    return names - {""}  # the calendar itself
