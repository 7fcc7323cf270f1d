"""The hub's own application with the world of `conftest`, as visitors walk through it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date

from hub import identify, parts
from hub.accounts import actions as accounts
from hub.accounts.models import Account, AccountStatus
from hub.app import App, Hub
from hub.settings import Settings
from hub.web.site import Site
from hub_calendar import actions as calendars
from hub_extranet.councils import actions
from hub_extranet.councils.models import Delivery, Meeting
from tests.access import asking, twins
from tests.access.asking import Visitor
from tests.access.conftest import ADMINISTRATOR, Cast
from tests.extranet.councils.conftest import START, Council, make_council, person, received

# A walk of the twins through every day of a calendar is that domain's own.
ROUTES = [
    route for route in parts.ROUTES if not getattr(route, "path", "").startswith(("/cal", "/event"))
]


class Application(App):
    """The hub's, without the pages of calendars."""

    def __init__(self, hub: Hub) -> None:
        super().__init__(hub)
        self.site = Site(ROUTES, packages=parts.TEMPLATES, identify=identify.of_request)


@dataclass(frozen=True)
class World:
    """A meeting of alice's that is convened and one that is a draft; and one of charlie's."""

    council: Council
    cookies: Mapping[str, str]
    day: date
    meeting: int
    item: int
    piece: int
    letter: int
    draft: int
    draft_version: int
    draft_item: int
    draft_piece: int
    spare_item: int
    own_meeting: int
    own_item: int
    own_piece: int
    own_letter: int


async def build() -> World:
    """A world in the hub that is bound."""
    council = await make_council()
    odile, guy = [
        await person(*it, has_email=False) for it in (("Odile", "Ferrier"), ("Guy", "Montel"))
    ]
    await actions.take_seat(council.body.id, odile.id, by=ADMINISTRATOR, starts_on=START)
    await actions.take_seat(council.other.id, guy.id, by=ADMINISTRATOR, starts_on=START)
    meeting, item, piece = await _meeting(council, 20)
    await council.add(meeting, "Protocole transactionnel", is_closed=True)
    await council.send(meeting)
    draft, draft_item, draft_piece = await _meeting(council, 40)
    spare = await council.add(draft, "Piscine")
    mine, own_item, own_piece = await _own_meeting(council)
    for who in (council.alice, council.bob, council.charlie):
        # Else it is made when they first look at it, and has another key in the other twin.
        await calendars.personal_calendar(who.id, by=await who.actor())
    tokens = {
        name: await new_session(who)
        for name, who in (
            ("alice", council.alice), ("bob", council.bob), ("cora", council.cora),
            ("charlie", council.charlie),
        )
    }  # fmt: skip
    letters = [await Delivery.get(person_id=who.id) for who in (odile, guy)]
    return World(
        council, tokens, draft.starts_at.date(), meeting.id, item, piece, letters[0].id, draft.id,
        (await Meeting.get(id=draft.id)).version, draft_item, draft_piece, spare.id, mine.id,
        own_item, own_piece, letters[1].id,
    )  # fmt: skip


async def visitor(app: App, world: World, name: str) -> Visitor:
    if name == "nobody":
        return Visitor(name, app)
    return await asking.signed_in(app, name, world.cookies[name])


def entering(settings: Settings, world: World, name: str) -> twins.Enter:
    """Opens the hub of these settings with that visitor in it."""

    @asynccontextmanager
    async def enter() -> AsyncIterator[Visitor]:
        hub = Hub(settings)
        async with hub.running():
            yield await visitor(Application(hub), world, name)

    return enter


async def new_session(who: Cast) -> str:
    account = await accounts.create_account(who.id, by=ADMINISTRATOR)
    await Account.filter(id=account.id).update(status=AccountStatus.ACTIVE)
    return await asking.session(account.id, by=ADMINISTRATOR)


async def _meeting(council: Council, days: int) -> tuple[Meeting, int, int]:
    meeting = await council.plan(days)
    item = await council.add(meeting)
    piece = await council.attach(item)
    return meeting, item.id, piece.id


async def _own_meeting(council: Council) -> tuple[Meeting, int, int]:
    """Charlie's; of its items, one is in no convocation yet."""
    by = await council.charlie.actor()
    meeting = await council.plan(30, body=council.other, by=council.charlie, title="Travaux")
    await actions.add_item(meeting.id, by=by, draft=actions.agendas.Draft("Voirie"))
    await actions.send_convocation(meeting.id, by=by, version=2)
    item = await actions.add_item(meeting.id, by=by, draft=actions.agendas.Draft("Ponts"))
    piece = await actions.attach_piece(item.id, by=by, title="Plan", received=await received())
    return meeting, item.id, piece.id
