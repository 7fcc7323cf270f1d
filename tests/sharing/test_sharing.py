"""Sharing a folder apart, and closing it to what is above, as its page does."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from hub.access.models import Grant
from hub.access.queries import abilities_of
from hub.actor import STAFF
from hub.app import App, Hub
from hub.people import actions as people
from hub_sharing import actions, queries
from hub_sharing.models import Node
from tests.access import asking
from tests.access.asking import Answer, Visitor
from tests.access.conftest import ADMINISTRATOR, Cast, cast
from tests.sharing.worlds import World, build, new_session, visitor

pytestmark = pytest.mark.anyio

TOMORROW = (datetime.now(UTC) + timedelta(2)).date().isoformat()


@pytest.fixture
async def world(hub: Hub) -> World:
    return await build()


@pytest.fixture
async def alice(hub: Hub, world: World) -> Visitor:
    return await visitor(App(hub), world, "alice")


def words(answer: Answer) -> str:
    plain = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.body.decode(), flags=re.S)
    text = " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())
    return text.replace("\xa0", " ")


async def reads(who: Cast, node_id: int) -> bool:
    scope = (await Node.get(id=node_id)).scope_id
    return "read" in (await abilities_of(await who.actor(), [scope]))[scope]


async def test_found_chosen_and_given_until_a_day(world: World, alice: Visitor) -> None:
    page = f"/nodes/{world.folder}/share"
    found = await alice.get(page, "q=charlie")
    assert "Charlie Durand Agent, Voirie" in words(
        found
    )  # whose service tells two of one name apart
    form = {"principal": str(world.team.charlie.id), "role": "read", "until": TOMORROW}
    given = await alice.post(f"/nodes/{world.folder}/grants", form)
    assert (given.status, given.header("location")) == (303, page)
    ends_at = (await Grant.get(scope_id=world.folder, principal_id=world.team.charlie.id)).ends_at
    assert ends_at is not None
    assert ends_at > datetime.now(UTC) + timedelta(1)
    assert await reads(world.team.charlie, world.folder)
    assert not await reads(world.team.charlie, world.space)
    assert "Charlie Durand" in words(await alice.get(page))


async def test_a_group_is_found_and_whoever_has_a_right_is_not(
    world: World, alice: Visitor
) -> None:
    assert "Voirie groupe" in words(await alice.get(f"/nodes/{world.folder}/share", "q=voi"))
    space = await alice.get(f"/nodes/{world.space}/share", "q=carole")
    assert "Personne d’autre de ce nom" in words(space)


@pytest.mark.parametrize(
    "form",
    [
        {"principal": "", "role": "read"},
        {"principal": "12", "role": "read"},
        {"principal": "charlie", "role": "read"},
        {"principal": "{charlie}", "role": "own"},
        {"principal": "{charlie}", "role": "read", "until": "2001-01-01"},
        {"principal": "{charlie}", "role": "read", "until": "demain"},
    ],
)
async def test_what_cannot_be_given_is_said_and_gives_nothing(
    world: World, alice: Visitor, form: dict[str, str]
) -> None:
    before = await Grant.all().count()
    form = {name: it.format(charlie=world.team.charlie.id) for name, it in form.items()}
    answer = await alice.post(f"/nodes/{world.folder}/grants", form)
    assert answer.status == 422
    assert await Grant.all().count() == before
    assert (await Node.get(id=world.folder)).scope_id == world.space


async def test_given_twice_is_a_conflict_on_the_page(world: World, alice: Visitor) -> None:
    form = {"principal": str(world.team.carole.id), "role": "write"}
    answer = await alice.post(f"/nodes/{world.space}/grants", form)
    assert answer.status == 422
    assert "Un droit est déjà donné ici" in words(answer)


async def test_an_ability_is_changed_in_its_line_and_keeps_its_last_day(
    world: World, alice: Visitor
) -> None:
    page = f"/nodes/{world.space}/share"
    form = {"grant": str(world.grant), "role": "read", "until": TOMORROW}
    changed = await alice.post(f"/nodes/{world.space}/role", form)
    assert (changed.status, changed.header("location")) == (303, page)
    given = await Grant.get(id=world.grant)
    assert given.role == "read"
    shown = (await alice.get(page)).body.decode()
    line = shown.partition(f'name="grant" value="{world.grant}"')[2].partition("</form>")[0]
    assert '<option value="read" selected>' in line
    assert f'value="{TOMORROW}"' in line
    assert (await alice.post(f"/nodes/{world.space}/role", form)).status == 303
    assert (await Grant.get(id=world.grant)).ends_at == given.ends_at


async def test_a_right_of_another_place_or_of_no_such_kind_is_not_changed(
    world: World, alice: Visitor
) -> None:
    by = await world.team.alice.actor()
    apart = await actions.share(world.folder, world.team.charlie.id, "read", by=by)
    elsewhere = await Grant.get(scope_id=world.own_space, principal_id=world.team.charlie.id)
    for grant, role, status in (
        (apart, "write", 404), (elsewhere.id, "read", 404), (7, "read", 404), ("x", "read", 422),
        (world.grant, "own", 422), (world.grant, "", 422),
    ):  # fmt: skip
        form = {"grant": str(grant), "role": role}
        assert (await alice.post(f"/nodes/{world.space}/role", form)).status == status
    roles = [(await Grant.get(id=it)).role for it in (apart, elsewhere.id, world.grant)]
    assert roles == ["read", "manage", "write"]


async def test_a_writer_gives_and_closes_nothing(hub: Hub, world: World) -> None:
    form = {"principal": str(world.team.charlie.id), "role": "read", "keeps": "1"}
    for name, status in (("bob", 403), ("carole", 403), ("charlie", 404)):
        who = await visitor(App(hub), world, name)
        assert (await who.get(f"/nodes/{world.folder}/share")).status == status
        for verb in ("grants", "role", "close", "reopen"):
            assert (await who.post(f"/nodes/{world.folder}/{verb}", form)).status == status


async def test_whoever_is_outside_and_manages_gives_to_nobody_inside(
    hub: Hub, world: World
) -> None:
    """The directory is no page of theirs, so a key in a form gives them no name."""
    guest = await cast("Gaston", "Invité")
    team = world.team
    await actions.share(world.folder, guest.id, "manage", by=await team.alice.actor())
    who = await asking.signed_in(App(hub), "guest", await new_session(guest))
    page = f"/nodes/{world.folder}/share"
    assert (await who.get(page)).status == 200
    for principal in (team.charlie.id, STAFF, 12):
        form = {"principal": str(principal), "role": "read"}
        assert (await who.post(f"/nodes/{world.folder}/grants", form)).status == 404
    assert "Durand" not in words(await who.get(page))
    assert not await reads(team.charlie, world.folder)


async def test_who_loses_it_is_said_before_it_is_closed(world: World, alice: Visitor) -> None:
    await actions.share(world.folder, world.team.bob.id, "read", by=await world.team.alice.actor())
    told = words(await alice.get(f"/nodes/{world.folder}/share"))
    assert "Ne le verront plus : Carole Roux." in told
    await alice.post(f"/nodes/{world.folder}/close", {"keeps": "0"})
    assert [await reads(it, world.folder) for it in (world.team.bob, world.team.carole)] == [
        True,
        False,
    ]
    assert await reads(world.team.alice, world.folder)
    assert "C’est fermé" in words(await alice.get(f"/nodes/{world.folder}/share"))


async def test_closed_keeping_changes_nothing_today_and_opens_again(
    world: World, alice: Visitor
) -> None:
    await alice.post(f"/nodes/{world.folder}/close", {"keeps": "1"})
    assert await reads(world.team.carole, world.folder)
    by = await world.team.alice.actor()
    await actions.share(world.space, world.team.charlie.id, "read", by=by)
    assert not await reads(world.team.charlie, world.folder)
    await alice.post(f"/nodes/{world.folder}/reopen", {})
    assert await reads(world.team.charlie, world.folder)
    assert not await queries.is_closed(await Node.get(id=world.folder))


async def test_a_space_has_nothing_above_it_to_be_closed_to(world: World, alice: Visitor) -> None:
    assert (await alice.post(f"/nodes/{world.space}/close", {"keeps": "1"})).status == 422
    assert "Une fois fermé" not in words(await alice.get(f"/nodes/{world.space}/share"))


async def test_who_has_left_is_not_suggested(world: World, alice: Visitor) -> None:
    await people.leave_person(world.team.charlie.id, by=ADMINISTRATOR)
    assert "Charlie" not in words(await alice.get(f"/nodes/{world.folder}/share", "q=charlie"))
