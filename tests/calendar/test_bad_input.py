"""Input that is broken, hostile or too much: the status and the condition that its standard names,
and nothing stored, not even in half."""

from __future__ import annotations

import base64
import time
from zoneinfo import ZoneInfo

import pytest
from starlette.types import Message

from hub_calendar.actions.importing import Outcome, import_objects
from hub_calendar.ics.files import read_file
from hub_calendar.models import CalendarObject, Occurrence
from tests.access.asking import Answer
from tests.access.worlds import snapshot
from tests.calendar.conftest import ics, wrapped
from tests.dav.conftest import EVENT, Cast, actor, cast, filled, template
from tests.dav.device import between, query, sync

__all__ = ["cast", "filled", "template"]
pytestmark = pytest.mark.anyio

START = "DTSTART:20261207T090000Z"
DATA, LARGE = "valid-calendar-data", "max-resource-size"
APART = frozenset({"app_password", "sign_in_failure", "audit_entry", "outbox"})


def event(*lines: str, uid: str = "a@example") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"]


def moved(count: int) -> list[str]:
    return [
        line
        for number in range(count)
        for line in event(f"RECURRENCE-ID:{20270101 + number % 28}T{number // 28 % 24:02}0000Z",
                          START)
    ]  # fmt: skip


TEXTS: dict[str, tuple[str | bytes, str]] = {
    "cut": (EVENT[: len(EVENT) // 2], DATA),
    "two calendars": (EVENT + EVENT, DATA),
    "nothing in it": (wrapped("X-NOTHING:x"), DATA),
    "a zone alone": (wrapped("BEGIN:VTIMEZONE", "TZID:x", "END:VTIMEZONE"), DATA),
    "another component": (wrapped("BEGIN:VPOLL", "UID:x", "END:VPOLL"), DATA),
    "the same uid twice": (wrapped(*event(START), *event(START)), DATA),
    "two uids": (wrapped(*event(START), *event(START, uid="b")), DATA),
    "two kinds": (wrapped(*event(START), "BEGIN:VTODO", "UID:a@example", "END:VTODO"), DATA),
    "no begin": (wrapped(*event()), DATA),
    "no such day": (ics("DTSTART:20260230T090000Z"), DATA),
    "no such hour": (ics("DTSTART:20261207T250000Z"), DATA),
    "no date at all": (ics("DTSTART:tomorrow"), DATA),
    "the year 0": (ics("DTSTART:00000101T000000Z"), DATA),
    "ends before it begins": (ics("DTSTART:20261207T090000Z", "DTEND:20261207T080000Z"), DATA),
    "an unknown zone": (ics("DTSTART;TZID=Atlantide/Poseidonis:20261207T090000"), DATA),
    "a zone on a walk": (ics("DTSTART;TZID=../../etc/passwd:20261207T090000"), DATA),
    "every second": (ics(START, "RRULE:FREQ=SECONDLY"), DATA),
    "every minute, 100,000 times": (ics(START, "RRULE:FREQ=MINUTELY;COUNT=100000"), DATA),
    "a rule of nothing": (ics(START, "RRULE:"), DATA),
    "an interval of 0": (ics(START, "RRULE:FREQ=DAILY;INTERVAL=0"), DATA),
    "4,000 changed times": (wrapped(*event(START, "RRULE:FREQ=DAILY"), *moved(4000)), DATA),
    "latin": (EVENT.encode("latin-1"), DATA),
    "utf-16": (EVENT.encode("utf-16"), DATA),
    "nul": (EVENT.replace("Réunion", "Ré\0union"), DATA),
    "a control character in a name": (EVENT.replace("SUMMARY", "SUM\x07MARY"), DATA),
    "half a surrogate": (EVENT.encode().replace("é".encode(), b"\xed\xa0\x80"), DATA),
    "a scheduling message": (EVENT.replace("VERSION", "METHOD:CANCEL\r\nVERSION"), DATA),
    "a web page": ("<!doctype html><title>x</title>", DATA),
    "a zip file": (b"PK\x03\x04" + bytes(500), DATA),
    "1.1 megabytes": (ics(START, "DESCRIPTION:" + "x" * 1_100_000), LARGE),
    "deep": (wrapped(*["BEGIN:VEVENT"] * 50_000), DATA),
    "one line": ("x" * 1_000_000, DATA),
}  # fmt: skip


async def state() -> object:
    """All rows but those that count tries of passwords and tell of refusals."""
    return {name: rows for name, rows in (await snapshot()).items() if name not in APART}


def refused(answer: Answer, condition: str) -> bool:
    return answer.status == 403 and f"<C:{condition}/>".encode() in answer.body


@pytest.mark.parametrize("is_there", [False, True])
async def test_a_text_that_is_no_event(cast: Cast, *, is_there: bool) -> None:
    """Neither where there is nothing, nor over what there is."""
    path = cast.at(cast.alice, "x.ics")
    if is_there:
        await cast.alice.put(path, EVENT)
    token = (await cast.alice.sync(cast.at(cast.alice))).token
    before = await state()
    for name, (text, condition) in TEXTS.items():
        began = time.perf_counter()
        answer = await cast.alice.put(path, text)
        assert refused(answer, condition), (name, answer.status, answer.body)
        assert time.perf_counter() - began < 2, name
    assert await state() == before
    assert (await cast.alice.sync(cast.at(cast.alice), token)).found == {}


async def test_a_body_that_is_larger_than_anybody_reads(cast: Cast) -> None:
    """50 megabytes, announced or not: nobody reads on after two."""
    before, read = await state(), 0
    app, path = cast.alice.app, cast.at(cast.alice, "x.ics")
    for announced in ("52428800", ""):
        statuses: list[int] = []

        async def receive() -> Message:
            nonlocal read
            read += 1
            return {"type": "http.request", "body": b"x" * 1_000_000, "more_body": read < 50}

        async def send(message: Message, statuses: list[int] = statuses) -> None:
            statuses += [message["status"]] if "status" in message else []

        shown = base64.b64encode(f"{cast.alice.login}:{cast.alice.secret}".encode())
        headers = [(b"host", b"127.0.0.1:8000"), (b"authorization", b"Basic " + shown)]
        headers += [(b"content-length", announced.encode())] if announced else []
        scope = {
            "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "method": "PUT",
            "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers,
            "scheme": "http", "root_path": "", "http_version": "1.1",
            "client": ("127.0.0.1", 5000), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        await app(scope, receive, send)
        assert statuses == [413]
    assert read <= 4
    assert await state() == before


async def test_a_rule_without_an_end_is_an_event_like_others(cast: Cast) -> None:
    """Of one that repeats every hour for ever, no answer has more than its window."""
    path = cast.at(cast.alice)
    for name, rule in (("day", "FREQ=DAILY"), ("hour", "FREQ=HOURLY"),
                       ("many", "FREQ=HOURLY;COUNT=100000"),
                       ("never", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")):  # fmt: skip
        began = time.perf_counter()
        put = await cast.alice.put(f"{path}{name}.ics", ics(START, f"RRULE:{rule}", uid=name))
        assert put.status in {201, 403}, (name, put.body)
        assert put.status == 201 or refused(put, DATA)
        assert time.perf_counter() - began < 5, name
    span = '<C:expand start="20270101T000000Z" end="20270102T000000Z"/>'
    day = between("20270101T000000Z", "20270102T000000Z")
    told = await cast.alice.report(path, query(day, data=span))
    assert all(told.data(it).count("BEGIN:VEVENT") <= 24 for it in told.found)
    assert f"{path}day.ics" in told.found
    kept = await Occurrence.all().count()
    assert kept <= 4 * 5000


async def test_a_file_leaves_out_what_is_broken_and_takes_it_in_one(cast: Cast) -> None:
    """Of a file, what can be read is stored in one change, or nothing is."""
    by = await actor(cast.alice)
    bad = [text for text, _condition in TEXTS.values() if isinstance(text, str)]
    whole = EVENT + "".join(it for it in bad if it.startswith("BEGIN:VCALENDAR"))[:900_000]
    before = (await cast.alice.sync(cast.at(cast.alice))).token
    found = read_file(whole.encode(), ZoneInfo("Europe/Paris"))
    assert found.faults
    counts = await import_objects(cast.calendar_id, found.objects, by=by)
    stored = await CalendarObject.filter(calendar_id=cast.calendar_id).count()
    assert counts[Outcome.CREATE] == stored == len({it.uid for it in found.objects})
    told = await cast.alice.sync(cast.at(cast.alice), before)
    assert len(told.found) == stored


async def test_tokens_that_are_stale_or_made_up(cast: Cast) -> None:
    path = cast.at(cast.alice)
    await cast.alice.put(f"{path}x.ics", EVENT)
    token = (await cast.alice.sync(path)).token
    for said in (f"{token}0", token[:-1] + "999999", token.replace("urn", "URN"), "\u202e",
                 token * 100, "&amp;" * 50, "' OR 1=1 --", "-1", "../../x"):  # fmt: skip
        answer = await cast.alice.ask("REPORT", path, sync(said))
        assert (answer.status, b"<D:valid-sync-token/>" in answer.body) == (403, True), said
    assert (await cast.alice.sync(path, token)).found == {}


FILTERS = {
    "deeper than anything": "<C:comp-filter name='VEVENT'>" * 60 + "</C:comp-filter>" * 60,
    "a time of no kind": between("20261207"),
    "the year 10000": between("100000101T000000Z"),
    "backwards": between("20261214T000000Z", "20261207T000000Z"),
    "a collation of nobody's": '<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY">'
    '<C:text-match collation="i;nobody">x</C:text-match></C:prop-filter></C:comp-filter>',
    "a nul": '<C:comp-filter name="VEVENT"><C:prop-filter name="&#0;"/></C:comp-filter>',
}


@pytest.mark.parametrize("kind", FILTERS)
async def test_a_question_that_is_none(cast: Cast, kind: str) -> None:
    await cast.alice.put(cast.at(cast.alice, "x.ics"), EVENT)
    answer = await cast.alice.ask("REPORT", cast.at(cast.alice), query(FILTERS[kind]))
    assert answer.status in {207, 400, 403}
    assert answer.status != 207 or EVENT.encode()[:30] not in answer.body or "collation" in kind
