"""Through a real server and the `caldav` library; and what a long writer costs those who read."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import caldav
import pytest
import uvicorn
from caldav.lib.error import AuthorizationError, DAVError, NotFoundError

from hub.app import Hub, create_app
from hub.database import transaction, write
from hub.serving import listen
from tests.calendar.conftest import ics
from tests.dav.conftest import EVENT, PRIVATE, WEEKLY, Cast
from tests.dav.device import Device, between, query
from tests.live.conftest import Ear, until
from tests.system.running import free_port

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def served(hub: Hub) -> AsyncIterator[str]:
    """The hub's own site on a socket as `hub serve` opens it."""
    config = uvicorn.Config(create_app(hub), lifespan="off", log_config=None, access_log=False)
    server = uvicorn.Server(config)
    with listen(hub.settings.model_copy(update={"port": free_port()})) as listener:
        running = asyncio.create_task(server.serve(sockets=[listener]))
        await until(lambda: server.started)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        await running


def client(url: str, device: Device) -> caldav.DAVClient:
    return caldav.DAVClient(url + "/dav/", username=device.login, password=device.secret)


async def test_the_whole_way_of_a_client(hub: Hub, cast: Cast) -> None:
    async with served(hub) as url:
        await asyncio.to_thread(_walk, url, cast)


def _walk(url: str, cast: Cast) -> None:
    with client(url, cast.alice) as alice:
        principal = alice.principal()
        assert "mailto:alice@orbelle.example" in map(str, principal.calendar_user_address_set())
        calendar = next(it for it in principal.calendars() if it.get_display_name() == "Équipe")
        for text in (EVENT, WEEKLY, PRIVATE):
            calendar.save_event(text)
        week = _week(calendar)
        assert [str(it.icalendar_component["SUMMARY"]) for it in week] == [
            "Réunion", "Point d’équipe", "Médecin secret",
        ]  # fmt: skip
        known = calendar.objects_by_sync_token()
        event = calendar.event_by_uid("lundi@example")
        event.icalendar_component["SUMMARY"] = "Autre"
        event.save()
        calendar.event_by_uid("mardi@example").delete()
        new = calendar.objects_by_sync_token(known.sync_token)
        assert len(list(new)) == 2
        assert str(calendar.event_by_uid("lundi@example").icalendar_component["SUMMARY"]) == "Autre"
        busy = calendar.freebusy_request(_day(7), _day(14))
        assert "20261207T090000Z/20261207T100000Z" in str(busy.data)
        made = principal.make_calendar(name="Congés", cal_id="conges-2027")
        made.save_event(ics("DTSTART;VALUE=DATE:20270104", uid="conge"))
        names = [it.get_display_name() for it in principal.calendars()]
        assert names == ["Équipe", "Congés"]
        made.delete()
    with client(url, cast.bob) as bob:
        names = {it.get_display_name(): it for it in bob.principal().calendars()}
        calendar = next(it for name, it in names.items() if "Équipe" in str(name))
        assert len(_week(calendar)) == 2
        with pytest.raises((AuthorizationError, DAVError)):
            calendar.save_event(EVENT.replace("lundi", "autre"))
    with client(url, cast.charlie) as charlie:
        names = {it.get_display_name() for it in charlie.principal().calendars()}
        assert "Mon agenda" in names  # which he has from the first look on
        assert not any("Équipe" in str(name) for name in names)
        with pytest.raises(NotFoundError):
            charlie.calendar(url=url + cast.at(cast.charlie)).events()
    with client(url, cast.stolen) as stolen, pytest.raises(AuthorizationError):
        stolen.principal()


def _week(calendar: Any) -> list[Any]:
    found = calendar.search(start=_day(7), end=_day(14), event=True, expand=True)
    return sorted(found, key=lambda it: it.icalendar_component["DTSTART"].dt)


def _day(number: int) -> datetime:
    return datetime(2026, 12, number, tzinfo=UTC)


async def test_what_a_telephone_puts_is_told_to_open_pages(hub: Hub, cast: Cast) -> None:
    ear = Ear(hub.bus)
    await cast.alice.put(cast.at(cast.alice, "x.ics"), EVENT)
    await ear.until(f"calendar:{cast.calendar_id}")


async def test_nobody_who_reads_waits_for_a_long_writer(hub: Hub, cast: Cast) -> None:
    """50 week queries while a transaction has written, which is open until they are answered."""
    for name, text in (("x", EVENT), ("w", WEEKLY)):
        await cast.alice.put(cast.at(cast.alice, f"{name}.ics"), text)
    ended: list[str] = []
    is_open, is_over = asyncio.Event(), asyncio.Event()

    async def write_long() -> None:
        async with transaction():
            await write("UPDATE calendar SET rank = 5 WHERE id = :id", id=cast.calendar_id)
            is_open.set()
            async with asyncio.timeout(60):  # for ever, if one of them waits for this one
                await is_over.wait()
        ended.append("writer")

    async def read(device: Device) -> float:
        start = time.perf_counter()
        week = query(between("20261207T000000Z", "20261214T000000Z"))
        told = await device.report(cast.at(device), week)
        assert len(told.found) == 2
        ended.append("reader")
        return time.perf_counter() - start

    writer = asyncio.create_task(write_long())
    await is_open.wait()
    seconds = await asyncio.gather(*(read([cast.alice, cast.bob][it % 2]) for it in range(50)))
    is_over.set()
    await writer
    assert ended == ["reader"] * 50 + ["writer"]
    p95 = statistics.quantiles(seconds, n=20)[-1]
    print(f"50 week queries beside an open transaction: p95 {1000 * p95:.0f} ms")
