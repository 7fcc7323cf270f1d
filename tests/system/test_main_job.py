"""The main job across domains, as one story over the demo: agenda and import, council, school.

What is told elsewhere is not told again: a telephone and the open agenda in `test_agenda.py`, a
paper that is uploaded, read and found in `test_documents.py`, the provider's refusals in
`test_sign_on.py`.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import caldav
import pytest
from playwright.sync_api import Page, expect

from hub.demo.load import DEVICE
from hub.language import _, _n, using
from hub.settings import Settings
from tests import corpus
from tests.accounts.relying_party.counterpart import Organisation
from tests.system.conftest import OFFICIAL, Visit
from tests.system.running import Running, arguments, surroundings
from tests.system.test_sign_on import FONTS, signs_in_there, without

COUNCIL = "Conseil communautaire"
PARIS = ZoneInfo("Europe/Paris")
INSIDE = (
    "/people", "/units", "/spaces", "/calendars/import", "/meetings",
    "/admin/accounts", "/admin/journal", "/admin/import/people",
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """The words that these tests look for are those of a French reader."""
    with using("fr"):
        yield


def test_a_calendar_comes_from_outlook_by_page(visit: Visit, site: Running) -> None:
    visit.open("/calendars/import")
    page = visit.sign_in("agent")
    _reads(page, corpus.path("outlook-with-a-bad-event.ics"))
    expect(page.locator("main")).to_contain_text(_("Nothing is written yet."))
    expect(page.locator("section[aria-labelledby=faults]")).to_contain_text("Sans date")
    assert "crèches" not in _written(site)
    page.get_by_role("button", name=_n("Import one event", "", 1)).click()
    expect(page.locator("main")).to_contain_text(_("The file is imported"))
    assert "crèches" in _written(site)
    visit.open("/calendars?day=2027-03-12")
    expect(page.locator("[data-event]", has_text="crèches")).to_contain_text("14 h")


def test_a_long_calendar_says_how_far_it_is(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "long.ics"
    file.write_text(_long_calendar(5_000), encoding="utf-8", newline="\r\n")
    visit.open("/calendars/import")
    page = visit.sign_in("substitute")
    _reads(page, file)
    page.locator("form[action$='/start'] button").click()
    expect(page.get_by_role("progressbar")).to_be_visible(timeout=20_000)
    expect(page.locator("main")).to_contain_text(_("The file is imported"), timeout=60_000)


def test_a_calendar_comes_by_command(settings: Settings, site: Running) -> None:
    file = str(corpus.path("google-with-a-bad-event.ics"))
    told = _hub(settings, site, "import", "ics", file, "--calendar", "agent/personal")
    assert told.returncode == 0, told.stderr
    counts, fault = told.stdout.splitlines()
    assert counts == "create 1, change 0, unchanged 0, error 1"
    assert fault.startswith("line 12: Le 31 février: ")
    assert "Visite du gymnase" in _written(site)


def test_staff_come_by_page_and_by_command(
    visit: Visit, site: Running, settings: Settings, tmp_path: Path
) -> None:
    staff = corpus.path("staff-with-a-bad-line.csv")
    visit.open("/admin/import/people")
    page = visit.sign_in("admin")
    _reads(page, staff)
    expect(page.locator("main")).to_contain_text("Fauvel")
    expect(page.locator("section[aria-labelledby=faults] td.bad").first).to_be_visible()
    page.locator("form[action$='/start'] button").click()
    expect(page.locator("main")).to_contain_text(_("The list is imported"))
    _is_in_the_directory(visit, "Solène Fauvel")
    more = tmp_path / "agents.csv"
    more.write_bytes(staff.read_bytes().replace(b"X901", b"X903").replace(b"Fauvel", b"Harnois"))
    planned = _hub(settings, site, "import", "people", str(more), "--dry-run")
    visit.open("/people?q=Harnois")
    expect(page.locator("main")).not_to_contain_text("Solène Harnois")
    told = _hub(settings, site, "import", "people", str(more))
    assert told.returncode == 0, told.stderr
    assert told.stdout == planned.stdout, "it does what it said that it would do"
    counts, fault = told.stdout.splitlines()
    assert counts == "create 1, change 0, unchanged 0, error 1"
    assert fault.startswith("line 3: ")
    _is_in_the_directory(visit, "Solène Harnois")


def test_an_agent_looks_at_a_colleagues_week(visit: Visit, site: Running) -> None:
    _notes(site, "secretary", "Recours Ostrowski")
    visit.open("/calendars/find?q=Charpin")
    page = visit.sign_in("agent")
    hide = page.get_by_role("button", name=_("Hide {name}", name="Inès Charpin"))
    page.get_by_role("button", name=_("Show {name}", name="Inès Charpin")).click()
    expect(hide).to_be_visible()
    for week in ("/calendars", "/calendars/day", "/calendars/list"):
        visit.open(week)
        expect(page.locator("main")).to_contain_text("Inès Charpin, occupé")
        expect(page.locator("body")).not_to_contain_text("Ostrowski")
    visit.open("/calendars/find?q=Charpin")
    hide.click()
    visit.open("/calendars")
    expect(page.locator("main")).not_to_contain_text("Inès Charpin")


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
    expect(page.locator("h1")).to_have_text(COUNCIL)
    points = page.locator(".point")
    assert points.count() >= 8
    page.get_by_role("link", name="Projet de délibération").first.click()
    page.wait_for_url("**piece=**")
    read = page.locator("#reader .pdf").first
    expect(read).to_have_attribute("aria-label", _("Page {number}", number=1))
    expect(read).to_contain_text("Le conseil est invité à en délibérer")


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


@contextmanager
def _telephone(site: Running, login: str) -> Iterator[caldav.Calendar]:
    """Somebody's own calendar, as their telephone has it."""
    with caldav.DAVClient(url=f"{site.url}/dav/", username=login, password=DEVICE) as client:
        yield {it.get_display_name(): it for it in client.principal().calendars()}["Mon agenda"]


def _written(site: Running) -> str:
    """What a telephone sees of the agent's own calendar."""
    with _telephone(site, "agent") as own:
        return "".join(it.data for it in own.events())


def _notes(site: Running, login: str, title: str) -> None:
    """Two hours of this morning."""
    start = datetime.now(PARIS).replace(hour=10, minute=0, second=0, microsecond=0)
    with _telephone(site, login) as own:
        own.save_event(dtstart=start, dtend=start + timedelta(hours=2), summary=title)


def _hub(settings: Settings, site: Running, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        arguments(*words), env=surroundings(settings, site.port) | {"HUB_DEMO": "1"}, text=True,
        capture_output=True, check=False,
    )  # fmt: skip


def _convocation(visit: Visit) -> str:
    """The link of the mail that the demo's convocation sent to the official."""
    visit.open("/demo/mail")
    line = visit.page.locator(".line", has_text="Philippe Arnoux").filter(has_text=COUNCIL)
    line.filter(has_text="Convocation").first.get_by_role("link").click()
    link = visit.page.frame_locator("iframe").locator("a[href*='/meetings/']")
    return link.first.get_attribute("href") or ""


def _is_in_the_directory(visit: Visit, name: str) -> None:
    visit.open(f"/people?q={name.rsplit(maxsplit=1)[-1]}")
    expect(visit.page.locator("main")).to_contain_text(name)


def _long_calendar(events: int) -> str:
    """Of a year that nothing else here looks at."""
    first = datetime(2031, 1, 1)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number in range(events):
        start = first + timedelta(hours=4 * number)
        lines += [
            "BEGIN:VEVENT", f"UID:long-{number}", "DTSTAMP:20261101T090000Z",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT1H", f"SUMMARY:Permanence {number}",
            "END:VEVENT",
        ]  # fmt: skip
    return "\n".join([*lines, "END:VCALENDAR", ""])
