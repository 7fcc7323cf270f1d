"""What the gateway answers itself, Radicale answers too on the same tables: each hot request is
asked both ways and what the answers mean is compared."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hub import settings
from hub.app import Hub
from hub.settings import Settings
from tests.access.asking import Answer
from tests.calendar.conftest import ics
from tests.dav.conftest import EVENT, PRIVATE, WEEKLY, Cast, on
from tests.dav.device import (
    Device,
    Multistatus,
    between,
    free_busy,
    multiget,
    propfind,
    proppatch,
    query,
    sync,
)

pytestmark = pytest.mark.anyio

LIE = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:STANDARD
TZOFFSETFROM:+1000
TZOFFSETTO:+1000
DTSTART:19700101T000000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT""".replace("\n", "\r\n")
"""Vobject believes the first file that speaks of a zone, for everybody and for ever."""
MORE = {
    "x": EVENT, "p": PRIVATE, "w": WEEKLY,
    "lie": WEEKLY.replace("BEGIN:VEVENT", LIE).replace("hebdo", "lie"),
    "day": ics("DTSTART;VALUE=DATE:20261209", "DTEND;VALUE=DATE:20261211", uid="day"),
    "ten": ics("DTSTART:20261130T080000Z", "DTEND:20261130T090000Z", "RRULE:FREQ=DAILY;COUNT=10",
               "EXDATE:20261202T080000Z", uid="ten"),
    "long": ics("DTSTART:20260101T000000Z", "DTEND:20270101T000000Z", uid="long"),
    "free": ics("DTSTART:20261208T120000Z", "DTEND:20261208T130000Z", "TRANSP:TRANSPARENT",
                uid="free"),
    "gone": ics("DTSTART:20261208T140000Z", "DTEND:20261208T150000Z", "STATUS:CANCELLED",
                uid="gone"),
    "moment": ics("DTSTART:20261208T160000Z", uid="moment"),
    "old": ics("DTSTART:20200101T000000Z", "DTEND:20200101T010000Z", uid="old"),
}  # fmt: skip
BOTH = ("D:getetag", "C:calendar-data", "D:getcontenttype")  # in reports it knows no others
LISTED = ("D:getetag", "D:getcontenttype", "D:resourcetype")
WEEK = ("20261207T000000Z", "20261214T000000Z")
RANGES = [
    WEEK, ("20261208T160000Z", "20261208T160001Z"), ("20261208T155959Z", "20261208T160000Z"),
    ("20261202T070000Z", "20261202T100000Z"), ("20191231T000000Z", "20200102T000000Z"),
    ("20261209T000000Z", "20261209T000100Z"), ("20261211T010000Z", "20261211T020000Z"),
    ("20400101T000000Z", "20400108T000000Z"),
]  # fmt: skip


class Both:
    """The same telephone at the gateway and at Radicale, which both hold the same hub."""

    def __init__(self, native: Device, fallback: Device) -> None:
        self.native, self.fallback = native, fallback

    async def same(self, method: str, path: str, body: str = "", **headers: str) -> None:
        one = await self.native.ask(method, path, body, **headers)
        other = await self.fallback.ask(method, path, body, **headers)
        assert meant(one) == meant(other), (method, path, body, headers)


def meant(answer: Answer) -> object:
    if answer.status != 207:
        is_busy = answer.header("content-type").startswith("text/calendar")
        lines = [it for it in answer.body.decode().splitlines() if it.startswith("FREEBUSY")]
        return answer.status, answer.header("etag"), _periods(lines) if is_busy else None
    told = Multistatus.of(answer)
    found = {path: _comparable(it) for path, it in told.found.items()}
    own = {"D:getetag", "D:getcontenttype"}  # which Radicale has of collections too
    missing = {path: it - own for path, it in told.missing.items()}
    return told.statuses, found, {path: it for path, it in missing.items() if it}, told.token


def _comparable(properties: dict[str, Any]) -> dict[str, Any]:
    """XML without `&#13;` reads CRLF as LF; a collection's own etag is Radicale's idea."""
    kept: dict[str, Any] = {}
    for name, told in properties.items():
        text = told.replace("\r\n", "\n") if isinstance(told, str) else sorted(map(repr, told))
        kept[name] = text.replace("; ", ";") if name == "D:getcontenttype" else text
    if "'D:collection'" in str(kept.get("D:resourcetype")):
        kept.pop("D:getetag", None)
        kept.pop("D:getcontenttype", None)
    return kept


def _periods(lines: list[str]) -> set[tuple[str, str]]:
    pairs = [line.removeprefix("FREEBUSY;FBTYPE=").split(":", 1) for line in lines]
    return {(kind, it) for kind, told in pairs for it in told.split(",") if kind != "FREE"}


@pytest.fixture
def both(hub: Hub, cast: Cast) -> tuple[Cast, Cast]:
    return cast, on(cast, _without_native(cast.alice.app, hub.settings))


def _without_native(app: Any, now: Settings) -> Any:
    off = now.model_copy(update={"dav_native": False})

    @contextmanager
    def bound() -> Iterator[None]:
        with app.hub.bound(), settings.current.bound(off):
            yield

    async def asked(scope: Any, receive: Any, send: Any) -> None:
        with bound():
            await app.site(scope, receive, send)

    return asked


async def test_every_hot_request_both_ways(both: tuple[Cast, Cast]) -> None:
    native, fallback = both
    for name, text in MORE.items():
        assert (await native.alice.put(native.at(native.alice, f"{name}.ics"), text)).status == 201
    start = (await native.alice.sync(native.at(native.alice))).token
    await native.alice.put(native.at(native.alice, "new.ics"), ics("DTSTART:20261207T09", uid="no"))
    await native.alice.put(native.at(native.alice, "x.ics"), EVENT.replace("Réunion", "Autre"))
    await native.alice.ask("DELETE", native.at(native.alice, "old.ics"))
    for name in ("alice", "bob", "edgar", "charlie"):
        device = Both(getattr(native, name), getattr(fallback, name))
        path = native.at(device.native)
        for depth in ("0", "1"):
            await device.same("PROPFIND", path, propfind(*LISTED), depth=depth)
        for body in (
            sync(names=BOTH), sync("x"), multiget(f"{path}x.ics", f"{path}p.ics", f"{path}no.ics"),
            query("", names=BOTH), query('<C:comp-filter name="VEVENT"/>', names=BOTH),
            query(between(RANGES[0][0])), query(between(end=RANGES[0][1])),
            *(query(between(*it), names=BOTH) for it in RANGES),
        ):  # fmt: skip
            await device.same("REPORT", path, body, depth="1")
        await device.same("PROPFIND", f"{path}x.ics", propfind(*LISTED), depth="0")
        await device.same("PROPFIND", f"{path}none.ics", propfind(*LISTED), depth="0")
    alice, path = Both(native.alice, fallback.alice), native.at(native.alice)
    await alice.same("REPORT", path, sync(start))
    await alice.same(
        "PROPFIND", native.alice.home, propfind("D:sync-token", "CS:getctag", "D:displayname"),
        depth="1",
    )  # fmt: skip
    for it in RANGES:
        await alice.same("REPORT", path, free_busy(*it))


async def test_changes_through_radicale_end_in_the_same_actions(both: tuple[Cast, Cast]) -> None:
    native, fallback = both
    for cast, name in ((native, "a"), (fallback, "b")):
        alice, path = cast.alice, f"{cast.alice.home}calendar-{name}/"
        told: list[object] = [
            (await alice.ask("MKCALENDAR", path, _made())).status,
            (await alice.put(f"{path}x.ics", EVENT, if_none_match="*")).status,
            (await alice.put(f"{path}x.ics", WEEKLY)).status,
            (await alice.put(f"{path}y.ics", EVENT)).status,
            (await alice.put(f"{path}w.ics", WEEKLY)).status,
            (await alice.put(f"{path}x.ics", EVENT, if_match='"x"')).status,
            (await alice.put(f"{path}x.ics", EVENT.replace("Réunion", "Autre"))).status,
            (await alice.ask("GET", f"{path}x.ics")).body,
            (await alice.ask("MOVE", f"{path}w.ics", destination=f"{path}v.ics")).status,
            (await alice.ask("PROPPATCH", path, _renamed())).status,
            (await alice.propfind(path, "D:displayname", "A:calendar-color")).found[path],
            (await alice.ask("DELETE", f"{path}v.ics", if_match='"x"')).status,
            (await alice.ask("DELETE", f"{path}v.ics")).status,
            (await cast.bob.put(cast.at(cast.bob, "x.ics"), EVENT)).status,
            (await alice.ask("DELETE", path)).status,
        ]
        assert told == [
            201, 201, 409, 409, 201, 412, 204, EVENT.replace("Réunion", "Autre").encode(), 201,
            207, {"D:displayname": "Autre", "A:calendar-color": "#86392a"}, 412, 204, 403, 204,
        ], name  # fmt: skip


def _made() -> str:
    inside = "<D:set><D:prop><D:displayname>Une</D:displayname></D:prop></D:set>"
    return proppatch(inside, "C:mkcalendar")


def _renamed() -> str:
    return proppatch(
        "<D:set><D:prop><D:displayname>Autre</D:displayname>"
        "<A:calendar-color>#86392aff</A:calendar-color></D:prop></D:set>"
    )
