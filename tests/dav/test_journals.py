"""Journal entries (VJOURNAL): kept as they came, found again, and nobody is busy for them."""

from __future__ import annotations

import pytest

from hub_calendar import queries
from hub_calendar.models import BusyKind, CalendarObject, Occurrence
from tests.calendar.conftest import at, ics
from tests.dav.conftest import EVENT, PRIVATE, Cast, actor
from tests.dav.device import Device, between, free_busy, multiget, query

pytestmark = pytest.mark.anyio

WEEK = ("20261207T000000Z", "20261214T000000Z")
ENTRY = ics(
    "DTSTART;VALUE=DATE:20261209", "SUMMARY:Compte rendu", "X-OURS;X-A=\"b;c\":kept",
    "DESCRIPTION:Premier paragraphe", "DESCRIPTION:Second", "STATUS:FINAL", uid="entry@example",
).replace("VEVENT", "VJOURNAL")  # fmt: skip
UNDATED = ics("SUMMARY:Idée", uid="idea@example").replace("VEVENT", "VJOURNAL")
SECRET = PRIVATE.replace("VEVENT", "VJOURNAL").replace("DTEND:20261208T100000Z\r\n", "")
JOURNALS = '<C:comp-filter name="VJOURNAL"/>'


async def fill(cast: Cast) -> None:
    for name, text in (("entry", ENTRY), ("idea", UNDATED), ("secret", SECRET), ("x", EVENT)):
        put = await cast.alice.put(cast.at(cast.alice, f"{name}.ics"), text)
        assert put.status == 201, put.body


async def found(device: Device, path: str, inside: str) -> set[str]:
    return set((await device.report(path, query(inside, names=("D:getetag",)))).etags())


async def test_kept_octet_for_octet_and_followed(cast: Cast) -> None:
    await fill(cast)
    alice, path = cast.alice, cast.at(cast.alice)
    got = await alice.ask("GET", f"{path}entry.ics")
    assert (got.status, got.body.decode()) == (200, ENTRY)
    told = await alice.report(path, multiget(f"{path}entry.ics", f"{path}idea.ics"))
    assert told.data(f"{path}idea.ics") == UNDATED
    listed = await alice.propfind(path, "D:getcontenttype", depth=1)
    assert listed.found[f"{path}entry.ics"]["D:getcontenttype"].endswith("component=VJOURNAL")
    token = (await alice.sync(path)).token
    changed = ENTRY.replace("Second", "Troisième")
    assert (await alice.put(f"{path}entry.ics", changed)).status == 204
    assert (await alice.ask("DELETE", f"{path}idea.ics")).status == 204
    later = await alice.sync(path, token)
    assert set(later.etags()) == {"entry.ics"}
    assert later.statuses == {f"{path}idea.ics": 404}


async def test_found_by_kind_by_time_and_by_words(cast: Cast) -> None:
    await fill(cast)
    alice, path = cast.alice, cast.at(cast.alice)
    assert await found(alice, path, JOURNALS) == {"entry.ics", "idea.ics", "secret.ics"}
    assert await found(alice, path, '<C:comp-filter name="VEVENT"/>') == {"x.ics"}
    # One without DTSTART is of no time (RFC 4791 §9.9).
    assert await found(alice, path, between(*WEEK, component="VJOURNAL")) == {
        "entry.ics", "secret.ics",
    }  # fmt: skip
    later = ("20270101T000000Z", "20270108T000000Z")
    assert await found(alice, path, between(*later, component="VJOURNAL")) == set()
    words = '<C:comp-filter name="VJOURNAL"><C:prop-filter name="SUMMARY"><C:text-match>{}'
    words += "</C:text-match></C:prop-filter></C:comp-filter>"
    assert await found(alice, path, words.format("compte")) == {"entry.ics"}
    assert await found(cast.bob, cast.at(cast.bob), words.format("secret")) == set()


async def test_nobody_is_busy_for_one(cast: Cast) -> None:
    await fill(cast)
    for device in (cast.alice, cast.denise):
        told = await device.ask("REPORT", cast.at(device), free_busy(*WEEK), depth="1")
        assert told.status == 200
        times = [it for it in told.body.decode().splitlines() if it.startswith("FREEBUSY")]
        assert times == ["FREEBUSY;FBTYPE=BUSY:20261207T090000Z/20261207T100000Z"]
    entries = await CalendarObject.filter(component="VJOURNAL").values_list("id", flat=True)
    times_of = await Occurrence.filter(object_id__in=list(entries))
    assert {it.busy for it in times_of} == {BusyKind.FREE}
    by = await actor(cast.alice)
    blocks = await queries.occurrences(
        [cast.calendar_id], at("2026-12-01 00:00"), at("2026-12-20 00:00"), by=by
    )
    assert [it.summary for it in blocks] == ["Réunion"]


async def test_who_may_what_with_them(cast: Cast) -> None:
    await fill(cast)
    other = ENTRY.replace("Compte", "Autre")
    statuses = {
        "bob": (200, 403), "edgar": (200, 204), "denise": (404, 404), "charlie": (404, 404),
        "nobody": (401, 401),
    }  # fmt: skip
    for name, (reads, writes) in statuses.items():
        device: Device = getattr(cast, name)
        path = f"{cast.at(device) if device.login else cast.at(cast.alice)}entry.ics"
        got, put = await device.ask("GET", path), await device.put(path, other)
        assert (name, got.status, put.status) == (name, reads, writes)
        if reads != 200:
            assert b"Compte" not in got.body


async def test_a_private_one_is_masked(cast: Cast) -> None:
    await fill(cast)
    for device in (cast.bob, cast.edgar):
        path = f"{cast.at(device)}secret.ics"
        got = await device.ask("GET", path)
        assert got.status == 200
        text = got.body.decode()
        assert "BEGIN:VJOURNAL" in text
        assert "secret" not in text.lower()
        assert (await device.put(path, SECRET)).status == 403
    assert (await cast.alice.ask("GET", cast.at(cast.alice, "secret.ics"))).body == SECRET.encode()
