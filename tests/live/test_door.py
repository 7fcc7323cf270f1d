"""`/live` over a real server: who gets in, what is told, and when it stops being told."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from hub.live import recent
from hub.live.bus import EVERYTHING
from hub.live.door import SOCKETS_EACH, origin
from hub.live.frames import FRAMES_A_MINUTE
from hub.live.socket import MOST_TOPICS
from tests.live.conftest import Node, World, until

pytestmark = pytest.mark.anyio


async def test_a_change_is_told_to_who_reads_it_and_names_no_content(
    node: Node, world: World
) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7")
    async with node.browser(cookie) as bob:
        await bob.subscribe("calendar:7")
        await bob.hears()  # what changed before it was there
        await node.bus.publish(("calendar:7",))
        frame = json.loads(await bob.socket.recv())
        assert frame.keys() == {"type", "topic", "seq"}
        assert (frame["type"], frame["topic"]) == ("refresh", "calendar:7")


async def test_a_stranger_is_told_gone_whether_or_not_there_is_one(
    node: Node, world: World
) -> None:
    cookie = world.sign_in("charlie", 3)
    async with node.browser(cookie) as charlie:
        for topic in ("calendar:7", "calendar:999", "nothing:1"):
            await charlie.subscribe(topic)
            assert await charlie.hears() == ("gone", topic)
        await node.bus.publish(("calendar:7",))
        await charlie.hears_nothing()


async def test_a_right_that_was_lost_is_gone_before_the_next_refresh(
    node: Node, world: World
) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7", "calendar:8")
    async with node.browser(cookie) as bob:
        for topic in ("calendar:7", "calendar:8"):
            await bob.subscribe(topic, age=0)
            await bob.hears()
        world.rights.discard((2, "calendar:7"))
        await node.bus.publish(("calendar:7", "calendar:8"))
        assert {await bob.hears(), await bob.hears()} == {
            ("gone", "calendar:7"), ("refresh", "calendar:8"),
        }  # fmt: skip
        await node.bus.publish(("calendar:7",))
        await bob.hears_nothing()


async def test_a_message_about_the_account_checks_all_its_rights(node: Node, world: World) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7", "calendar:8")
    async with node.browser(cookie) as bob:
        for topic in ("calendar:7", "calendar:8"):
            await bob.subscribe(topic)
            await bob.hears()
        world.rights.discard((2, "calendar:7"))
        await node.bus.publish(("account:2",))
        assert await bob.hears() == ("gone", "calendar:7")
        await bob.hears_nothing()  # what is still readable has not changed


async def test_others_messages_cost_no_look_up(node: Node, world: World) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7")
    async with node.browser(cookie) as bob:
        await bob.subscribe("calendar:7")
        await bob.hears()
        before = world.asked
        for number in range(100, 200):
            await node.bus.publish((f"calendar:{number}", "account:99"))
        await bob.hears_nothing()
        assert world.asked <= before + 1  # the watch may have passed


@pytest.mark.parametrize("how", ["suspended", "expired unseen"])
async def test_an_ended_session_loses_its_socket_and_hears_nothing_after_the_commit(
    node: Node, world: World, how: str
) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7")
    async with node.browser(cookie) as bob:
        await bob.subscribe("calendar:7")
        await bob.hears()
        del world.sessions[cookie]  # the commit
        if how == "suspended":
            await node.bus.publish(("calendar:7", "account:2"))
        assert await bob.is_closed(within=5) == 4401


async def test_a_change_in_the_instant_of_the_suspension_is_not_told(
    node: Node, world: World
) -> None:
    """Whatever the order of the two messages."""
    for topics in (("calendar:7",), ("account:2", "calendar:7"), ("calendar:7", "account:2")):
        cookie = world.sign_in("bob", 2, "calendar:7")
        async with node.browser(cookie) as bob:
            await bob.subscribe("calendar:7")
            await bob.hears()
            del world.sessions[cookie]
            for topic in topics:
                await node.bus.publish((topic,))
            assert await bob.is_closed() == 4401


async def test_a_session_that_ended_during_the_handshake_gets_no_frame(
    node: Node, world: World
) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7")
    identify = world.identify

    async def slow(websocket: Any) -> Any:
        by = await identify(websocket)
        world.sessions.pop(cookie, None)
        return by

    assert node.door is not None
    node.door._access = replace(node.door._access, identify=slow)
    async with node.browser(cookie) as bob:
        assert await bob.is_closed() == 4401


async def test_a_link_without_a_session_is_looked_up_too(
    quick: None, node: Node, world: World
) -> None:
    cookie = world.sign_in("link", 9, "calendar:7")
    world.sessions[cookie] = replace(world.sessions[cookie], session_id=None, account_id=None)
    async with node.browser(cookie) as wall:
        await wall.subscribe("calendar:7")
        assert await wall.hears() == ("refresh", "calendar:7")
        del world.sessions[cookie]
        assert await wall.is_closed() == 4401


async def test_access_that_cannot_be_checked_is_refused(
    quick: None, node: Node, world: World
) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7")
    async with node.browser(cookie) as bob:
        world.is_down = True
        await node.bus.publish(("calendar:7",))
        assert await bob.is_closed() == 1013


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        None,
        "https://a.hub.example.fr",
        "http://hub.example.fr",
        "https://hub.example.fr:8443",
        "https://hub.example.fr.evil.example",
        "HTTPS://HUB.EXAMPLE.FR",
    ],
)
async def test_only_our_own_pages_may_open_one(
    node: Node, world: World, origin: str | None
) -> None:
    cookie = world.sign_in("alice", 1, "calendar:7")
    with pytest.raises(InvalidStatus) as refusal:
        async with node.browser(cookie, origin):
            pass
    assert refusal.value.response.status_code == 403
    assert world.asked == 0


async def test_two_origins_are_none(node: Node, world: World) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
    cookie = world.sign_in("alice", 1)
    writer.write(
        b"GET /live HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
        b"Origin: https://hub.example.fr\r\nOrigin: https://evil.example\r\n"
        b"Cookie: hub=" + cookie.encode() + b"\r\n\r\n"
    )
    assert (await reader.readline()).split()[1] in (b"400", b"403")
    writer.close()


@pytest.mark.parametrize("cookie", ["", "forged"])
async def test_signed_out_is_refused(node: Node, cookie: str) -> None:
    with pytest.raises(InvalidStatus) as refusal:
        async with node.browser(cookie):
            pass
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("", 1008),
        ("{", 1008),
        ("[]", 1008),
        ("null", 1008),
        ('"subscribe"', 1008),
        ('{"type":"subscribe"}', 1008),
        ('{"type":"subscribe","topic":7}', 1008),
        ('{"type":"subscribe","topic":"calendar:0"}', 1008),
        ('{"type":"subscribe","topic":"calendar:9999999999999999999"}', 1008),
        ('{"type":"subscribe","topic":"calendar:7 "}', 1008),
        ('{"type":"subscribe","topic":"calendar:٧"}', 1008),
        ('{"type":"subscribe","topic":"*"}', 1008),
        ('{"type":"subscribe","topic":"calendar:7","age":-1}', 1008),
        ('{"type":"subscribe","topic":"calendar:7","age":NaN}', 1008),
        ('{"type":"subscribe","topic":"calendar:7","age":true}', 1008),
        ('{"type":"subscribe","topic":"calendar:7","age":1' + "0" * 400 + "}", 1008),
        ('{"type":"publish","topic":"calendar:7"}', 1008),
        ("[" * 512, 1008),
        (" " * 513, 1009),
        (b'{"type":"subscribe","topic":"calendar:7"}', 1003),
    ],
)
async def test_nonsense_closes_the_socket(
    node: Node, world: World, frame: str | bytes, code: int
) -> None:
    cookie = world.sign_in("charlie", 3)
    async with node.browser(cookie) as charlie:
        await charlie.socket.send(frame)
        assert await charlie.is_closed() == code


async def test_topics_of_a_socket_are_counted(node: Node, world: World) -> None:
    cookie = world.sign_in("charlie", 3)
    async with node.browser(cookie) as charlie:
        for number in range(1, MOST_TOPICS + 1):
            world.rights.add((3, f"calendar:{number}"))
            await charlie.subscribe(f"calendar:{number}")
        await charlie.subscribe("calendar:1")  # again is no more
        for _topic in range(MOST_TOPICS):
            assert (await charlie.hears())[0] == "refresh"
        await charlie.socket.send('{"type":"unsubscribe","topic":"calendar:7"}')
        await charlie.subscribe("calendar:101")  # in its place
        assert await charlie.hears() == ("gone", "calendar:101")
        await charlie.subscribe("calendar:7")
        assert await charlie.hears() == ("refresh", "calendar:7")
        await charlie.subscribe("calendar:102")
        assert await charlie.is_closed() == 1008


async def test_a_flood_of_frames_ends(node: Node, world: World) -> None:
    cookie = world.sign_in("charlie", 3)
    async with node.browser(cookie) as charlie:
        for _time in range(FRAMES_A_MINUTE + 1):
            await charlie.socket.send('{"type":"unsubscribe","topic":"calendar:7"}')
        assert await charlie.is_closed() == 1008


async def test_an_account_has_so_many_sockets_and_gets_a_place_back(
    node: Node, world: World
) -> None:
    cookie, other = world.sign_in("charlie", 3), world.sign_in("bob", 2)
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(node.browser(cookie)) for _ in range(SOCKETS_EACH)
        ]
        with pytest.raises(InvalidStatus) as refusal:
            await stack.enter_async_context(node.browser(cookie))
        assert refusal.value.response.status_code == 429
        await stack.enter_async_context(node.browser(other))
        await opened[0].socket.close()
        await until(lambda: len(node.sockets) == SOCKETS_EACH)
        await stack.enter_async_context(node.browser(cookie))
    await until(lambda: not node.sockets)
    assert node.door is not None
    assert not node.door._holders


async def test_what_changed_between_the_page_and_the_socket_is_told_at_once(
    node: Node, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent, "MARGIN", 0.0)
    cookie = world.sign_in("bob", 2, "calendar:7", "calendar:8")
    await asyncio.sleep(0.05)
    await node.bus.publish(("calendar:7",))
    async with node.browser(cookie) as bob:
        await bob.subscribe("calendar:8", age=20)
        await bob.hears_nothing(0.1)
        await bob.subscribe("calendar:7", age=0)
        await bob.hears_nothing(0.1)
        await bob.subscribe("calendar:7", age=10_000)
        assert await bob.hears() == ("refresh", "calendar:7")


async def test_after_a_gap_of_the_bus_everything_is_fetched_again(node: Node, world: World) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7", "calendar:8")
    async with node.browser(cookie) as bob:
        for topic in ("calendar:7", "calendar:8"):
            await bob.subscribe(topic)
            await bob.hears()
        await node.bus.publish(EVERYTHING)
        assert {(await bob.hears())[1], (await bob.hears())[1]} == {"calendar:7", "calendar:8"}


async def test_unsubscribed_is_told_no_more(node: Node, world: World) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7")
    async with node.browser(cookie) as bob:
        await bob.subscribe("calendar:7")
        await bob.hears()
        await bob.socket.send('{"type":"unsubscribe","topic":"calendar:7"}')
        await asyncio.sleep(0.1)
        await node.bus.publish(("calendar:7",))
        await bob.hears_nothing()


async def test_a_storm_of_changes_is_a_few_refreshes_and_the_last_is_told(
    node: Node, world: World
) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7")
    async with node.browser(cookie) as bob:
        await bob.subscribe("calendar:7")
        await bob.hears()
        for _change in range(2_000):
            await node.bus.publish(("calendar:7",))
            await asyncio.sleep(0)
        heard = []
        while not heard or heard[-1]["seq"] < 2_000:
            heard.append(json.loads(await bob.socket.recv()))
        assert [it["seq"] for it in heard] == sorted({it["seq"] for it in heard})
        assert len(heard) <= 60


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://hub.example.fr", "https://hub.example.fr"),
        ("https://Hub.Example.fr:443", "https://hub.example.fr"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:80", "http://[::1]"),
        ("https://mairie-évian.fr:8443", "https://xn--mairie-vian-hbb.fr:8443"),
    ],
)
def test_our_origin_is_written_as_browsers_write_it(url: str, sent: str) -> None:
    assert origin(url) == sent
