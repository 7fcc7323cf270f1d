"""The page of a list of staff: looked at first, each fault in its cell, written by one button."""

from __future__ import annotations

import re

import httpx2
import pytest

from hub.access import actors
from hub.app import Hub
from hub.imports import jobs
from hub.imports.models import Import, ImportState
from hub.people import actions as people
from hub.people.models import Group, Person, Position
from hub.people.staff_csv.reading import MOST_BYTES
from hub_directory.todo import imports_to_look_at
from tests.directory.conftest import Browser, browsing, person_of, words
from tests.imports.conftest import admin
from tests.people.conftest import ADMINISTRATOR

pytestmark = pytest.mark.anyio

HOME = "/admin/import/people"
HEADER = "MATR;NOM_USAGE;Prénom;Courriel;LIB SERVICE;Fonction;DT_FIN"
GOOD = "0041;Dumas;Tiphaine;t.dumas@orbelle.example;Vie scolaire;ATSEM;31/08/2031"
BAD = "0042;Petit<b>;Loïc;l.petit@orbelle;Vie scolaire;ATSEM;31/02/2031"


async def work() -> None:
    while await jobs.run_next(actors.of_job):
        pass


async def upload(browser: Browser, text: str | bytes, status: int = 303) -> httpx2.Response:
    content = text if isinstance(text, bytes) else text.encode("cp1252")
    files = {"file": ("agents décembre.csv", content, "text/csv")}
    return await browser.send(HOME, files=files, status=status)


async def looked_at(browser: Browser, *lines: str) -> str:
    """The address of an import that was planned."""
    answer = await upload(browser, "\n".join(lines))
    await work()
    return answer.headers["location"]


async def test_from_the_file_to_the_report(demo: Hub) -> None:
    before = await Person.all().count()
    async with browsing(demo, "admin") as browser:
        answer = await upload(browser, f"{HEADER}\n{GOOD}\n{BAD}\n")
        page = answer.headers["location"]
        waiting = await browser.get(page)
        assert f'hx-get="{page}"' in waiting
        assert 'hx-trigger="every 1s"' in waiting
        await work()
        text = await browser.get(page)
        told = words(text)
        assert "every 1s" not in text
        assert "Rien n’est encore écrit." in told
        assert "cp1252" in told
        assert "Nouvelles 1" in told
        assert "En erreur 1" in told
        assert "31/02/2031 Ce jour n’existe pas" in told
        assert "Petit&lt;b&gt;" in text
        assert "Importer une personne" in told
        assert await Person.all().count() == before
        faults = await browser.get(f"{page}/faults.csv")
        assert "l.petit@orbelle" in faults
        await browser.send(f"{page}/start", version="1")
        await browser.send(f"{page}/start", version="1", status=409)
        await work()
        told = words(await browser.get(page))
        assert "La liste est importée" in told
        assert await Person.all().count() == before + 1
        assert "agents décembre.csv" in await browser.words(HOME)
    tiphaine = await Person.get(employee_number="0041")
    position = await Position.get(person_id=tiphaine.id)
    assert (position.title, position.source) == ("ATSEM", "import")
    assert (await Import.get()).plan == {}


async def test_columns_that_are_not_recognised_are_told(demo: Hub) -> None:
    async with browsing(demo, "admin") as browser:
        page = await looked_at(browser, "Machin;Prénom", "Dumas;Tiphaine")
        told = words(await browser.get(page))
        assert "Aucune colonne" in told
        assert "Machin" in told
        assert "Importer une personne" not in told
        choice = {"column-0": "family_name", "column-1": "given_name"}
        await browser.send(f"{page}/plan", **choice)
        await work()
        assert "Importer une personne" in words(await browser.get(page))
        await browser.send(f"{page}/plan", status=422, **{**choice, "column-0": "password"})
        await browser.send(f"{page}/plan", **{**choice, "column-1": "family_name"})
        await work()
        assert "Deux colonnes" in words(await browser.get(page))


async def test_services_come_when_asked(demo: Hub) -> None:
    async with browsing(demo, "admin") as browser:
        page = await looked_at(browser, "Nom;Prénom;Service", "Dumas;Tiphaine;Service neuf & co")
        assert "En erreur 1" in words(await browser.get(page))
        columns = {"column-0": "family_name", "column-1": "given_name", "column-2": "unit"}
        await browser.send(f"{page}/plan", with_new_units="1", **columns)
        await work()
        told = words(await browser.get(page))
        assert "Un service est créé : Service neuf & co" in told
        await browser.send(f"{page}/start", version="2")
        await work()
    assert await Group.filter(name="Service neuf & co").exists()


async def test_a_directory_that_changed_is_looked_at_again(demo: Hub) -> None:
    async with browsing(demo, "admin") as browser:
        page = await looked_at(browser, "Matricule;Nom;Prénom", "0041;Dumas;Tiphaine")
        await people.create_person(
            by=ADMINISTRATOR, given_name="Tiphaine", family_name="Dumas", employee_number="0041"
        )
        await browser.send(f"{page}/start", version="1")
        await work()
        told = words(await browser.get(page))
        assert "a changé" in told
        assert "Il n’y a rien à écrire." in told
    assert await Person.filter(employee_number="0041").count() == 1


REFUSED: list[tuple[str | bytes, str]] = [
    (b"PK\x03\x04" + b"x" * 40, "classeur"),
    ("Nom;Prénom\nDumas;Tiphaine".encode("utf-16") + b"\x00", "caractère"),
    (b"Nom;Pr\xc3\xa9nom\nD\xffmas;In\xc3\xa8s\nDur\xc3\xa9;L\xc3\xa9a", "caractère"),
    ('Nom;Prénom\n"Dumas;Tiphaine', "guillemet"),
    ("Nom;Prénom", "aucune ligne"),
    (b"\x00" * 50, ""),
]


async def test_a_file_that_is_none_is_refused_in_one_sentence(demo: Hub) -> None:
    async with browsing(demo, "admin") as browser:
        for content, told in REFUSED:
            answer = await upload(browser, content)
            await work()
            said = words(await browser.get(answer.headers["location"]))
            assert "Ce fichier n’a pas été importé" in said
            assert told in said.lower()
    assert await Import.filter(state=ImportState.FAILED).count() == len(REFUSED)


async def test_no_file_an_empty_one_and_a_large_one(demo: Hub) -> None:
    async with browsing(demo, "admin") as browser:
        for refused in (await browser.send(HOME, status=422), await upload(browser, "", 422)):
            assert "Choisissez un fichier" in words(refused.text)
        await upload(browser, b"x" * (MOST_BYTES + 1), 422)
        answer = await browser.client.post(
            HOME, content=b"x", headers={
                "content-length": str(500 * 1024 * 1024), "sec-fetch-site": "same-origin",
                "content-type": "multipart/form-data; boundary=x",
            },
        )  # fmt: skip
        assert answer.status_code == 413
    assert await Import.all().count() == 0


async def test_what_waits_is_on_the_first_page_and_can_be_forgotten(demo: Hub) -> None:
    by = admin(await person_of("admin"))
    async with browsing(demo, "admin") as browser:
        page = await looked_at(browser, "Nom;Prénom", "Dumas;Tiphaine")
        (task,) = await imports_to_look_at(by=by)
        assert (task.url, "agents décembre.csv" in task.title) == (page, True)
        await browser.send(f"{page}/discard")
        await browser.get(page, 404)
    assert await imports_to_look_at(by=by) == []


async def test_a_name_that_is_a_formula_is_none_in_the_list_of_faults(demo: Hub) -> None:
    async with browsing(demo, "admin") as browser:
        page = await looked_at(browser, "Nom;Prénom;Courriel", "=HYPERLINK(1);Tiphaine;x@y")
        faults = await browser.get(f"{page}/faults.csv")
    assert re.search(r"^'=HYPERLINK\(1\);", faults, re.M)


async def test_for_others_there_is_no_such_page(demo: Hub) -> None:
    async with browsing(demo, "admin") as browser:
        page = await looked_at(browser, "Nom;Prénom", "Dumas;Tiphaine")
    for login in ("agent", "manager", "secretary", "official", "school"):
        async with browsing(demo, login) as browser:
            for path in (HOME, page, f"{page}/faults.csv"):
                await browser.get(path, 404)
            await upload(browser, "Nom;Prénom\nX;Y", 404)
            for verb in ("plan", "start", "discard"):
                await browser.send(f"{page}/{verb}", status=404, version="1")
    assert (await Import.get()).state == ImportState.PLANNED
