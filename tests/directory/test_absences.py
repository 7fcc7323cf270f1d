"""One says one's own absence, names who is there instead, and cancels it; nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hub.app import Hub
from hub.people.days import today
from hub.people.models import Absence
from tests.directory.conftest import Browser, away, browsing, colleague, person_of, words
from tests.people.conftest import new_person

pytestmark = pytest.mark.anyio


def days(first: int, last: int) -> dict[str, str]:
    return {
        "starts_on": (today() + timedelta(first)).isoformat(),
        "ends_on": (today() + timedelta(last)).isoformat(),
    }


async def form(browser: Browser, status: int = 303, **fields: str) -> str:
    maud = await person_of("agent")
    answer = await browser.send(f"/people/{maud.id}/absences/new", status=status, **fields)
    return words(answer.text)


async def test_said_and_seen_by_colleagues(demo: Hub) -> None:
    ines, maud = await colleague("Inès", "agent"), await person_of("agent")
    async with browsing(demo, "agent") as browser:
        page = await browser.get(f"/people/{maud.id}/absences/new")
        assert '<option value="Inès d’Aubrac">' in page
        await form(browser, **days(0, 2), replacement="ines d'aubrac", message="Poste 4512",
                   starts_at_noon="1")  # fmt: skip
        told = await browser.words(f"/people/{maud.id}")
    assert "à partir de midi" in told
    absence = await Absence.get(person_id=maud.id)
    assert (absence.replacement_id, absence.message) == (ines.id, "Poste 4512")
    assert (absence.starts_at_noon, absence.ends_at_noon) == (True, False)
    async with browsing(demo, "official") as browser:
        assert "Voir Inès d’Aubrac" in await browser.words(f"/people/{maud.id}")


async def test_cancelled(demo: Hub) -> None:
    maud = await person_of("agent")
    await away(maud, 0, 3)
    absence = await Absence.get(person_id=maud.id)
    async with browsing(demo, "agent") as browser:
        await browser.send(f"/absences/{absence.id}/cancel")
        assert await Absence.all().count() == 0
        await browser.send(f"/absences/{absence.id}/cancel", status=404)


BAD: list[tuple[int, int, dict[str, str], str]] = [
    (2, 0, {}, "La fin précède le début"),
    (0, 1, {"starts_on": ""}, "Premier jour"),
    (0, 1, {"starts_on": "31/02/2027"}, "date"),
    (0, 1, {"replacement": "Zoé Inconnue"}, "Personne ne s’appelle ainsi"),
    (0, 1, {"replacement": "Maud Sorel"}, "soi"),
    (0, 1, {"message": "x" * 301}, "300"),
    (0, 1, {"replacement_id": "x"}, "réponses"),
]


async def test_bad_input_is_told_and_changes_nothing(demo: Hub) -> None:
    async with browsing(demo, "agent") as browser:
        for first, last, more, told in BAD:
            assert told in await form(browser, 422, **days(first, last) | more)
    assert await Absence.all().count() == 0


async def test_namesakes_are_told_apart(demo: Hub) -> None:
    one, other = await colleague("Luc", "agent"), await colleague("Luc", "manager")
    async with browsing(demo, "agent") as browser:
        told = await form(browser, 422, **days(0, 1), replacement="Luc d’Aubrac")
        assert "Plusieurs personnes s’appellent ainsi" in told
        assert "Gestionnaire des ATSEM" in told
        stranger = await new_person("Zoé")
        await form(browser, 422, **days(0, 1), replacement="Luc d’Aubrac",
                   replacement_id=str(stranger.id))  # fmt: skip
        await form(browser, **days(0, 1), replacement="Luc d’Aubrac", replacement_id=str(other.id))
    assert (await Absence.get()).replacement_id == other.id != one.id


async def test_overlapping_is_told(demo: Hub) -> None:
    await away(await person_of("agent"), 0, 5)
    async with browsing(demo, "agent") as browser:
        assert "déjà" in await form(browser, 422, **days(3, 8))
    assert await Absence.all().count() == 1


@pytest.mark.parametrize(("login", "status"), [("manager", 403), ("school", 404), ("admin", 303)])
async def test_of_somebody_else(demo: Hub, login: str, status: int) -> None:
    maud = await person_of("agent")
    await away(maud, 10, 12)
    absence = await Absence.get()
    path = f"/people/{maud.id}/absences/new"
    async with browsing(demo, login) as browser:
        await browser.get(path, 200 if status == 303 else status)
        await browser.send(path, status=status, **days(0, 1))
        await browser.send(f"/absences/{absence.id}/cancel", status=status)
    assert await Absence.all().count() == 1  # made and cancelled, or neither


async def test_a_school_says_its_own_and_names_nobody(demo: Hub) -> None:
    school = await person_of("school")
    path = f"/people/{school.id}/absences/new"
    async with browsing(demo, "school") as browser:
        assert "replacement" not in await browser.get(path)
        await browser.send(path, **days(0, 1))
        await browser.send(path, status=404, **days(5, 6), replacement="Maud Sorel")
    assert await Absence.all().count() == 1
