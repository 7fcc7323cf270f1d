"""Every door of councils, for everybody; and what somebody may not see changes nothing for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hub.app import App, Hub
from hub.settings import Settings
from hub_extranet.councils import actions
from hub_extranet.councils.actions.agendas import Draft
from hub_extranet.councils.clock import civil_day
from hub_extranet.councils.models import Meeting
from hub_extranet.councils.pages import routes
from tests.access import twins
from tests.access.matrix import Case, Matrix
from tests.access.worlds import clone, snapshot
from tests.conftest import _create
from tests.extranet.councils.worlds import World, build, entering, visitor

pytestmark = pytest.mark.anyio


def cases(world: World) -> dict[str, Case]:
    meeting, draft = {"meeting": world.meeting}, {"meeting": world.draft}
    unseen = {"bob": 404}  # a member knows nothing of a draft
    item = draft | {"item": world.draft_item}
    own = {"meeting": world.own_meeting, "item": world.own_item}
    plan = {
        "title": "Conseil", "day": world.day.isoformat(), "starts": "17:30", "ends": "20:00",
        "place": "Salle des fêtes", "body": str(world.council.body.id),
        "version": str(world.draft_version),
    }  # fmt: skip
    said = {"title": "Budget", "kind": "deliberative", "synthesis": "Oui.", "version": "1"}
    today = civil_day(datetime.now(UTC)).isoformat()
    return {
        "councils": Case(is_own=True),
        "councils.new": Case(
            is_own=True, sends=plan | {"starts": "9:00"}, get=unseen,
            post=unseen | {"charlie": 404},
        ),
        "councils.meeting": Case(values=meeting),
        "councils.answer": Case(
            values=meeting, sends={"presence": "present"}, post={"alice": 403, "bob": 303}
        ),
        "councils.paper": Case(values=meeting),
        "councils.prepare": Case(values=meeting, get={"bob": 403}),
        "councils.plan": Case(values=draft, sends=plan, get=unseen, post=unseen),
        "councils.send": Case(values=meeting, sends={"version": "5"}, post={"alice": 409}),
        "councils.close": Case(values=meeting, post={"alice": 409}),
        "councils.recipients": Case(values=meeting, get={"bob": 403}),
        "councils.posted": Case(
            values=meeting | {"delivery": world.letter}, sends={"on": today},
            readable={"meeting": world.own_meeting, "delivery": world.own_letter},
        ),
        "councils.add_item": Case(values=draft, sends=said, get=unseen, post=unseen),
        "councils.item": Case(values=item, readable=own, sends=said, get=unseen, post=unseen),
        "councils.move_item": Case(values=item, readable=own, sends={"to": "2"}, post=unseen),
        "councils.remove_item": Case(
            values=draft | {"item": world.spare_item}, readable=own, post=unseen
        ),
        "councils.attach": Case(values=item, readable=own, post=unseen | {"alice": 422}),
        "councils.detach": Case(
            values=item | {"piece": world.draft_piece}, post=unseen,
            readable=own | {"piece": world.own_piece},
        ),
    }  # fmt: skip


async def test_every_door_opens_to_whom_it_should_and_to_nobody_else(hub: Hub) -> None:
    world = await build()
    app = App(hub)
    people = [await visitor(app, world, it) for it in ("alice", "bob", "charlie", "nobody")]
    await Matrix(routes, cases(world), *people, snapshot).check()


async def drafted(world: World) -> list[str]:
    """More in the draft: nothing that a member may know of."""
    by = await world.council.alice.actor()
    draft = await Meeting.get(id=world.draft)
    await actions.change_item(
        world.draft_item, by=by, draft=Draft("Secret", synthesis="Secret"), version=1
    )
    made = [await world.council.add(draft, f"Secret {number}") for number in range(2)]
    closed = await world.council.add(draft, "Huis clos", is_closed=True)
    pieces = [await world.council.attach(it) for it in (*made, closed)]
    await actions.remove_item(world.spare_item, by=by)
    late = await world.council.add(await Meeting.get(id=world.meeting), "Secret tardif")
    pieces.append(await world.council.attach(late))
    return [
        f"/meetings/{world.draft}", f"/meetings/{world.draft}/prepare",
        f"/meetings/{world.meeting}", f"/meetings/{world.meeting}?item={late.id}",
        *(f"/meetings/{world.draft}?item={it.id}" for it in made),
        *(f"/meetings/{world.meeting}?piece={it.id}" for it in pieces),
        *(f"/files/{it.file_id}" for it in pieces), f"/meetings/{world.meeting}/items/{late.id}",
        f"/access/meeting/{world.draft}", f"/access/meeting/{world.meeting}",
    ]  # fmt: skip


async def convened(world: World) -> list[str]:
    """One more meeting of alice's body, held by nobody that charlie knows."""
    addresses = await drafted(world)
    meeting = await world.council.plan(60, title="Conseil secret")
    item = await world.council.add(meeting, "Secret")
    await world.council.attach(item)
    await world.council.send(meeting)
    by = await world.council.bob.actor()
    await actions.answer(meeting.id, by=by, presence=actions.answers.Presence.PRESENT)
    page = f"/meetings/{meeting.id}"
    more = (page, f"{page}/recipients", f"{page}/convocation.pdf")
    return [*addresses, *more, f"/access/body/{world.council.body.id}"]


@pytest.mark.parametrize(
    ("name", "secret"), [("charlie", convened), ("nobody", convened), ("bob", drafted)]
)
async def test_a_secret_is_told_by_nothing(
    name: str,
    secret: Callable[[World], object],
    new_settings: Callable[..., Settings],
    server: str,
    tmp_path: Path,
) -> None:
    settings = new_settings()
    async with Hub(settings).running():
        world = await build()
    twin = clone(settings, server, tmp_path, _create)
    async with Hub(twin).running():
        addresses = await secret(world)  # type: ignore[misc]
    walk = await twins.check(
        [entering(it, world, name) for it in (settings, twin)], routes, addresses,
        at=datetime.now(UTC),
    )  # fmt: skip
    known = {"charlie": world.own_meeting, "bob": world.meeting}.get(name)
    if known is not None:
        assert walk.pages[f"/meetings/{known}"].status == 200
        assert walk.pages[f"/meetings/{world.draft}"].status == 404
    assert {it.status for it in walk.pages.values()} <= {200, 303, 302, 403, 404, 405}
