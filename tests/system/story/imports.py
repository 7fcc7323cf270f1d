"""What other programs exported: calendars of an agent, a list of staff, by page and by command."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from hub.language import _, _n
from tests import corpus
from tests.system.conftest import Visit
from tests.system.story.telling import Story, usable

STAFF = "staff-with-a-bad-line.csv"
DAY = date(2026, 11, 26)  # on which Google's, Zimbra's and many other samples begin
LONG = 5_000  # events


def outlook_by_page(story: Story) -> None:
    visit, day = story.at("agent", "/calendars/import"), date(2027, 3, 12)
    usable(visit)
    page, telephone = visit.page, story.telephone("agent")
    _reads(page, corpus.path("outlook-with-a-bad-event.ics"))
    expect(page.locator("main")).to_contain_text(_("Nothing is written yet."))
    expect(page.locator("section[aria-labelledby=faults]")).to_contain_text("Sans date")
    usable(visit)
    assert "crèches" not in telephone.sees(day)
    page.get_by_role("button", name=_n("Import one event", "", 1)).click()
    expect(page.locator("main")).to_contain_text(_("The file is imported"))
    usable(visit)
    assert "crèches" in telephone.sees(day)
    visit.open(f"/calendars?day={day}")
    expect(page.locator("[data-event]", has_text="crèches")).to_contain_text("14 h")


def zimbra_by_page(story: Story) -> None:
    """Its time zone has a name of its own, and its event has none."""
    visit = story.at("agent", "/calendars/import")
    _reads(visit.page, corpus.path("zimbra.ics"))
    visit.page.locator("form[action$='/start'] button").click()
    expect(visit.page.locator("main")).to_contain_text(_("The file is imported"))
    visit.open(f"/calendars/list?day={DAY}")
    line = visit.page.locator("li", has_text="Sans UID")
    expect(line).to_contain_text("10 h")


def google_and_apple_by_command(story: Story) -> None:
    counts, fault = _calendar(story, "google-with-a-bad-event.ics").splitlines()
    assert counts == "create 1, change 0, unchanged 0, error 1"
    assert fault.startswith("line 12: Le 31 février: ")
    assert "Visite du gymnase" in story.telephone("agent").sees(date(2027, 3, 15))
    assert _calendar(story, "apple.ics").startswith("create 1, change 0, unchanged 0, error 0")
    visit = story.at("agent", "/calendars/month?day=2027-12-25")
    expect(visit.page.locator("main")).to_contain_text("Anniversaire d’Élodie")


def a_long_calendar_says_how_far_it_is(story: Story) -> None:
    file = story.folder / "long.ics"
    file.write_text(_long(), encoding="utf-8", newline="\r\n")
    page = story.at("agent", "/calendars/import").page
    _reads(page, file)
    page.locator("form[action$='/start'] button").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator("main")).to_contain_text(_("The file is imported"), timeout=60_000)


def staff_by_page(story: Story) -> None:
    visit = story.at("admin", "/admin/import/people")
    page = visit.page
    _reads(page, corpus.path(STAFF))
    expect(page.locator("main")).to_contain_text("Fauvel")
    expect(page.locator("section[aria-labelledby=faults] td.bad").first).to_be_visible()
    usable(visit)
    page.locator("form[action$='/start'] button").click()
    expect(page.locator("main")).to_contain_text(_("The list is imported"))
    usable(visit)
    _is_in_the_directory(visit, "Solène Fauvel")


def staff_by_command(story: Story) -> None:
    more = story.folder / "agents.csv"
    lines = corpus.read(STAFF).replace(b"X901", b"X903").replace(b"Fauvel", b"Harnois")
    more.write_bytes(lines)
    planned = story.hub("import", "people", str(more), "--dry-run")
    visit = story.at("admin", "/people?q=Harnois")
    expect(visit.page.locator("main")).not_to_contain_text("Solène Harnois")
    told = story.hub("import", "people", str(more))
    assert told == planned, "it does what it said that it would do"
    counts, fault = told.splitlines()
    assert counts == "create 1, change 0, unchanged 0, error 1"
    assert fault.startswith("line 3: ")
    _is_in_the_directory(visit, "Solène Harnois")


def _calendar(story: Story, name: str) -> str:
    file = str(corpus.path(name))
    return story.hub("import", "ics", file, "--calendar", "agent/personal")


def _reads(page: Page, file: Path) -> None:
    page.locator("input[type=file]").set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name=_("Read the file")).click()


def _is_in_the_directory(visit: Visit, name: str) -> None:
    visit.open(f"/people?q={name.rsplit(maxsplit=1)[-1]}")
    expect(visit.page.locator("main")).to_contain_text(name)


def _long() -> str:
    """Of a year that nothing else here looks at."""
    first = datetime(2031, 1, 1)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number in range(LONG):
        start = first + timedelta(hours=4 * number)
        lines += [
            "BEGIN:VEVENT", f"UID:long-{number}", "DTSTAMP:20261101T090000Z",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}", "DURATION:PT1H", f"SUMMARY:Permanence {number}",
            "END:VEVENT",
        ]  # fmt: skip
    return "\n".join([*lines, "END:VCALENDAR", ""])
