"""The whole application, and people in it who have calendars: alice shares hers with bob, denise
sees when she is busy, charlie works elsewhere, and a school is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hub.access.actions import grant
from hub.accounts import actions as accounts
from hub.accounts.models import Account, AccountStatus
from hub.app import App, Hub
from hub.imports import actions as imports
from hub.people import actions as people
from hub.settings import Settings
from hub_calendar import actions
from hub_calendar.ics.drafts import EventDraft
from hub_calendar.ics.tasks import TaskDraft
from hub_calendar.models import CalendarFeed, FeedKind
from hub_calendar.subscriptions.actions import subscribed
from tests.access import asking, twins
from tests.access.asking import Visitor
from tests.access.conftest import ADMINISTRATOR, Cast, cast, employ
from tests.imports.conftest import work

PARIS = ZoneInfo("Europe/Paris")
SECRET = "Entretien préalable"
PLACE = "Bureau du médecin"
FILE = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261125T090000Z\r\nSUMMARY:A\r\n"
    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)
NAMES = ("alice", "bob", "denise", "charlie", "school")


@dataclass(frozen=True)
class World:
    people: dict[str, Cast]
    cookies: dict[str, str]
    calendar: int
    spare: int
    event: int
    other: int
    series: int
    private: int
    own_event: int
    """Charlie's."""
    job: int
    """An import of Alice's, that waits for her."""
    feed: int
    spare_feed: int
    token: str
    """Of the first feed, which tells everything of `calendar`."""
    followed: int
    """A calendar of Alice's that is kept elsewhere."""
    task: int
    ticked: int
    dropped: int
    """Tasks in `calendar`."""

    def __getattr__(self, name: str) -> Cast:
        if name in NAMES:
            return self.people[name]
        raise AttributeError(name)


def monday() -> date:
    """Of this week, by the clocks of Paris."""
    now = datetime.now(PARIS).date()
    return now - timedelta(now.weekday())


def draft(title: str, day: date, hour: int = 10, minutes: int = 60, **more: object) -> EventDraft:
    starts = datetime.combine(day, time(hour))
    return EventDraft(title, starts, starts + timedelta(minutes=minutes), **more)  # type: ignore[arg-type]


async def build() -> World:
    """In the hub that is bound."""
    found = {name: await cast(name.title(), "Martin") for name in NAMES}
    for name in ("alice", "bob", "denise", "charlie"):
        await employ(found[name])  # each in a service of their own
    tokens = {name: await session_of(it) for name, it in found.items()}
    by = await found["alice"].actor()
    calendar = await actions.create_calendar(by=by, name="Projets")
    spare = await actions.create_calendar(by=by, name="Vieux projets")
    for it in (calendar, spare):
        await grant(it.id, found["bob"].id, "read", by=by)
    await grant(calendar.id, found["denise"].id, "freebusy", by=by)
    made = [
        await actions.create_event(calendar.id, by=by, draft=it)
        for it in (
            draft("Chantier", monday()), draft("Réception", monday(), 11),
            draft("Point", monday(), 14, rule="FREQ=WEEKLY;COUNT=10"),
            draft(SECRET, monday() + timedelta(1), location=PLACE, is_private=True),
        )
    ]  # fmt: skip
    charlie = await found["charlie"].actor()
    mine = await actions.create_calendar(by=charlie, name="À moi")
    own = await actions.create_event(mine.id, by=charlie, draft=draft("À moi", monday()))
    job = await imports.upload(
        "ics", by=by, name="a.ics", content=FILE, options={"calendar": str(calendar.id)}
    )
    await work()
    token, _spare = [
        await actions.open_feed(calendar.id, by=by, name="Site", kind=FeedKind.ALL)
        for _number in range(2)
    ]
    feeds = await CalendarFeed.all().order_by("id")
    followed = await subscribed("https://club.example/a.ics", by=by, name="Club", colour=2)
    await grant(followed, found["bob"].id, "read", by=by)
    tasks = [
        await actions.create_task(calendar.id, by=by, draft=TaskDraft(it))
        for it in ("Devis", "Clés", "Panneaux")
    ]
    return World(
        found, tokens, calendar.id, spare.id, *(it.object_id for it in made), own.object_id,
        job.id, *(it.id for it in feeds), token, followed,
        *(it.object_id for it in tasks),
    )  # fmt: skip


async def visitor(hub: Hub, world: World, name: str) -> Visitor:
    app = App(hub)
    if name == "nobody":
        return Visitor(name, app)
    return await asking.signed_in(app, name, world.cookies[name])


def entering(settings: Settings, world: World, name: str) -> twins.Enter:
    """Opens the hub of these settings with that visitor in it."""

    @asynccontextmanager
    async def enter() -> AsyncIterator[Visitor]:
        async with Hub(settings).running() as hub:
            yield await visitor(hub, world, name)

    return enter


async def session_of(person: Cast) -> str:
    account = await accounts.create_account(person.id, by=ADMINISTRATOR)
    await Account.filter(id=account.id).update(status=AccountStatus.ACTIVE)
    return await asking.session(account.id, by=ADMINISTRATOR)


async def join(group_id: int, *members: Cast) -> None:
    for it in members:
        await people.add_member(group_id, it.id, by=ADMINISTRATOR)
