"""Files as other programs write them, and as people break them."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.actor import Actor
from hub.errors import Forbidden, Invalid, NotFound
from hub_calendar import actions, queries
from hub_calendar.actions.importing import Outcome, import_objects
from hub_calendar.ics.files import Found, read_file
from tests import corpus
from tests.calendar.conftest import Stage, at

PARIS = ZoneInfo("Europe/Paris")

OUTLOOK, GOOGLE, APPLE, ZIMBRA, BROKEN = (
    corpus.text(f"{name}.ics") for name in ("outlook", "google", "apple", "zimbra", "broken")
)


def starts(found: Found, uid: str) -> list[str]:
    (one,) = [it for it in found.objects if it.uid == uid]
    window = at("2026-11-23 00:00"), at("2026-12-13 00:00")
    return [f"{it.starts_at:%m-%d %H:%M}" for it in one.series.expand(*window).instances]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_outlook(encoding: str, end: str) -> None:
    found = read_file(OUTLOOK.replace("\n", end).encode(encoding), PARIS)
    assert (found.name, found.faults) == ("Agenda de Maud", [])
    (one,) = found.objects
    assert starts(found, one.uid) == ["11-26 09:00"]
    assert one.main.text("SUMMARY") == "Réunion d’équipe"
    assert one.main.text("DESCRIPTION").endswith("lignes par le programme\nqui l’écrit")
    assert "METHOD" not in one.ics


def test_google() -> None:
    found = read_file(GOOGLE.encode(), PARIS)
    assert starts(found, "serie@google.com") == ["11-26 09:00", "12-04 09:00", "12-10 09:00"]


def test_apple_and_zimbra() -> None:
    found = read_file((APPLE + ZIMBRA).encode(), PARIS)
    assert found.faults == []
    made_up = next(it.uid for it in found.objects if it.uid.endswith("@import"))
    assert starts(found, made_up) == ["11-26 09:00"]
    again = read_file(ZIMBRA.encode(), PARIS)
    assert made_up in {it.uid for it in again.objects}


def test_a_character_that_a_fold_cut_in_two() -> None:
    content = APPLE.replace("É", "\x01").encode().replace(b"\x01", b"\xc3\n \x89")
    (one,) = read_file(content, PARIS).objects
    assert one.main.text("SUMMARY") == "Anniversaire d’Élodie"


def test_what_is_wrong_is_left_out_with_its_line_and_reason() -> None:
    found = read_file(BROKEN.encode(), PARIS)
    assert [it.uid for it in found.objects] == ["un"]
    told = [(it.line, it.title) for it in found.faults]
    assert told == [(7, "Sans date"), (15, "Ligne perdue"), (17, "Zone inconnue"), (22, "Bombe")]
    assert all(it.reason.endswith(".") for it in found.faults)
    assert "Atlantide" in found.faults[2].reason


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"PK\x03\x04", b"Nom;Date\nA;B\n" * 99])
def test_a_file_that_is_none(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_file(content, PARIS)


@settings(max_examples=150, deadline=timedelta(seconds=2))
@given(st.data())
def test_no_file_breaks_the_reader(data: st.DataObject) -> None:
    """A real one with lines doubled, dropped, cut or turned around."""
    lines = (OUTLOOK + GOOGLE + BROKEN).split("\n")
    for _time in range(data.draw(st.integers(1, 8))):
        where = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.integers(0, 3))
        if how == 0:
            lines.insert(where, data.draw(st.sampled_from(lines)))
        elif how == 1:
            del lines[where]
        elif how == 2:
            lines[where] = lines[where][: data.draw(st.integers(0, 10))]
        else:
            lines[where] = data.draw(st.text(max_size=20))
    content = "\n".join(lines).encode("utf-8", errors="surrogatepass")
    try:
        found = read_file(content, PARIS)
    except Invalid:
        return
    for it in found.objects:
        it.series.expand(at("2026-01-01 00:00"), at("2027-01-01 00:00"))


pages = pytest.mark.anyio


@pages
async def test_a_file_can_be_brought_again(stage: Stage) -> None:
    async def bring(text: str, by: Actor = stage.alice) -> dict[Outcome, int]:
        return await import_objects(stage.id, read_file(text.encode(), PARIS).objects, by=by)

    before = (await queries.delta(stage.id, None, by=stage.bob)).token
    assert (await bring(GOOGLE + ZIMBRA))[Outcome.CREATE] == 3
    assert len((await queries.delta(stage.id, before, by=stage.bob)).written) == 3
    later = GOOGLE.replace("DTSTAMP:20261101", "DTSTAMP:20261102") + ZIMBRA
    assert (await bring(later))[Outcome.UNCHANGED] == 3
    assert (await bring(later.replace("Point déplacé", "Autre")))[Outcome.CHANGE] == 1
    for by, refusal in ((stage.bob, Forbidden), (stage.charlie, NotFound)):
        with pytest.raises(refusal):
            await bring(GOOGLE, by)


@pages
async def test_what_an_editor_is_not_shown_is_left_alone(stage: Stage) -> None:
    text = APPLE.replace("UID:", "CLASS:PRIVATE\nUID:")
    objects = read_file(text.encode(), PARIS).objects
    await import_objects(stage.id, objects, by=stage.alice)
    other = read_file(text.replace("Élodie", "X").encode(), PARIS).objects
    assert (await import_objects(stage.id, other, by=stage.edgar))[Outcome.ERROR] == 1


@pages
async def test_what_goes_out_comes_in_again(stage: Stage) -> None:
    objects = read_file((OUTLOOK + GOOGLE + APPLE + ZIMBRA).encode(), PARIS).objects
    await import_objects(stage.id, objects, by=stage.alice)
    text = "".join([it async for it in queries.exported(stage.id, "Équipe, 1", by=stage.alice)])
    assert text.count("BEGIN:VCALENDAR") == text.count("X-WR-CALNAME:Équipe\\, 1") == 1
    other = await actions.create_calendar(by=stage.alice, name="Autre")
    again = read_file(text.encode(), PARIS)
    counts = await import_objects(other.id, again.objects, by=stage.alice)
    assert (counts[Outcome.CREATE], again.faults) == (len(objects), [])
    assert (await import_objects(stage.id, again.objects, by=stage.alice))[Outcome.UNCHANGED] == 5
    with pytest.raises(NotFound):
        [it async for it in queries.exported(stage.id, "x", by=stage.denise)]
