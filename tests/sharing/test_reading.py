"""What a PDF says is read once, whatever happens, and found by whoever may read it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable
from typing import Any

import pikepdf
import pytest

from hub import search
from hub.access import actors
from hub.access.actions import revoke
from hub.access.models import Grant
from hub.actor import Actor
from hub.app import Hub
from hub.blobs import blobs
from hub.database import read, transaction, write
from hub.errors import Unavailable
from hub.extraction import Why
from hub.jobs.outbox import Happened, tell_next
from hub.parts import REACTIONS
from hub_sharing import actions, jobs, queries
from hub_sharing.models import FileText, Node, TextState
from tests.access.conftest import Cast
from tests.extraction.test_pdf import document
from tests.sharing.conftest import Team, folder, make_space, put

pytestmark = pytest.mark.anyio


async def told() -> None:
    """What follows what happened, as the hub's own lanes do it."""
    while await tell_next(REACTIONS, actors.of_job):
        pass


async def job() -> Actor:
    return await actors.of_job("sharing.read_text")


async def found(words: str, who: Cast) -> list[tuple[str, str]]:
    """Titles, each with the snippet and its page."""
    results = await search.find(words, by=await who.actor())
    return [(it.thing.title, f"{it.snippet.page}: {it.snippet.text}") for it in results.hits]


async def test_a_word_in_a_pdf_is_found_by_whoever_reads_it_and_by_nobody_else(
    space: Node, team: Team
) -> None:
    pdf = document("Ordre du jour", "Le gymnase de Lussigny ferme en janvier.")
    made = await put(await folder(space, team.alice, "Plans"), team.bob, "Note.pdf", pdf)
    before = await queries.text_of(made.id, by=await team.carole.actor())
    assert before.state == TextState.PENDING
    await told()
    text = await queries.text_of(made.id, by=await team.carole.actor())
    assert text.pages == ("Ordre du jour", "Le gymnase de Lussigny ferme en janvier.")
    for who in (team.alice, team.bob, team.carole):
        assert await found("lussigny", who) == [
            ("Note.pdf", "2: …Le gymnase de Lussigny ferme en janvier.")
        ]
    assert await found("lussigny", team.charlie) == []
    assert await found("note", team.charlie) == []
    assert (await search.find("lussigny", by=await team.charlie.actor())).counts == {}


async def test_a_new_version_replaces_what_the_old_one_said(space: Node, team: Team) -> None:
    await put(space, team.bob, "Note.pdf", document("gymnase"))
    await told()
    await put(space, team.bob, "Note.pdf", document("piscine"))
    await told()
    assert await found("gymnase", team.carole) == []
    assert [title for title, _text in await found("piscine", team.carole)] == ["Note.pdf"]


async def test_the_search_follows_names_moves_rights_and_the_bin(space: Node, team: Team) -> None:
    alice = await team.alice.actor()
    plans = await folder(space, team.alice, "Plans")
    made = await put(plans, team.alice, "Note.pdf", document("gymnase"))
    await told()
    await actions.rename(made.id, by=alice, name="Avis.pdf")
    await told()
    assert [title for title, _text in await found("gymnase", team.carole)] == ["Avis.pdf"]
    await actions.share(plans.id, team.charlie.id, "read", by=alice)
    await told()
    assert [title for title, _text in await found("gymnase", team.charlie)] == ["Avis.pdf"]
    given = await Grant.get(scope_id=plans.id, principal_id=team.charlie.id)
    await revoke(given.id, by=alice)
    assert await found("gymnase", team.charlie) == []  # at once, before the index hears of it
    other = await make_space(team, "Autre")
    await actions.share(other.id, team.charlie.id, "read", by=alice)
    await actions.move(plans.id, by=alice, into=other.id)
    await told()
    assert [title for title, _text in await found("gymnase", team.charlie)] == ["Avis.pdf"]
    await actions.trash(plans.id, by=alice)
    assert await found("gymnase", team.alice) == []
    await told()
    rows = await read("SELECT kind FROM search_entry WHERE object_id = :id", id=made.id)
    assert rows == []
    await actions.restore(plans.id, by=alice)
    await told()
    assert [title for title, _text in await found("gymnase", team.alice)] == ["Avis.pdf"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, Why.MALFORMED),
        (document("secret", encryption=pikepdf.Encryption(owner="o", user="u")),
         Why.ENCRYPTED),
        (document(""), Why.BLANK),
    ],
    ids=["malformed", "encrypted", "blank"],
)  # fmt: skip
async def test_a_bad_pdf_is_kept_and_said_to_have_no_text(
    space: Node, team: Team, content: bytes, why: Why
) -> None:
    made = await put(space, team.bob, "Mauvais.pdf", content)
    good = await put(space, team.bob, "Bon.pdf", document("gymnase"))
    await told()
    by = await team.carole.actor()
    text = await queries.text_of(made.id, by=by)
    assert (text.state, text.why, text.pages) == (TextState.FAILED, why, ())
    opened = await queries.open_file(made.id, by=by)
    assert b"".join([it async for it in await opened.chunks()]) == content
    assert (await queries.text_of(good.id, by=by)).state == TextState.DONE
    assert [title for title, _text in await found("mauvais", team.carole)] == ["Mauvais.pdf"]


async def test_what_a_killed_reader_left_is_read_by_the_sweep(space: Node, team: Team) -> None:
    made = await put(space, team.bob, "Note.pdf", document("gymnase"))
    async with jobs.DUE.claimed(1) as claims:
        assert len(claims.all) == 1  # taken, and nobody settles it
    await jobs.read_late_texts(by=await job())
    assert (await FileText.all())[0].state == TextState.PENDING  # somebody still has it
    async with transaction():
        await write("UPDATE file_text SET due_at = :past", past=made.created_at)
    await jobs.read_late_texts(by=await job())
    row = (await FileText.all())[0]
    assert (row.state, row.body, row.due_at) == (TextState.DONE, "gymnase", None)


async def test_while_the_store_is_away_nothing_is_lost(
    space: Node, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await put(space, team.bob, "Note.pdf", document("gymnase"))
    it = Happened(1, "sharing.file.stored", "file", made.id, None, {})

    def away(*_args: Any, **_options: Any) -> Awaitable[AsyncIterator[bytes]]:
        raise Unavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(blobs.Blobs, "open", away)
        with pytest.raises(Unavailable):
            await jobs.read_text(it, by=await job())
    async with transaction():
        await write("UPDATE file_text SET due_at = :past", past=made.created_at)
    await jobs.read_text(it, by=await job())
    assert (await FileText.all())[0].state == TextState.DONE


async def test_a_file_that_kills_its_reader_each_time_is_given_up(space: Node, team: Team) -> None:
    made = await put(space, team.bob, "Note.pdf", document("gymnase"))
    async with transaction():
        await write("UPDATE file_text SET tries = :tries", tries=jobs.TRIES)
    await jobs.read_late_texts(by=await job())
    text = await queries.text_of(made.id, by=await team.carole.actor())
    assert (text.state, text.why) == (TextState.FAILED, Why.CRASHED)


async def test_the_index_is_made_anew_with_all_that_is_there(
    hub: Hub, space: Node, team: Team
) -> None:
    await put(space, team.bob, "Note.pdf", document("gymnase"))
    gone = await put(space, team.bob, "Parti.pdf", document("piscine"))
    await told()
    await actions.trash(gone.id, by=await team.bob.actor())
    async with transaction():
        await write("DELETE FROM search_entry")
    await search.rebuild(by=await job())
    assert [title for title, _text in await found("gymnase", team.carole)] == ["Note.pdf"]
    assert await found("piscine", team.carole) == []
