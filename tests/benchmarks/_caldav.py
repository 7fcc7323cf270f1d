"""A calendar in a server that is measured, and one in the hub."""

from __future__ import annotations

import asyncio
import base64
import http.client
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hub.access.actors import of_command, of_job
from hub.accounts import actions as accounts
from hub.accounts.actions.app_passwords import keep_app_password
from hub.accounts.models import Account, AccountStatus
from hub.app import Hub
from hub.database import migrations, transaction, write
from hub.domains import TABLES
from hub.people import actions as people
from hub.people.days import today
from hub.settings import Settings
from hub_calendar import actions
from tests.benchmarks.pages import database
from tests.dav.device import SECRET
from tests.system.running import running

NOW = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
Calendars = dict[str, dict[str, str]]
"""By slug and name, the texts. The first one, `bench`, is measured."""


@dataclass
class Peer:
    """A server with the calendar in it, and how to reach it."""

    name: str
    port: int
    path: str
    headers: dict[str, str]
    size: int
    pid: int
    token: str = ""
    written: list[str] = field(default_factory=list)

    @property
    def home(self) -> str:
        return self.path.rsplit("/", 2)[0] + "/"

    def ask(
        self, client: http.client.HTTPConnection, method: str, path: str = "", body: str = "",
        **headers: str,
    ) -> bytes:  # fmt: skip
        kind = "text/xml" if body.startswith("<") else "text/calendar"
        sort = {"Content-Type": kind} if body else {}
        client.request(method, path or self.path, body.encode(), self.headers | sort | headers)
        answer = client.getresponse()
        told = answer.read()
        assert answer.status < 300, (self.name, method, path, answer.status, told[:300])
        return told

    @property
    def resident(self) -> float:
        """MiB of memory that its processes hold now; what they share is counted for each."""
        return sum(map(_resident, _family(self.pid)))

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)


def _family(pid: int) -> Iterator[int]:
    yield pid
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    for child in told.split():
        yield from _family(int(child))


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    line = next((it for it in status.splitlines() if it.startswith("VmRSS:")), "")
    return int(line.split()[1]) / 1024 if line else 0.0


def make(count: int, name: str) -> Iterator[tuple[str, str]]:
    """Events over three years; of a hundred, two repeat every week for ever and eight ten times."""
    dice = random.Random(20261125)
    for number in range(count):
        start = NOW + timedelta(days=dice.randint(-500, 500), hours=dice.randint(6, 18))
        rule = "RRULE:FREQ=WEEKLY" if number % 100 < 10 else ""
        if rule and number % 100 >= 2:
            rule += ";COUNT=10"
        yield f"{name}-{number}", event(f"{name}-{number}", start, rule)


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
def parvis(calendars: Calendars) -> Iterator[Peer]:
    with database() as made:
        person_id = asyncio.run(fill(made, calendars))
        with running(made, "serve") as hub:
            hub.ready()
            path = f"/dav/calendars/{person_id}/bench/"
            size = len(calendars["bench"])
            shown = basic("maud.sorel", SECRET)
            yield Peer("hub", hub.port, path, shown, size, hub.process.pid)


async def fill(made: Settings, calendars: Calendars) -> int:
    """Somebody with a telephone and calendars, filled in one transaction: that is not measured."""
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
        for slug, events in calendars.items():
            calendar = await actions.create_calendar(by=own, name=slug.title(), slug=slug)
            async with transaction():
                for name, text in events.items():
                    await actions.put_object(calendar.id, f"{name}.ics", text, by=own)
        async with transaction():
            # Else the server would index twelve thousand events while it is measured.
            await write("DELETE FROM outbox")
        return int(person.id)


def basic(login: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{login}:{secret}".encode()).decode()}
