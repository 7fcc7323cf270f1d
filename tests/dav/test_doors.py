"""Every method, for everybody, at everything of Alice's: to whoever may not know it, it is as if it
were not there, whatever is sent; and nothing is changed by whoever may not change it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from anyio import from_thread, to_thread
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.access.actors import of_command
from hub.accounts.actions.app_passwords import revoke_app_password
from hub.accounts.models import AppPassword
from hub.app import Hub, create_app
from hub.dav import credentials
from hub_calendar import actions
from tests.access import twins, worlds
from tests.access.asking import Answer, Visitor
from tests.access.worlds import snapshot
from tests.conftest import _create
from tests.dav.conftest import EVENT, PRIVATE, WEEKLY, Cast, actor, on
from tests.dav.device import (
    DECLARED,
    Device,
    between,
    free_busy,
    multiget,
    propfind,
    proppatch,
    query,
    sync,
)

pytestmark = pytest.mark.anyio

RENAMED = proppatch("<D:set><D:prop><D:displayname>Oups</D:displayname></D:prop></D:set>")
WEEK = ("20261207T000000Z", "20261214T000000Z")
READS = [
    ("PROPFIND", "", propfind("D:displayname", "CS:getctag")), ("PROPFIND", "", ""),
    ("PROPFIND", "x.ics", propfind("D:getetag")), ("GET", "x.ics", ""), ("HEAD", "x.ics", ""),
    ("GET", "", ""), ("HEAD", "", ""),
    ("REPORT", "", sync()), ("REPORT", "", sync("urn:parvis:sync:0123456789abcdef:all:1")),
    ("REPORT", "", multiget("x.ics")), ("REPORT", "", query(between(*WEEK))),
    ("REPORT", "", query(between(*WEEK), data='<C:expand start="20261207T000000Z"'
     ' end="20261214T000000Z"/>')),
    ("REPORT", "", query('<C:comp-filter name="VEVENT"><C:prop-filter name="SUMMARY"/>'
     "</C:comp-filter>")), ("REPORT", "", query("").replace("VCALENDAR", "VCARD")),
]  # fmt: skip
WRITES = [
    ("PUT", "x.ics", WEEKLY), ("PUT", "new.ics", WEEKLY), ("PUT", "x.ics", "nonsense"),
    ("DELETE", "x.ics", ""), ("MOVE", "x.ics", ""), ("COPY", "x.ics", ""),
]  # fmt: skip
OWNS = [("PROPPATCH", "", RENAMED), ("DELETE", "", "")]
MAKES = [("MKCALENDAR", "", ""), ("MKCOL", "", "")]
BUSY = [("REPORT", "", free_busy(*WEEK))]
SENDS = [
    ("POST", "", "\r\n".join([
        "BEGIN:VCALENDAR", "METHOD:REQUEST", "BEGIN:VFREEBUSY", "UID:question@example",
        f"DTSTART:{WEEK[0]}", f"DTEND:{WEEK[1]}", f"ORGANIZER:mailto:{who}@orbelle.example",
        "ATTENDEE:mailto:alice@orbelle.example", "END:VFREEBUSY", "END:VCALENDAR", "",
    ]))
    for who in ("charlie", "alice")
]  # fmt: skip
"""To an outbox: as oneself, and as if one were whom one asks."""


async def ask(cast: Cast, device: Device, asked: tuple[str, str, str], at: str = "") -> Answer:
    method, name, body = asked
    path = (at or cast.at(device)) + name
    return await device.ask(
        method, path, body, depth="1", destination=f"{path}moved", content_type="text/calendar"
    )


async def test_who_may_what(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "x.ics"), EVENT)
    before = await state()
    allowed = {
        cast.bob: (READS, BUSY), cast.readonly: (READS, BUSY), cast.denise: (BUSY,),
        cast.charlie: (), cast.school: (), cast.nobody: (), cast.stolen: (), cast.files: (),
    }  # fmt: skip
    for device, may in allowed.items():
        for asked in (*READS, *BUSY, *WRITES, *OWNS):
            answer = await ask(cast, device, asked)
            if any(asked in them for them in may):
                fine = {200, 207} | (
                    {403} if "VCARD" in asked[2] or ":all:1" in asked[2] else set()
                )
                assert answer.status in fine, (device, asked, answer)
            elif device in (cast.nobody, cast.stolen, cast.files):
                assert answer.status == 401, (device, asked)
                assert answer.header("www-authenticate").startswith("Basic ")
            else:
                reads = device in (cast.bob, cast.readonly)
                assert answer.status in ({403} if reads else {404}), (asked, answer.status)
    assert before == await state()
    for asked in (*READS, *BUSY, *WRITES[:2]):
        assert (await ask(cast, cast.edgar, asked)).status in {200, 201, 204, 207, 403, 409}
    assert (await ask(cast, cast.edgar, OWNS[0])).status == 403
    assert (await ask(cast, cast.alice, OWNS[0])).status == 207


async def test_below_anothers_home_there_is_nothing(cast: Cast) -> None:
    """Whoever it is, and however readable: test A2."""
    await cast.alice.put(cast.at(cast.alice, "x.ics"), EVENT)
    missing = f"/dav/calendars/{cast.alice.person_id + 1}/{cast.calendar_id + 1}/"
    for device in (cast.bob, cast.charlie, cast.school):
        for asked in (*READS, *BUSY, *WRITES, *OWNS, *MAKES, *SENDS, ("OPTIONS", "", "")):
            one = await ask(cast, device, asked, cast.at(cast.alice))
            other = await ask(cast, device, asked, missing)
            assert told(one) == told(other), (device, asked)
            assert one.status == 404, (device, asked)


def told(answer: Answer) -> object:
    return (
        answer.status,
        answer.body,
        sorted(it for it in answer.headers if it[0] != b"x-request-id"),
    )


async def state() -> object:
    """All rows but those that count tries and uses of passwords."""
    apart = {"app_password", "sign_in_failure", "audit_entry", "outbox"}
    return {name: rows for name, rows in (await snapshot()).items() if name not in apart}


async def test_a_revoked_password_ends_within_seconds(
    hub: Hub, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = 0.0
    monkeypatch.setattr(credentials.time, "monotonic", lambda: 1000.0 + passed)
    assert (await cast.bob.ask("PROPFIND", "/dav/")).status == 207
    for row in await AppPassword.filter(account__login=cast.bob.login):
        await revoke_app_password(row.id, by=of_command("tests"))
    passed = credentials.KEPT_FOR + 0.1
    assert passed < 5
    assert (await cast.bob.ask("PROPFIND", "/dav/")).status == 401


async def secret(cast: Cast) -> None:
    """More of everything, where charlie may not see it."""
    by = await actor(cast.alice)
    calendar = await actions.create_calendar(by=by, name="Secret", slug="secret")
    for calendar_id in (calendar.id, cast.calendar_id):
        for name, text in (("x", WEEKLY), ("s", PRIVATE.replace("mardi", "secret"))):
            await actions.put_object(calendar_id, f"{name}.ics", text, by=by)


async def test_what_charlie_may_not_see_changes_nothing_of_what_he_is_told(
    filled: tuple[Any, Cast], new_settings: Any, server: str, tmp_path: Path
) -> None:
    made, cast = new_settings(), filled[1]
    twin = worlds.clone(made, server, tmp_path, _create)
    async with Hub(twin).running():
        await secret(cast)

    def entering(now: Any) -> twins.Enter:
        @asynccontextmanager
        async def enter() -> Any:
            async with Hub(now).running() as hub:
                yield Visitor("charlie", create_app(hub))

        return enter

    def probe(name: str) -> Any:
        async def asked(visitor: Visitor) -> object:
            there = on(cast, visitor.app)
            device: Device = getattr(there, name)
            alices = [there.at(there.alice), f"{device.home}{cast.calendar_id}/"]
            places = [*alices, f"{device.home}secret/", device.home, "/dav/", "/dav/principals/"]
            places.append(f"{device.home}outbox/")
            everything = [*READS, *BUSY, *WRITES, *OWNS, *MAKES, *SENDS, ("OPTIONS", "", "")]
            return [
                told(await ask(there, device, it, place)) for place in places for it in everything
            ]

        return asked

    walks = await twins.check(
        [entering(made), entering(twin)], [], [], at=datetime.now(UTC),
        probes=[probe("charlie"), probe("school"), probe("nobody")],
    )  # fmt: skip
    assert len(walks.probes) == 3
    with pytest.raises(AssertionError, match="probe 0 tells"):
        await twins.check(
            [entering(made), entering(twin)], [], [], at=datetime.now(UTC), probes=[probe("bob")]
        )


@pytest.mark.parametrize(
    "names", ["".join(f"<x{n}/>" for n in range(3000)), f"<x xmlns='{'n' * 9000}'/>"]
)
async def test_an_answer_is_not_made_long_by_names(cast: Cast, names: str) -> None:
    """Each object would tell of each of them that it has none."""
    asked = f"<D:prop>{names}</D:prop>"
    bodies = {
        "PROPFIND": proppatch(asked, "D:propfind"),
        "REPORT": query("").replace("<D:prop>", f"<D:prop>{names}"),
        "PROPPATCH": proppatch(f"<D:set>{asked}</D:set>"),
    }
    for method, body in bodies.items():
        answer = await cast.alice.ask(method, cast.at(cast.alice), body, depth="1")
        assert (answer.status, len(answer.body) < 2000) == (400, True), method


NAMES = st.sampled_from([
    "D:propfind", "D:prop", "D:allprop", "D:propname", "D:sync-collection", "D:sync-token",
    "D:href",
    "D:limit", "D:nresults", "C:calendar-query", "C:calendar-multiget", "C:free-busy-query",
    "C:filter", "C:comp-filter", "C:prop-filter", "C:param-filter", "C:text-match", "C:time-range",
    "C:is-not-defined", "C:calendar-data", "C:expand", "C:timezone", "D:getetag", "D:set",
    "D:remove", "D:propertyupdate", "C:mkcalendar", "D:displayname", "A:calendar-color", "x",
])  # fmt: skip
VALUES = st.sampled_from([
    "VCALENDAR", "VEVENT", "VTODO", "VALARM", "SUMMARY", "20261207T000000Z", "20261214T000000Z",
    "00010101T000000Z", "99991231T235959Z", "x", "", "é", "-1", "i;octet", "yes", "equals",
    "urn:parvis:sync:0123456789abcdef:all:99999999999999999999", "/dav/", "%00",
])  # fmt: skip
ATTRIBUTES = st.dictionaries(
    st.sampled_from(["name", "start", "end", "collation", "match-type", "negate-condition"]),
    VALUES, max_size=3,
)  # fmt: skip
TREES: Any = st.recursive(
    st.tuples(NAMES, ATTRIBUTES, VALUES),
    lambda inside: st.tuples(NAMES, ATTRIBUTES, st.lists(inside, max_size=3)),
    max_leaves=12,
)


def written(tree: Any) -> str:
    name, attributes, inside = tree
    text = inside if isinstance(inside, str) else "".join(map(written, inside))
    said = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{said}>{text}</{name}>"


def rooted(tree: Any) -> str:
    text = written(tree)
    at = len(tree[0]) + 1
    return f"{text[:at]} {DECLARED}{text[at:]}"


def likely(inside: Any) -> str:
    """A query that gets as far as the filters."""
    return query("".join(map(written, inside)))


BODIES = st.one_of(TREES.map(rooted), st.lists(TREES, max_size=2).map(likely), st.text())


METHODS = st.sampled_from(["PROPFIND", "REPORT", "PROPPATCH", "MKCALENDAR", "MKCOL", "PUT"])


async def test_no_body_breaks_anything(cast: Cast) -> None:
    for name, text in (("x", EVENT), ("w", WEEKLY), ("p", PRIVATE)):
        await cast.alice.put(cast.at(cast.alice, f"{name}.ics"), text)

    async def send(method: str, body: str) -> Answer:
        path = cast.at(cast.alice, "fuzz.ics" if method == "PUT" else "")
        sent = body.encode("utf-8", "surrogatepass")
        return await cast.alice.ask(method, path, sent, depth="1")

    @settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    @given(METHODS, BODIES)
    def check(method: str, body: str) -> None:
        answer = from_thread.run(send, method, body)
        assert answer.status < 500, (answer.status, answer.body)

    await to_thread.run_sync(check)
