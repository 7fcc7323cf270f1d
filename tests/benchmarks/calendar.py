"""CalDAV against stock Radicale, each a server process of its own on this machine, same events.

Radicale as it comes: files, its own server, no password asked, which is in its favour. The database
of the hub is the one that `HUB_TEST_DATABASE` names.
"""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

from hub.access.actors import of_command, of_job
from hub.accounts import actions as accounts
from hub.accounts.actions.app_passwords import keep_app_password
from hub.accounts.models import Account, AccountStatus
from hub.app import Hub
from hub.database import migrations, transaction
from hub.domains import TABLES
from hub.people import actions as people
from hub.people.days import today
from hub.settings import Settings
from hub_calendar import actions
from tests.benchmarks import Figure, Ratio
from tests.benchmarks.pages import database
from tests.conftest import DIALECT
from tests.dav.device import SECRET, between, propfind, query, sync
from tests.system.running import free_port, running

EVENTS = int(os.environ.get("HUB_BENCH_EVENTS", "1000"))
ROUNDS = 15
CLIENTS, EACH = 8, 12
NOW = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
WEEK = tuple(f"{NOW + timedelta(it):%Y%m%dT%H%M%SZ}" for it in (7, 14))
GOALS = (
    {"put": 8.0, "week": 10.0, "etags": 5.5, "mix": 22.0},
    {"week": 100.0, "sync": 300.0, "poll": 100.0},
)
"""Times as fast, at 1,000 events and at 10,000 (HUB_BENCH_EVENTS=10000). The first are what
sabre/dav, the best peer, reaches; what has no goal must not be slower."""


@dataclass
class Peer:
    """A server with the calendar in it, and how to reach it."""

    name: str
    port: int
    path: str
    headers: dict[str, str]
    token: str = ""
    written: list[str] = field(default_factory=list)

    def ask(
        self, client: http.client.HTTPConnection, method: str, path: str = "", body: str = "",
        **headers: str,
    ) -> bytes:  # fmt: skip
        client.request(method, self.path + path, body.encode(), self.headers | headers)
        answer = client.getresponse()
        told = answer.read()
        assert answer.status < 300, (self.name, method, path, answer.status, told[:300])
        return told

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)


async def measure() -> list[Ratio | Figure]:
    return await asyncio.to_thread(_measure)


def _measure() -> list[Ratio | Figure]:
    events = dict(make(EVENTS))
    with radicale(events) as stock, parvis(events) as hub:
        return compare(hub, stock, set(events))


def compare(hub: Peer, stock: Peer, names: set[str]) -> list[Ratio | Figure]:
    clients = {it.name: it.connect() for it in (hub, stock)}
    for it in (hub, stock):
        assert etags(it, clients[it.name]) == names, f"{it.name} has other events"
    expected = {it.name: week(it, clients[it.name]) for it in (hub, stock)}
    assert expected["hub"] == expected["stock"], "the two find other events in this week"
    results: list[Ratio | Figure] = [Figure("events of the week", len(expected["hub"]), "events")]
    works: dict[str, Callable[[Peer, http.client.HTTPConnection], object]] = {
        "put": put, "week": week, "etags": etags, "sync": changed, "poll": poll,
    }  # fmt: skip
    for it in (hub, stock):
        changed(it, clients[it.name])
    for name, work in works.items():
        before = put if name == "sync" else None
        results += _told(name, _medians(work, (hub, stock), before))
    results += _told("mix", {it.name: mixed(it) for it in (hub, stock)})
    return results


def _told(name: str, times: dict[str, float]) -> list[Ratio | Figure]:
    ratio = times["stock"] / times["hub"]
    told: list[Ratio | Figure] = [
        Ratio(f"calendar {name} at {EVENTS}", ratio, GOALS[EVENTS >= 10_000].get(name, 1.0), ">=")
    ]
    told += [
        Figure(f"calendar {name}", 1000 * seconds, f"ms on {peer} ({DIALECT})")
        for peer, seconds in times.items()
    ]
    return told


def _medians(
    work: Callable[[Peer, http.client.HTTPConnection], object],
    peers: tuple[Peer, ...],
    before: Callable[[Peer, http.client.HTTPConnection], object] | None = None,
) -> dict[str, float]:
    """In alternating rounds, each on a connection that is open already."""
    seconds: dict[str, list[float]] = {it.name: [] for it in peers}
    for _ in range(ROUNDS):
        for it in peers:
            client = it.connect()
            client.connect()
            if before is not None:
                before(it, client)
            start = time.perf_counter()
            work(it, client)
            seconds[it.name].append(time.perf_counter() - start)
            client.close()
    return {name: statistics.median(values) for name, values in seconds.items()}


def put(peer: Peer, client: http.client.HTTPConnection) -> None:
    name = f"new-{len(peer.written)}-{random.getrandbits(40)}"
    peer.written.append(name)
    peer.ask(client, "PUT", f"{name}.ics", event(name, NOW + timedelta(400)),
             **{"Content-Type": "text/calendar"})  # fmt: skip


def week(peer: Peer, client: http.client.HTTPConnection) -> set[str]:
    return _names(peer.ask(client, "REPORT", "", query(between(*WEEK)), Depth="1"))


def etags(peer: Peer, client: http.client.HTTPConnection) -> set[str]:
    told = _names(peer.ask(client, "PROPFIND", "", propfind("D:getetag"), Depth="1"))
    return {it for it in told if it and not it.startswith("new-")}


def changed(peer: Peer, client: http.client.HTTPConnection) -> None:
    """What is new since the last look, of which there is at least one."""
    told = ElementTree.fromstring(peer.ask(client, "REPORT", "", sync(peer.token), Depth="1"))
    peer.token = told.findtext("{DAV:}sync-token", "")
    assert peer.token


def poll(peer: Peer, client: http.client.HTTPConnection) -> None:
    asked = propfind("CS:getctag", "D:sync-token")
    assert b"sync" in peer.ask(client, "PROPFIND", "", asked, Depth="0")


def get(peer: Peer, client: http.client.HTTPConnection) -> None:
    assert b"BEGIN:VEVENT" in peer.ask(client, "GET", "event-1.ics")


def mixed(peer: Peer) -> float:
    """What eight telephones do at once: much reading, some following, a little writing."""
    works = [week, week, week, get, get, get, poll, poll, changed, put]
    dice = random.Random(7)  # the same requests for both
    plans = [[dice.choice(works) for _ in range(EACH)] for _ in range(CLIENTS)]

    def run(plan: list[Callable[[Peer, http.client.HTTPConnection], object]]) -> None:
        client = peer.connect()
        for work in plan:
            work(peer, client)
        client.close()

    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        list(threads.map(run, plans))
    return (time.perf_counter() - start) / (CLIENTS * EACH)


def make(count: int) -> Iterator[tuple[str, str]]:
    """Events over three years; of a hundred, two repeat every week for ever and eight ten times."""
    dice = random.Random(20261125)
    for number in range(count):
        start = NOW + timedelta(days=dice.randint(-500, 500), hours=dice.randint(6, 18))
        rule = "RRULE:FREQ=WEEKLY" if number % 100 < 10 else ""
        if rule and number % 100 >= 2:
            rule += ";COUNT=10"
        yield f"event-{number}", event(f"event-{number}", start, rule)


def event(uid: str, start: datetime, rule: str = "") -> str:
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Bench//FR", "BEGIN:VEVENT", f"UID:{uid}",
        "DTSTAMP:20260101T000000Z", f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
        f"DTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}", *([rule] if rule else []),
        f"SUMMARY:Réunion {uid}", "LOCATION:Salle des Tilleuls", f"DESCRIPTION:{'x' * 60}",
        "END:VEVENT", "END:VCALENDAR", "",
    ]  # fmt: skip
    return "\r\n".join(lines)


@contextmanager
def radicale(events: dict[str, str]) -> Iterator[Peer]:
    """The stock server on a folder that has the events already."""
    with TemporaryDirectory() as folder:
        calendar = Path(folder) / "collection-root" / "bench" / "calendar"
        calendar.mkdir(parents=True)
        (calendar / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR"}))
        for name, text in events.items():
            (calendar / f"{name}.ics").write_text(text, encoding="utf-8", newline="")
        port = free_port()
        command = [
            sys.executable, "-m", "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}",
            "--auth-type", "none", "--storage-filesystem-folder", folder, "--web-type", "none",
            "--logging-level", "critical",
        ]  # fmt: skip
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            try:
                peer = Peer("stock", port, "/bench/calendar/", _basic("bench", "bench"))
                _wait(peer, process)
                yield peer
            finally:
                process.kill()


@contextmanager
def parvis(events: dict[str, str]) -> Iterator[Peer]:
    with database() as made:
        person_id = asyncio.run(fill(made, events))
        with running(made, "serve") as hub:
            hub.ready()
            path = f"/dav/calendars/{person_id}/bench/"
            yield Peer("hub", hub.port, path, _basic("maud.sorel", SECRET))


async def fill(made: Settings, events: dict[str, str]) -> int:
    """Somebody with a telephone and a calendar, filled in one transaction: that is not measured."""
    await migrations.migrate(made, TABLES)
    async with Hub(made).running():
        by = of_command("bench")
        unit = await people.create_unit(by=by, name="Voirie")
        person = await people.create_person(by=by, given_name="Maud", family_name="Sorel")
        await people.start_position(person.id, unit.id, by=by, starts_on=today())
        account = await accounts.create_account(person.id, by=by)
        await Account.filter(id=account.id).update(status=AccountStatus.ACTIVE)
        await keep_app_password(
            account.id, "bench", SECRET, by=by, scopes={"caldav"}, is_read_only=False,
            expires_at=None,
        )  # fmt: skip
        own = await of_job("bench", person.id)
        calendar = await actions.create_calendar(by=own, name="Bench", slug="bench")
        async with transaction():
            for name, text in events.items():
                await actions.put_object(calendar.id, f"{name}.ics", text, by=own)
        return int(person.id)


def _names(multistatus: bytes) -> set[str]:
    hrefs = [it.text or "" for it in ElementTree.fromstring(multistatus).iter("{DAV:}href")]
    return {it.rpartition("/")[2].removesuffix(".ics") for it in hrefs}


def _basic(login: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{login}:{secret}".encode()).decode()}


def _wait(peer: Peer, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            peer.ask(peer.connect(), "PROPFIND", "", propfind("D:getetag"), Depth="0")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("Radicale does not start.")
