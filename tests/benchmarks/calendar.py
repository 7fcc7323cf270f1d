"""CalDAV against stock Radicale, each a server process of its own on this machine, same events.

Radicale as it comes: files, its own server, no password asked, which is in its favour. The database
of the hub is the one that `HUB_TEST_DATABASE` names.
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
from tests.benchmarks._caldav import NOW, Peer, event, make, parvis, radicale
from tests.conftest import DIALECT
from tests.dav.device import between, propfind, query, sync

SIZES = tuple(map(int, os.environ.get("HUB_BENCH_EVENTS", "1000,10000").split(",")))
ROUNDS = 15
BESIDE = ("conges", "astreintes")  # two more calendars of the home, a tenth as long
CLIENTS, EACH = 8, 12
WEEK = tuple(f"{NOW + timedelta(it):%Y%m%dT%H%M%SZ}" for it in (7, 14))
GOALS = (
    {"put": 8.0, "week": 10.0, "etags": 5.5, "mix": 22.0},
    {"week": 100.0, "sync": 300.0, "poll": 100.0},
)
"""Times as fast, below 10,000 events and from there on. The first are what sabre/dav, the best
peer, reaches; what has no goal must not be slower."""
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
            with radicale(calendars) as stock:
                results += compare(hubs[-1], stock, set(calendars["bench"]))
        for small, large in pairwise(hubs):
            results += grown(small, large)
    return results


def compare(hub: Peer, stock: Peer, names: set[str]) -> list[Ratio | Figure]:
    weeks = []
    for it in (hub, stock):
        client = it.connect()
        assert _names(etags(it, client)) == names, f"{it.name} has other events"
        weeks.append(_names(week(it, client)))
        changed(it, client)
    assert weeks[0] == weeks[1], "the two find other events in this week"
    results: list[Ratio | Figure] = [
        Figure(f"calendar, events of the week of {hub.size}", len(weeks[0]), "events")
    ]
    works = {"put": put, "week": week, "etags": etags, "sync": changed, "ctag": ctag, "poll": poll}
    for name, work in works.items():
        before = put if name == "sync" else None
        results += _told(name, hub.size, _medians(work, (hub, stock), before))
    results += _told("mix", hub.size, [mixed(hub), mixed(stock)])
    for it in (hub, stock):
        results.append(Figure(f"calendar RSS at {hub.size}", it.resident, f"MiB of {it.name}"))
    return results


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


def _told(name: str, size: int, times: list[float]) -> list[Ratio | Figure]:
    hub, stock = times
    goal = GOALS[size >= 10_000].get(name, 1.0)
    title = f"calendar {name} at {size}"
    return [
        Ratio(title, stock / hub, goal, ">="),
        Figure(title, 1000 * hub, f"ms on the hub ({DIALECT})"),
        Figure(title, 1000 * stock, "ms on stock Radicale"),
    ]


def _medians(
    work: Work, peers: tuple[Peer, ...], before: Work | None = None, rounds: int = ROUNDS
) -> list[float]:
    """In alternating rounds, each on a connection that is open already, as a telephone's is."""
    seconds: list[list[float]] = [[] for _ in peers]
    for _ in range(rounds):
        for it, taken in zip(peers, seconds, strict=True):
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
    if work is poll:
        # The hub has one more, the personal calendar that everybody inside begins with.
        tokens = set(TOKEN.findall(told))
        assert len(tokens) >= 1 + len(BESIDE), f"{peer.name} leaves calendars out"


def put(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    name = f"new-{len(peer.written)}-{random.getrandbits(40)}"
    peer.written.append(name)
    return peer.ask(
        client, "PUT", f"{peer.path}{name}.ics", event(name, NOW + timedelta(400)),
        **{"Content-Type": "text/calendar"},
    )  # fmt: skip


def week(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    return peer.ask(client, "REPORT", "", query(between(*WEEK)), Depth="1")


def etags(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    return peer.ask(client, "PROPFIND", "", propfind("D:getetag"), Depth="1")


def changed(peer: Peer, client: http.client.HTTPConnection) -> bytes:
    """What is new since the last look, of which there is at least one."""
    told = peer.ask(client, "REPORT", "", sync(peer.token), Depth="1")
    peer.token = TOKEN.findall(told)[-1].decode()
    return told


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


def mixed(peer: Peer) -> float:
    """What eight telephones do at once: much reading, some following, a little writing."""
    works: list[Work] = [week, week, week, get, get, get, ctag, ctag, changed, put]
    dice = random.Random(7)  # the same requests for both
    plans = [[dice.choice(works) for _ in range(EACH)] for _ in range(CLIENTS)]

    def run(plan: list[Work]) -> None:
        client = peer.connect()
        for work in plan:
            work(peer, client)
        client.close()

    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(run, plans))
    return (time.perf_counter() - start) / (CLIENTS * EACH)


def _names(multistatus: bytes) -> set[str]:
    hrefs = [it.text or "" for it in ElementTree.fromstring(multistatus).iter("{DAV:}href")]
    names = {it.rpartition("/")[2].removesuffix(".ics") for it in hrefs}
    return names - {""}  # the calendar itself
