"""What the pages show and to whom; what the home, the search and links know of meetings."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from html import unescape

import pypdfium2
import pytest

from hub.access.actors import of_job
from hub.access.things import Ref
from hub.actor import NOBODY
from hub.app import App, Hub
from hub.errors import Forbidden
from hub.people.days import today
from hub_extranet.councils import actions, attach, domain, home, search
from hub_extranet.councils.models import Delivery, Presence, Seat
from hub_extranet.councils.queries import convocations, meetings
from tests.access.asking import Answer
from tests.access.conftest import ADMINISTRATOR, Counter, reads
from tests.extranet.councils.conftest import Council
from tests.extranet.councils.worlds import build, visitor

pytestmark = pytest.mark.anyio
__all__ = ["reads"]  # a fixture


def words(answer: Answer) -> str:
    assert answer.status == 200, answer.status
    main = answer.body.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split()).replace("\u00a0", " ")


async def test_a_member_reads_answers_and_is_seen_to_have_opened(hub: Hub) -> None:
    world = await build()
    app = App(hub)
    bob, alice = [await visitor(app, world, it) for it in ("bob", "alice")]
    path = f"/meetings/{world.meeting}"
    told = words(await bob.get(path))
    assert "Conseil communautaire" in told
    assert "1 Tarifs périscolaires 2027" in told
    assert "2 Protocole transactionnel Huis clos" in told
    assert "Viendrez-vous ?" in told
    assert "Préparer" not in told
    assert "Les accueils du matin" in told  # the note of the first item is open
    assert (await Delivery.get(person_id=world.council.bob.id)).first_opened_at is not None
    assert (await bob.post(f"{path}/answer", {"presence": "present"})).status == 303
    assert "vous avez répondu que vous viendrez" in words(await bob.get(path))
    assert (await bob.post(f"{path}/answer", {"presence": "peut-être"})).status == 422
    assert "1 présents annoncés" in words(await alice.get(f"{path}/prepare"))
    piece = words(await bob.get(path, f"piece={world.piece}"))
    assert "Télécharger le fichier PDF" in piece
    assert (await bob.get(path, f"piece={world.draft_piece}")).status == 404
    assert (await bob.get(path, f"item={world.draft_item}")).status == 404
    assert (await bob.get(path, "item=nonsense")).status == 422


async def test_a_copy_shows_nothing_of_closed_doors_and_asks_for_no_answer(hub: Hub) -> None:
    world = await build()
    cora = await visitor(App(hub), world, "cora")
    told = words(await cora.get(f"/meetings/{world.meeting}"))
    assert "Tarifs périscolaires" in told
    assert "Protocole" not in told
    assert "Viendrez-vous" not in told
    assert (
        await cora.post(f"/meetings/{world.meeting}/answer", {"presence": "present"})
    ).status == 403
    paper = await cora.get(f"/meetings/{world.meeting}/convocation.pdf")
    assert "Protocole" not in _text(paper.body)


async def test_the_convocation_on_paper_says_the_delay_and_the_agenda(hub: Hub) -> None:
    world = await build()
    bob = await visitor(App(hub), world, "bob")
    said = _text((await bob.get(f"/meetings/{world.meeting}/convocation.pdf")).body)
    for it in ("Bob Petit", "Protocole transactionnel", "19 jours francs", "L2121-12"):
        assert it in said, it
    assert (await bob.get(f"/meetings/{world.draft}/convocation.pdf")).status == 404


async def test_the_page_of_preparation_says_what_is_missing(hub: Hub) -> None:
    world = await build()
    alice = await visitor(App(hub), world, "alice")
    path = f"/meetings/{world.draft}"
    told = words(await alice.get(f"{path}/prepare"))
    assert "Dernier jour d’envoi" in told
    assert "5 jours francs, article L2121-12" in told
    assert "Convoquer les 4" in told
    sent = {"title": "Budget", "kind": "deliberative", "synthesis": "", "version": "1"}
    assert (await alice.post(f"{path}/items", sent)).status == 303
    told = words(await alice.get(f"{path}/prepare"))
    assert "Il manque une note de synthèse" in told
    assert "Convoquer les 4" not in told
    form = {"version": str(world.draft_version + 1)}
    refused = await alice.post(f"{path}/convocation", form)
    assert refused.status == 422
    assert "3. Budget" in refused.body.decode()
    assert (await alice.post(f"{path}/items", {"title": "", "kind": "x"})).status == 422
    assert "Odile Ferrier" in words(await alice.get(f"/meetings/{world.meeting}/recipients"))


async def test_pages_ask_a_bounded_number_of_questions(
    hub: Hub, reads: Callable[[], AbstractContextManager[Counter]]
) -> None:
    world = await build()
    app = App(hub)
    bob, alice = [await visitor(app, world, it) for it in ("bob", "alice")]
    page = f"/meetings/{world.meeting}"
    await bob.get(page)
    for who, path, query in (
        (bob, "/meetings", ""), (bob, page, f"piece={world.piece}"), (alice, f"{page}/prepare", "")
    ):  # fmt: skip
        with reads() as counted:
            assert (await who.get(path, query)).status == 200
        assert counted.number <= 12, (path, counted.number)


async def test_the_first_page_says_what_waits(hub: Hub) -> None:
    world = await build()
    council = world.council
    bob, alice = await council.bob.actor(), await council.alice.actor()
    tasks = await home.todo(by=bob)
    assert [(it.url, it.title[:24]) for it in tasks] == [
        (f"/meetings/{world.meeting}", "Dire si vous viendrez\u00a0: ")
    ]
    drafts = await home.todo(by=alice)
    assert [it.url for it in drafts] == [f"/meetings/{world.draft}/prepare"]
    assert drafts[0].due_on == world.day - timedelta(days=6)
    now = datetime.now(UTC)
    shown = await home.today(now, now + timedelta(days=50), by=bob)
    assert [it.url for it in shown] == [f"/meetings/{world.meeting}"]
    for by in (NOBODY, await council.cora.actor()):
        assert await home.todo(by=by) == []
        assert await home.today(now, now + timedelta(days=50), by=by) == []


async def test_only_who_sits_there_on_the_day_is_asked(council: Council) -> None:
    meeting = await council.plan(20)
    await council.add(meeting)
    await council.send(meeting)
    bob, now = await council.bob.actor(), datetime.now(UTC)
    assert len(await home.todo(by=bob)) == 1
    seat = await Seat.get(body_id=council.body.id)
    await actions.leave_seat(seat.id, by=ADMINISTRATOR, on=today() + timedelta(days=10))
    (listed,) = await meetings.coming(now, by=bob)
    found = await meetings.meeting(meeting.id, by=bob)
    assert (listed.sits, (await convocations.own(found, by=bob)).sits) == (False, False)
    assert await home.todo(by=bob) == []
    assert await home.today(now, now + timedelta(days=50), by=bob) == []
    with pytest.raises(Forbidden):
        await actions.answer(meeting.id, by=bob, presence=Presence.PRESENT)


async def test_only_what_was_sent_is_found_and_shown_to_who_may(hub: Hub) -> None:
    world = await build()
    index, job = search.Items(), await of_job("search")
    texts = {it.title: it async for it in index.texts(by=job)}
    assert set(texts) == {"Tarifs périscolaires 2027", "Protocole transactionnel", "Voirie"}
    closed = texts["Protocole transactionnel"].ref
    assert await index.text(Ref("agenda_item", world.draft_item), by=job) is None
    things = attach.Councils()
    refs = [Ref("meeting", world.meeting), Ref("meeting", world.draft), closed]
    council = world.council
    for who, number in (
        (council.alice, 3), (council.bob, 2), (council.cora, 1), (council.charlie, 0)
    ):  # fmt: skip
        by = await who.actor()
        assert len(await things.find(refs, by=by)) == number
        suggested = await things.suggest("conseil", by=by, limit=9)
        assert len(suggested) == {3: 2, 2: 1, 1: 1, 0: 0}[number]
        assert await attach.may_read(by, world.meeting) is (number > 0)


async def test_meetings_are_suggested_by_words_however_they_are_typed(council: Council) -> None:
    meeting = await council.plan(title="Séance d’été de l’Œuvre_sociale")
    things, by = attach.Councils(), await council.alice.actor()
    for words, is_found in (
        ("séance", True), ("SÉANCE", True), ("seance ete", True), ("été oeuvre soc", True),
        ("%", False), ("_", False), ("s%nce", False), ("ance", False), ("", False), (" ", False),
    ):  # fmt: skip
        found = [it.ref for it in await things.suggest(words, by=by, limit=9)]
        assert found == [Ref("meeting", meeting.id)] * is_found, words
    stranger = await council.charlie.actor()
    assert await things.suggest("séance", by=stranger, limit=9) == []


async def test_the_navigation_is_for_members_and_secretaries(hub: Hub) -> None:
    world = await build()
    shown = domain.places[0].shown
    assert shown is not None
    council = world.council
    seen = [
        shown(await who.actor())
        for who in (council.alice, council.bob, council.sandrine, council.cora)
    ]
    assert seen == [True, True, True, False]


def _text(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        said = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(said.replace("\u00a0", " ").split())
