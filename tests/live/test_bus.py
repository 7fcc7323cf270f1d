"""One suite for every bus; then what only the bus between nodes must survive."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import asyncpg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.database import DatabaseError
from hub.live import postgres
from hub.live.bus import EVERYTHING, Bus, Topics
from hub.live.memory import MemoryBus
from hub.live.postgres import PAYLOAD, PostgresBus, address, payloads
from hub.settings import Settings, load
from tests.live.conftest import Ear
from tests.live.line import Line

pytestmark = pytest.mark.anyio


async def test_every_node_hears_and_the_publisher_too(nodes: tuple[Bus, Bus]) -> None:
    ears = [Ear(node) for node in nodes]
    await nodes[0].publish(("calendar:7", "person:12"))
    for ear in ears:
        await ear.until("calendar:7", "person:12")


async def test_messages_of_one_node_arrive_in_order(nodes: tuple[Bus, Bus]) -> None:
    ear = Ear(nodes[1])
    for number in range(500):
        await nodes[0].publish((f"calendar:{number}",))
    await ear.until("calendar:499")
    heard = [topic for topics in ear.heard for topic in topics]
    assert heard == [f"calendar:{number}" for number in range(500)]


async def test_a_message_larger_than_a_notification_arrives_whole(nodes: tuple[Bus, Bus]) -> None:
    ear = Ear(nodes[1])
    topics = tuple(f"calendar:{2**62 + number}" for number in range(3_000))
    await nodes[0].publish(topics)
    await ear.until(*topics)


async def test_a_listener_that_left_hears_no_more(nodes: tuple[Bus, Bus]) -> None:
    heard: list[Topics] = []
    stop = nodes[1].listen(heard.append)
    ear = Ear(nodes[1])
    stop()
    await nodes[0].publish(("calendar:7",))
    await ear.until("calendar:7")
    assert heard == []


async def test_a_listener_that_fails_does_not_silence_the_others(nodes: tuple[Bus, Bus]) -> None:
    nodes[1].listen(lambda _topics: 1 // 0)  # type: ignore[arg-type, return-value]
    ear = Ear(nodes[1])
    await nodes[0].publish(("calendar:7",))
    await ear.until("calendar:7")


async def test_nothing_is_heard_of_nothing(nodes: tuple[Bus, Bus]) -> None:
    ear = Ear(nodes[1])
    await nodes[0].publish(())
    await nodes[0].publish(("calendar:7",))
    await ear.until("calendar:7")
    assert ear.topics == {"calendar:7"}


async def test_what_was_published_just_before_the_end_is_still_sent(
    dialect: str, new_settings: Callable[..., Settings]
) -> None:
    """As by `hub account suspend`, which ends at once."""
    if dialect == "sqlite":
        return
    settings = new_settings()
    listening, brief = PostgresBus(settings), PostgresBus(settings)
    async with listening.running():
        ear = Ear(listening)
        async with brief.running():
            await brief.publish(("account:7",))
        await ear.until("account:7")


async def test_a_dropped_connection_comes_back_and_says_so(
    dialect: str, nodes: tuple[Bus, Bus]
) -> None:
    if dialect == "sqlite":
        return
    assert isinstance(nodes[0], PostgresBus)
    ears = [Ear(node) for node in nodes]
    for _time in range(3):
        await _drop_listeners(nodes[0]._address)
        await nodes[0].publish(("calendar:7",))  # just before the end or into the gap
        for ear in ears:
            await ear.until(*EVERYTHING)
        await nodes[0].publish(("calendar:8",))
        for ear in ears:
            await ear.until("calendar:8")
            ear.heard.clear()


async def test_a_server_that_says_nothing_is_noticed(
    dialect: str, new_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that swallows everything, as after a failover: no reset ever arrives."""
    if dialect == "sqlite":
        return
    monkeypatch.setattr(postgres, "HEARTBEAT", 0.2)
    monkeypatch.setattr(postgres, "ANSWER_WITHIN", 0.5)
    settings = new_settings()
    async with Line(settings) as line:
        bus, other = PostgresBus(line.settings), PostgresBus(settings)
        async with bus.running(), other.running():
            near, far = Ear(bus), Ear(other)
            line.swallow()
            await bus.publish(("calendar:7",))
            await other.publish(("calendar:8",))
            await far.until("calendar:8")
            assert near.heard == []
            await asyncio.sleep(1)
            line.restore()
            await near.until(*EVERYTHING, "calendar:7")
            await far.until("calendar:7")


async def test_too_much_while_the_server_is_away_becomes_everything(
    dialect: str, new_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    if dialect == "sqlite":
        return
    monkeypatch.setattr(postgres, "UNSENT", 100)
    settings = new_settings()
    async with Line(settings) as line:
        bus, other = PostgresBus(line.settings), PostgresBus(settings)
        async with bus.running(), other.running():
            far = Ear(other)
            line.cut()
            for number in range(101):
                await bus.publish((f"calendar:{number}",))
            assert bus._unsent == {"*": None}
            line.restore()
            await far.until(*EVERYTHING)


async def test_a_server_that_is_not_there_stops_the_start() -> None:
    url = "postgres://hub:Zx9secretZx9@127.0.0.1:1/hub"
    with pytest.raises(DatabaseError) as refusal:
        async with PostgresBus(load(database_url=url)).running():
            pass
    assert "Zx9secretZx9" not in str(refusal.value)


async def test_publishing_never_waits_for_the_server() -> None:
    bus = PostgresBus(load(database_url="postgres://hub@127.0.0.1:1/hub"))
    async with asyncio.timeout(1):
        await bus.publish(("calendar:7",))


def test_the_address_keeps_what_secures_it_and_drops_what_is_for_a_pool() -> None:
    url = "postgres://u:p%40@h:5/d?sslmode=verify-full&minsize=3&statement_cache_size=0"
    assert address(load(database_url=url)) == "postgres://u:p%40@h:5/d?sslmode=verify-full"


@given(st.lists(st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1), unique=True))
def test_payloads_fit_and_lose_nothing(topics: list[str]) -> None:
    made = list(payloads(topic * 40 for topic in topics))
    assert all(len(payload.encode()) < 8000 for payload in made)
    short = [topic * 40 for topic in topics if len((topic * 40).encode()) < PAYLOAD]
    assert [topic for payload in made for topic in payload.split(" ")] == short


async def test_no_error_of_the_driver_makes_it_deaf(
    dialect: str, new_settings: Callable[..., Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen: "cannot switch to state 12; another operation is in progress", of no public class."""
    if dialect == "sqlite":
        return
    failures = iter([asyncpg.exceptions._base.InternalClientError("busy"), ZeroDivisionError()])
    send = PostgresBus._send

    async def failing(self: PostgresBus, connection: object) -> None:
        if self._unsent and (failure := next(failures, None)):
            raise failure
        await send(self, connection)

    monkeypatch.setattr(PostgresBus, "_send", failing)
    bus = PostgresBus(new_settings())
    async with bus.running():
        ear = Ear(bus)
        await bus.publish(("calendar:7",))
        await ear.until(*EVERYTHING, "calendar:7")


async def _drop_listeners(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await connection.close()


async def test_the_memory_bus_has_told_when_publish_returns() -> None:
    bus = MemoryBus()
    ear = Ear(bus)
    await bus.publish(("calendar:7",))
    assert ear.heard == [("calendar:7",)]
