"""Everybody with a telephone. Alice manages a calendar, Bob reads it, Edgar changes what is in it,
Denise sees when it is busy; Charlie, the school and the signed out know nothing of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, fields, replace
from typing import Any

import pytest
from starlette.types import ASGIApp

from hub.access.actions import grant
from hub.access.actors import of_command, of_job
from hub.accounts import actions as accounts
from hub.accounts.actions.app_passwords import keep_app_password
from hub.accounts.models import Account, AccountStatus
from hub.app import Hub, create_app
from hub.database import migrations
from hub.domains import TABLES
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import GroupKind
from hub.settings import Settings
from hub_calendar import actions
from tests.calendar.conftest import ADMINISTRATOR, ics
from tests.dav.device import SECRET, Device
from tests.dav.wire import Wire
from tests.system.running import Running, running

EVENT = ics("DTSTART:20261207T090000Z", "DTEND:20261207T100000Z", uid="lundi@example")
PRIVATE = ics(
    "DTSTART:20261208T090000Z", "DTEND:20261208T100000Z", "CLASS:PRIVATE",
    "SUMMARY:Médecin secret", "LOCATION:Hôpital secret", "DESCRIPTION:secret",
    "ATTENDEE:mailto:secret@example.fr", uid="mardi@example",
)  # fmt: skip
WEEKLY = ics(
    "DTSTART;TZID=Europe/Paris:20261005T140000", "DTEND;TZID=Europe/Paris:20261005T150000",
    "RRULE:FREQ=WEEKLY;BYDAY=MO", "SUMMARY:Point d’équipe", "STATUS:TENTATIVE",
    uid="hebdo@example",
)  # fmt: skip


@dataclass(frozen=True)
class Cast:
    """Who asks, and the calendar that is asked about."""

    calendar_id: int
    slug: str
    alice: Device
    bob: Device
    edgar: Device
    denise: Device
    charlie: Device
    school: Device
    nobody: Device
    stolen: Device
    """Alice's login with a wrong password."""
    files: Device
    """Alice's, with a password that is for files alone."""
    readonly: Device
    """Alice's, with one that changes nothing."""

    def at(self, device: Device, name: str = "") -> str:
        """The address of the calendar, or of an object in it, in the home of that device."""
        own = device.person_id == self.alice.person_id
        return f"{device.home}{self.slug if own else self.calendar_id}/{name}"


@pytest.fixture(scope="session")
def filled(empty_database: Callable[[], Settings]) -> tuple[Settings, Cast]:
    """A database with the cast in it, that tests copy."""
    made = empty_database()
    return made, fill(made)


def fill(settings: Settings) -> Cast:
    """Makes the cast in a database that is empty."""

    async def run() -> Cast:
        await migrations.migrate(settings, TABLES)
        async with Hub(settings).running() as hub:
            return await build(create_app(hub))

    return asyncio.run(run())


@pytest.fixture(scope="session")
def template(filled: tuple[Settings, Cast]) -> Settings:
    return filled[0]


@pytest.fixture
async def cast(hub: Hub, filled: tuple[Settings, Cast]) -> Cast:
    return on(filled[1], create_app(hub))


@dataclass
class Site:
    """A hub in a process of its own, and who is there."""

    hub: Running
    cast: Cast

    @property
    def wire(self) -> Wire:
        """Each time another one: the hub ends those on which nothing is said for a while."""
        return Wire(self.cast.alice, self.hub.port)


@pytest.fixture(scope="module")
def site(empty_database: Callable[[], Settings]) -> Iterator[Site]:
    settings = empty_database()
    cast = fill(settings)
    with ExitStack() as stack:
        hub = stack.enter_context(running(settings, "serve"))
        hub.ready()
        if not settings.is_sqlite:
            stack.enter_context(running(settings, "worker"))  # it tells the guests
        yield Site(hub, cast)


def on(cast: Cast, app: ASGIApp) -> Cast:
    """The same people at another hub's door."""
    devices = {
        it.name: replace(device, app=app)
        for it in fields(cast)
        if isinstance(device := getattr(cast, it.name), Device)
    }
    return replace(cast, **devices)


async def build(app: ASGIApp) -> Cast:
    unit = await people.create_unit(by=ADMINISTRATOR, name="Voirie")
    school = await people.create_group(
        by=ADMINISTRATOR, name="École des Tilleuls", kind=GroupKind.SCHOOL
    )
    names = ("alice", "bob", "edgar", "denise", "charlie")
    staff = {name: await device(app, name, unit.id) for name in names}
    alice = staff["alice"]
    by = await actor(alice)
    calendar = await actions.create_calendar(by=by, name="Équipe", slug="equipe")
    for name, role in (("bob", "read"), ("edgar", "edit"), ("denise", "freebusy")):
        await grant(calendar.id, staff[name].person_id, role, by=by)
    account = await Account.get(login="alice.martin")
    files = await _password(account.id, scopes={"webdav"}, secret="files-" + SECRET)
    readonly = await _password(account.id, is_read_only=True, secret="readonly-" + SECRET)
    return Cast(
        calendar.id, calendar.slug, **staff,
        school=await device(app, "school", school_id=school.id), nobody=Device(app),
        stolen=replace(alice, secret="wrong"), files=replace(alice, secret=files),
        readonly=replace(alice, secret=readonly),
    )  # fmt: skip


async def device(
    app: ASGIApp, name: str, unit_id: int | None = None, school_id: int | None = None
) -> Device:
    """Somebody with an account and a telephone; of the staff, or of a school."""
    person = await people.create_person(
        by=ADMINISTRATOR, given_name=name.title(), family_name="Martin",
        email=f"{name}@orbelle.example",
    )  # fmt: skip
    if unit_id:
        await people.start_position(person.id, unit_id, by=ADMINISTRATOR, starts_on=today())
    if school_id:
        await people.add_member(school_id, person.id, by=ADMINISTRATOR)
    account = await accounts.create_account(person.id, by=ADMINISTRATOR)
    await Account.filter(id=account.id).update(status=AccountStatus.ACTIVE)
    await _password(account.id)
    return Device(app, account.login, SECRET, person.id)


async def actor(device: Device) -> Any:
    """The person of a device, as a session of theirs."""
    return await of_job("tests", device.person_id)


async def _password(
    account_id: int,
    *,
    scopes: set[str] | frozenset[str] = frozenset({"caldav"}),
    is_read_only: bool = False,
    secret: str = SECRET,
) -> str:
    await keep_app_password(
        account_id, secret, secret, by=of_command("tests"), scopes=scopes,
        is_read_only=is_read_only, expires_at=None,
    )  # fmt: skip
    return secret
