"""The main job across domains, as one story over the demo: agenda and import, council, school.

What is told elsewhere is not told again: a telephone and the open agenda in `test_agenda.py`, a
paper that is uploaded, read and found in `test_documents.py`, the provider's refusals in
`test_sign_on.py`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import caldav
import pytest
from playwright.sync_api import Page, expect

from hub.demo.load import DEVICE
from hub.language import _, _n, using
from hub.settings import Settings
from tests.accounts.relying_party.counterpart import Organisation
from tests.system.conftest import OFFICIAL, Visit
from tests.system.running import Running, arguments, surroundings
from tests.system.test_sign_on import FONTS, signs_in_there, without

OUTLOOK = """BEGIN:VCALENDAR\r
PRODID:-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN\r
VERSION:2.0\r
METHOD:PUBLISH\r
BEGIN:VTIMEZONE\r
TZID:Romance Standard Time\r
BEGIN:STANDARD\r
DTSTART:16011028T030000\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:16010325T020000\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
END:DAYLIGHT\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:040000008200E00074C5B7101A82E008@outlook\r
DTSTAMP:20261101T090000Z\r
DTSTART;TZID="Romance Standard Time":20270312T140000\r
DTEND;TZID="Romance Standard Time":20270312T153000\r
SUMMARY:Comité de pilotage des crèches\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:broken@outlook\r
DTSTAMP:20261101T090000Z\r
DTSTART:demain matin\r
SUMMARY:Sans date\r
END:VEVENT\r
END:VCALENDAR\r
"""
GOOGLE = """BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
X-WR-TIMEZONE:Europe/Paris
BEGIN:VEVENT
DTSTART:20270315T080000Z
DTEND:20270315T090000Z
DTSTAMP:20261101T090000Z
UID:3kq5v@google.com
SUMMARY:Visite du gymnase
END:VEVENT
END:VCALENDAR
"""
STAFF = "Matricule;Nom;Prénom;Courriel\r\nX901;Fauvel;Solène;\r\nX902;;Sans nom;\r\n"
INSIDE = (
    "/people", "/units", "/spaces", "/calendars/import", "/meetings",
    "/admin/accounts", "/admin/journal", "/admin/import/people",
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """The words that these tests look for are those of a French reader."""
    with using("fr"):
        yield


def test_a_calendar_comes_from_outlook_by_page(visit: Visit, site: Running, tmp_path: Path) -> None:
    file = tmp_path / "Agenda.ics"
    file.write_text(OUTLOOK, encoding="utf-8", newline="")
    visit.open("/calendars/import")
    page = visit.sign_in("agent")
    _reads(page, file)
    expect(page.locator("main")).to_contain_text(_("Nothing is written yet."))
    expect(page.locator("section[aria-labelledby=faults]")).to_contain_text("Sans date")
    assert "crèches" not in _written(site)
    page.get_by_role("button", name=_n("Import one event", "", 1)).click()
    expect(page.locator("main")).to_contain_text(_("The file is imported"))
    assert "crèches" in _written(site)
    visit.open("/calendars?day=2027-03-12")
    expect(page.locator("[data-event]", has_text="crèches")).to_contain_text("14 h")


def test_lists_come_by_page_and_by_command(
    visit: Visit, site: Running, settings: Settings, tmp_path: Path
) -> None:
    staff, google = tmp_path / "agents.csv", tmp_path / "google.ics"
    staff.write_bytes(STAFF.encode("cp1252"))
    google.write_text(GOOGLE, encoding="utf-8")
    visit.open("/admin/import/people")
    page = visit.sign_in("admin")
    _reads(page, staff)
    expect(page.locator("main")).to_contain_text("Fauvel")
    expect(page.locator("section[aria-labelledby=faults] td.bad").first).to_be_visible()
    page.locator("form[action$='/start'] button").click()
    expect(page.locator("main")).to_contain_text(_("The list is imported"))
    visit.open("/people?q=fauvel")
    expect(page.locator("main")).to_contain_text("Solène Fauvel")
    told = _hub(settings, site, "import", "ics", str(google), "--calendar", "agent/personal")
    assert told.returncode == 0, told.stderr
    assert "Visite du gymnase" in _written(site)
    again = _hub(settings, site, "import", "people", str(staff), "--dry-run")
    assert "3" in again.stdout, "the bad line is named"


def test_an_official_follows_the_convocation_to_the_pieces(
    visit: Visit, other: Visit, officials: Organisation
) -> None:
    link = _convocation(visit)
    other.elsewhere = (officials.issuer, FONTS)
    other.context.route(f"{FONTS}**", without)
    other.page.goto(link)
    assert other.path.startswith("/sign-in?next=%2Fmeetings%2F")
    signs_in_there(other.page, OFFICIAL)
    other.page.wait_for_url("**/meetings/*")
    page = other.page
    expect(page.locator("h1")).to_have_text("Conseil communautaire")
    points = page.locator(".point")
    assert points.count() >= 8
    page.get_by_role("link", name="Projet de délibération").first.click()
    page.wait_for_url("**piece=**")


def test_a_school_reads_its_timetable_and_nothing_of_the_house(visit: Visit) -> None:
    visit.open("/")
    page = visit.sign_in("school")
    assert visit.path.startswith("/schools/"), "their school is where they begin"
    expect(page.locator("main")).to_contain_text("École")
    page.get_by_role("link", name="La semaine").click()
    expect(page.locator("main")).to_contain_text("Lundi")
    for path in INSIDE:
        answer = visit.page.goto(visit.site.url + path)
        assert answer is not None
        assert answer.status == 404, path
    visit.open("/search?q=conseil")
    expect(page.locator(".found li")).to_have_count(0)


def _reads(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name=_("Read the file")).click()


def _written(site: Running) -> str:
    """What a telephone sees of the agent's own calendar."""
    with caldav.DAVClient(url=f"{site.url}/dav/", username="agent", password=DEVICE) as client:
        own = {it.get_display_name(): it for it in client.principal().calendars()}["Mon agenda"]
        return "".join(it.data for it in own.events())


def _hub(settings: Settings, site: Running, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments(*words), env=surroundings(settings, site.port) | {"HUB_DEMO": "1"}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip


def _convocation(visit: Visit) -> str:
    """The link of the mail that the demo's convocation sent to the official."""
    visit.open("/demo/mail")
    line = visit.page.locator(".line", has_text="Philippe Arnoux").filter(has_text="Convocation")
    line.first.get_by_role("link").click()
    link = visit.page.frame_locator("iframe").locator("a[href*='/meetings/']")
    return link.first.get_attribute("href") or ""
