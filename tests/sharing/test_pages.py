"""What the pages show, take and hand over."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape
from typing import Any

import pytest

from hub.app import App, Hub
from hub.database import read
from hub.settings import Settings
from hub_sharing import actions, queries
from hub_sharing.models import Node
from tests.access.asking import Answer, Visitor, signed_in
from tests.access.conftest import Counter, cast, reads  # noqa: F401  # a fixture
from tests.sharing.conftest import Team, folder, make_space, put
from tests.sharing.worlds import World, build, new_session, send_files, visitor, zipped

pytestmark = pytest.mark.anyio

SCRIPTS = {
    "page.html": b"<script>alert(1)</script>",
    "image.svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "page.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>',
    "data.xml": b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>',
    "code.js": b"alert(1)",
    "mail.mht": b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>",
    "both.gif": b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)",
    "text.txt": b"<script>alert(1)</script>",
}
ACTIVE = re.compile(r"html|svg|xml|script|multipart|message")


@pytest.fixture
async def world(hub: Hub) -> World:
    return await build()


@pytest.fixture
async def alice(hub: Hub, world: World) -> Visitor:
    return await visitor(App(hub), world, "alice")


async def as_(hub: Hub, world: World, name: str) -> Visitor:
    return await visitor(App(hub), world, name)


def words(answer: Answer) -> str:
    plain = re.sub(r"<(script|style|svg)\b.*?</\1>", " ", answer.body.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain)).split())


async def test_several_files_are_added_and_listed(hub: Hub, world: World, alice: Visitor) -> None:
    files = {"Étude.txt": b"un", "Bilan.csv": b"a;b"}
    answer = await send_files(alice, f"/spaces/{world.space}/files", files)
    assert (answer.status, answer.header("location")) == (303, f"/spaces/{world.space}")
    shown = words(await (await as_(hub, world, "carole")).get(f"/spaces/{world.space}"))
    assert "Étude.txt" in shown
    assert "Bilan.csv" in shown
    assert "Entretiens" not in shown
    assert "Vu par 3 personnes" in shown
    assert "Déposer" not in shown


async def test_one_bad_name_and_nothing_is_stored(world: World, alice: Visitor) -> None:
    before = await read("SELECT COUNT(*) AS blobs FROM blob")
    files = {"Bon.txt": b"un", "../mauvais.txt": b"deux"}
    answer = await send_files(alice, f"/spaces/{world.space}/files", files)
    assert answer.status == 422
    assert "../mauvais.txt : Un nom ne contient aucun de ces caractères" in words(answer).replace(
        "\xa0", " "
    )
    assert await read("SELECT COUNT(*) AS blobs FROM blob") == before


async def test_who_may_not_stores_nothing(hub: Hub, world: World) -> None:
    before = await read("SELECT COUNT(*) AS blobs FROM blob")
    for name, status in (("carole", 403), ("charlie", 404)):
        who = await as_(hub, world, name)
        for path in (f"/spaces/{world.space}/files", f"/files/{world.file}/new"):
            assert (await send_files(who, path, {"a.txt": b"a"})).status == status
    assert await read("SELECT COUNT(*) AS blobs FROM blob") == before


async def test_an_upload_over_the_limit_is_refused_in_words(
    new_settings: Callable[..., Settings],
) -> None:
    async with Hub(new_settings(upload_limit=50_000)).running() as hub:
        world = await build()
        alice = await as_(hub, world, "alice")
        before = await read("SELECT COUNT(*) AS blobs FROM blob")
        path = f"/spaces/{world.space}/files"
        large = {"gros.bin": os.urandom(50_001)}
        told = await send_files(alice, path, large)
        assert (told.status, "dépasse les" in words(told)) == (422, True), words(told)
        told = await send_files(alice, path, {"gros.bin": bytes(1_200_000)})
        assert told.status == 413
        assert "trop" in words(told)
        told = await send_files(alice, f"/files/{world.file}/new", large)
        assert told.status == 422
        assert await read("SELECT COUNT(*) AS blobs FROM blob") == before
        assert not list((hub.settings.data / "blobs").rglob("*.part"))


async def test_a_file_is_handed_over_as_it_is_whole_or_in_part(
    hub: Hub, world: World, alice: Visitor
) -> None:
    data = os.urandom(700_000)
    file = await put(await Node.get(id=world.space), world.team.alice, "Été « 1 ».bin", data)
    carole = await as_(hub, world, "carole")
    path = f"/files/{file.id}/content"
    answer = await carole.get(path)
    assert (answer.status, answer.body) == (200, data)
    assert answer.header("content-length") == "700000"
    assert answer.header("content-disposition") == (
        'attachment; filename="_t_ _ 1 _.bin";'
        " filename*=UTF-8''%C3%89t%C3%A9%20%C2%AB%201%20%C2%BB.bin"
    )
    assert answer.header("cache-control") == "private, no-cache"
    tag = answer.header("etag")
    for asked, status, expected in (
        ("bytes=0-9", 206, data[:10]), ("bytes=699990-", 206, data[-10:]),
        ("bytes=-10", 206, data[-10:]), ("bytes=300000-300000", 206, data[300_000:300_001]),
        ("bytes=0-", 200, data), ("bytes=-9999999", 200, data), ("bytes=5-2", 200, data),
        ("bytes=0-1,5-6", 200, data), ("lines=1-2", 200, data), ("bytes=-", 200, data),
        ("bytes=700000-", 416, b""), ("bytes=-0", 416, b""),
    ):  # fmt: skip
        part = await carole.get(path, range=asked)
        assert (part.status, part.body == expected) == (status, True), asked
    part = await carole.get(path, range="bytes=10-19")
    assert part.header("content-range") == "bytes 10-19/700000"
    assert (await carole.get(path, **{"if-none-match": f'W/"1", {tag}'})).status == 304
    same = {"range": "bytes=0-9", "if-range": tag}
    assert (await carole.get(path, **same)).status == 206
    assert (await carole.get(path, **(same | {"if-range": '"1"'}))).status == 200
    head = await carole.ask("HEAD", path)
    assert (head.status, head.body, head.header("content-length")) == (200, b"", "700000")
    await put(await Node.get(id=world.space), world.team.alice, "Été « 1 ».bin", b"autre")
    assert (await carole.get(path, **{"if-none-match": tag})).status == 200


async def test_an_empty_file_is_handed_over(world: World, alice: Visitor) -> None:
    file = await put(await Node.get(id=world.space), world.team.alice, "vide.bin", b"")
    for headers in ({}, {"range": "bytes=0-"}):
        answer = await alice.get(f"/files/{file.id}/content", **headers)
        assert (answer.status, answer.body) == (200, b"")


async def test_no_file_runs_in_our_origin(world: World, alice: Visitor) -> None:
    """Test D5: whatever it is and whatever the browser that sent it called it."""
    files = SCRIPTS | {"tableau.ods": zipped("<a/>"), "faux.pdf": b"<script>alert(1)</script>"}
    answer = await send_files(alice, f"/spaces/{world.space}/files", files)
    assert answer.status == 303
    space = await Node.get(id=world.space)
    lines = await queries.children(space, by=await world.team.alice.actor())
    for it in lines:
        if not it.is_file:
            continue
        answer = await alice.get(f"/files/{it.id}/content")
        assert not ACTIVE.search(answer.header("content-type").replace("opendocument", ""))
        assert answer.header("content-disposition").startswith("attachment;")
        assert answer.header("content-security-policy").startswith("sandbox; default-src 'none'")
        assert answer.header("x-content-type-options") == "nosniff"
        assert f"/files/{it.id}" in (await alice.get(f"/spaces/{space.id}")).body.decode()


async def test_a_pdf_alone_is_opened_where_it_is(world: World, alice: Visitor) -> None:
    answer = await alice.get(f"/files/{world.file}/pdf")
    assert (answer.status, answer.header("content-type")) == (200, "application/pdf")
    assert answer.header("content-disposition").startswith("inline;")
    assert answer.header("content-security-policy").startswith("sandbox; default-src 'none'")
    space = await Node.get(id=world.space)
    page = await put(space, world.team.alice, "Faux.html", b"<script>alert(1)</script>")
    assert (await alice.get(f"/files/{page.id}/pdf")).status == 404
    both = await put(space, world.team.alice, "Deux.html", b"<script>1</script><!-- %PDF-1.7 -->")
    answer = await alice.get(f"/files/{both.id}/pdf")
    assert answer.header("content-type") == "application/pdf"
    assert answer.header("x-content-type-options") == "nosniff"


async def test_names_are_text_wherever_they_are_shown(world: World, alice: Visitor) -> None:
    """Names cannot hold `<`; those of spaces and people go through the same templates."""
    name = "' onerror=alert(1) x='&amp;{{7+7}}.txt"
    file = await put(await Node.get(id=world.space), world.team.alice, name, b"a")
    for path in (f"/spaces/{world.space}", f"/files/{file.id}", f"/nodes/{file.id}"):
        body = (await alice.get(path)).body.decode()
        assert name not in body
        assert "&amp;amp;{{7+7}}.txt" in body


async def test_a_file_is_renamed_moved_binned_and_put_back_by_forms(
    hub: Hub, world: World, alice: Visitor
) -> None:
    node = await Node.get(id=world.file)
    path = f"/nodes/{node.id}"
    told = await alice.post(f"{path}/name", {"name": "a/b", "version": str(node.version)})
    assert told.status == 422
    assert "Un nom ne contient aucun" in words(told)
    told = await alice.post(f"{path}/name", {"name": "Neuf.txt", "version": "99"})
    assert told.status == 409
    told = await alice.post(f"{path}/name", {"name": "Neuf.txt", "version": str(node.version)})
    assert told.status == 303
    moved = {"into": str(world.other_folder), "version": str(node.version + 1)}
    assert (await alice.post(f"{path}/place", moved)).status == 303
    shown = await alice.get(f"/spaces/{world.other_folder}")
    assert "Neuf.txt" in words(shown)
    told = await alice.post(f"{path}/trash")
    assert told.header("location") == f"/spaces/{world.other_folder}"
    assert (await alice.get(f"/files/{node.id}")).status == 404
    assert "Neuf.txt" in words(await alice.get(f"/spaces/{world.space}/bin"))
    assert "Neuf.txt" not in words(
        await (await as_(hub, world, "carole")).get(f"/spaces/{world.space}/bin")
    )
    assert (await alice.post(f"{path}/restore")).header("location") == f"/files/{node.id}"


async def test_what_was_sent_is_shown_to_stay_before_one_tries(
    world: World, alice: Visitor
) -> None:
    file = await Node.get(id=world.file)
    assert "Nouvelle version" in words(await alice.get(f"/files/{file.id}"))
    await actions.freeze([file.id], by=await world.team.alice.actor())
    shown = words(await alice.get(f"/files/{file.id}"))
    assert "Nouvelle version" not in shown
    assert "en l’état" in shown
    shown = words(await alice.get(f"/nodes/{file.id}"))
    assert "en l’état" in shown
    assert "Mettre à la corbeille" not in shown
    shown = words(await alice.get(f"/nodes/{file.parent_id}"))
    assert "Renommer" in shown
    assert "Mettre à la corbeille" not in shown
    told = await alice.post(f"/nodes/{file.id}/trash")
    assert told.status == 409
    assert "en l’état" in words(told)


async def test_a_space_is_made_for_a_team(hub: Hub, world: World, alice: Visitor) -> None:
    form = {"name": "Projets", "team": str(world.team.unit_id), "role": "read"}
    made = await alice.post("/spaces/new", form)
    assert made.status == 303
    for name, status in (("carole", 200), ("charlie", 404)):
        assert (await (await as_(hub, world, name)).get(made.header("location"))).status == status
    assert (await alice.post("/spaces/new", form | {"name": "a/b"})).status == 422
    assert (await alice.post("/spaces/new", form | {"role": "own"})).status == 422


async def test_whoever_is_outside_finds_no_list_of_nothing(hub: Hub, team: Team) -> None:
    guest, alice = await cast("Rémi", "Castel"), await team.alice.actor()
    plans = await folder(await make_space(team), team.alice, "Plans")
    who = await signed_in(App(hub), "guest", await new_session(guest))
    assert (await who.get("/spaces")).status == 404
    assert (await who.get("/spaces/new")).status == 404
    await actions.share(plans.id, guest.id, "read", by=alice)
    told = words(await who.get("/spaces"))
    assert ("Plans" in told, "Vie scolaire" in told) == (True, False)


async def test_pages_ask_little_however_much_there_is(
    hub: Hub, world: World, alice: Visitor,
    reads: Callable[[], AbstractContextManager[Counter]],  # noqa: F811
) -> None:  # fmt: skip
    space = await Node.get(id=world.space)
    paths = [f"/spaces/{space.id}", f"/spaces/{world.folder}", f"/files/{world.file}", "/spaces"]
    numbers: list[Any] = []
    for _round in range(2):
        for path in paths:
            with reads() as counter:
                assert (await alice.get(path)).status == 200
            numbers.append(counter.number)
        for number in range(12):
            await folder(space, world.team.alice, f"Dossier {_round} {number}")
    assert numbers[:4] == numbers[4:]
    assert max(numbers) <= 12, numbers
