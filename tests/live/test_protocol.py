"""Hostile peers (B4) against a server whose memory is watched; others are served meanwhile."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.live import protocol
from hub.live import socket as live_socket
from hub.live.memory import MemoryBus
from hub.live.protocol import MOST_FRAGMENTS
from tests.live.conftest import ORIGIN, Node, World, serving, until

pytestmark = pytest.mark.anyio

GROWTH = 20 * 1024  # KiB, at most, whatever the peer does
TEXT, BINARY, CONTINUATION, PING, FIN, COMPRESSED = 1, 2, 0, 9, 0x80, 0x40


class Server:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.node = Node(World(), MemoryBus(), int(process.stdout.readline()))

    def memory(self) -> int:
        """Resident KiB, the highest it ever was."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1])

    def publish(self, topic: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(topic + "\n")
        self.process.stdin.flush()

    async def still_serves(self) -> None:
        async with self.node.browser("bob0") as bob:
            await bob.subscribe("calendar:7", age=10**9)
            assert await bob.hears() == ("refresh", "calendar:7")


@pytest.fixture
def server() -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.live.serve"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ,
    )  # fmt: skip
    yield Server(process)
    process.kill()
    process.wait()


def raw(port: int, *headers: str, cookie: str = "charlie1") -> socket.socket:
    """A connection after the handshake, for frames that no client library would send."""
    peer = socket.create_connection(("127.0.0.1", port), timeout=20)
    peer.sendall(
        "\r\n".join(
            (
                "GET /live HTTP/1.1", "Host: h", "Upgrade: websocket", "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13",
                f"Origin: {ORIGIN}", f"Cookie: hub={cookie}", *headers, "\r\n",
            )
        ).encode()
    )  # fmt: skip
    head = b""
    while b"\r\n\r\n" not in head:
        head += peer.recv(1)
    assert b" 101 " in head, head
    return peer


def frame(first: int, payload: bytes = b"") -> bytes:
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 65536:
        length = struct.pack("!BH", 0x80 | 126, size)
    else:
        length = struct.pack("!BQ", 0x80 | 127, size)
    return bytes([first]) + length + b"\0\0\0\0" + payload  # a mask of zeros


def attack(peer: socket.socket, data: bytes, times: int) -> bool:
    """Sends until the server cuts the line; whether it did."""
    try:
        for _time in range(times):
            peer.sendall(data)
        peer.settimeout(10)  # half of what uvicorn waits before its first ping
        while peer.recv(65536):
            pass
    except (ConnectionError, TimeoutError) as error:
        return not isinstance(error, TimeoutError)
    return True


async def test_a_million_empty_fragments(server: Server) -> None:
    await server.still_serves()
    before = server.memory()
    peer = raw(server.node.port)
    peer.sendall(frame(TEXT))
    assert await asyncio.to_thread(attack, peer, frame(CONTINUATION) * 1000, 1000)
    assert server.memory() - before < GROWTH
    await server.still_serves()


async def test_as_many_fragments_as_allowed_are_one_message(node: Node, world: World) -> None:
    cookie = world.sign_in("bob", 2, "calendar:7")
    async with node.browser(cookie) as bob:
        text = '{"type":"subscribe","topic":"calendar:7"}'
        await bob.socket.send([*text, *[" "] * (MOST_FRAGMENTS - len(text) - 1)])
        assert await bob.hears() == ("refresh", "calendar:7")


async def test_a_hundred_megabytes_in_one_kilobyte(server: Server) -> None:
    await server.still_serves()
    before = server.memory()
    packer = zlib.compressobj(9, zlib.DEFLATED, -12)
    packed = packer.compress(b" " * 100_000_000) + packer.flush(zlib.Z_SYNC_FLUSH)
    peer = raw(server.node.port, "Sec-WebSocket-Extensions: permessage-deflate")
    assert await asyncio.to_thread(attack, peer, frame(FIN | COMPRESSED | TEXT, packed[:-4]), 1)
    assert server.memory() - before < GROWTH
    await server.still_serves()


async def test_a_frame_that_announces_a_terabyte(server: Server) -> None:
    await server.still_serves()
    before = server.memory()
    peer = raw(server.node.port)
    header = bytes([FIN | TEXT]) + struct.pack("!BQ", 0x80 | 127, 2**40) + b"\0\0\0\0"
    assert await asyncio.to_thread(attack, peer, header, 1)
    assert server.memory() - before < GROWTH
    await server.still_serves()


async def test_pings_of_a_peer_that_never_reads(server: Server) -> None:
    await server.still_serves()
    before = server.memory()
    peer = raw(server.node.port)
    pings = frame(FIN | PING, b"x" * 125) * 500

    def flood() -> bool:
        try:
            for _time in range(4_000):  # a quarter of a gigabyte
                peer.sendall(pings)
        except ConnectionError:
            return True
        return False

    assert await asyncio.to_thread(flood)
    assert server.memory() - before < GROWTH
    await server.still_serves()


async def test_a_peer_that_never_reads_its_refreshes(server: Server) -> None:
    """What is due to it is bounded by its topics, not by what happens."""
    await server.still_serves()
    before = server.memory()
    peer = raw(server.node.port)
    for number in range(1, 101):
        text = f'{{"type":"subscribe","topic":"calendar:{number}"}}'
        peer.sendall(frame(FIN | TEXT, text.encode()))
    topics = " ".join(f"calendar:{number}" for number in range(1, 101))
    for _change in range(3_000):
        server.publish(topics)
    await server.still_serves()
    assert server.memory() - before < GROWTH
    peer.close()


async def test_a_full_send_buffer_ends_the_connection(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "STALLED_FOR", 0.3)
    monkeypatch.setattr(live_socket, "PAUSE", 0.0)
    cookie = world.sign_in("charlie", 3, *(f"calendar:{number}" for number in range(1, 101)))
    async with serving(world, MemoryBus()) as node:
        peer = await asyncio.to_thread(_narrow, node.port, cookie)
        for number in range(1, 101):
            text = f'{{"type":"subscribe","topic":"calendar:{number}"}}'
            peer.sendall(frame(FIN | TEXT, text.encode()))
        await until(lambda: node.sockets)
        topics = tuple(f"calendar:{number}" for number in range(1, 101))
        async with asyncio.timeout(60):
            while node.sockets:
                await node.bus.publish(topics)
                await asyncio.sleep(0.01)
        peer.close()


def _narrow(port: int, cookie: str) -> socket.socket:
    original = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        self.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        original(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        peer = raw(port, cookie=cookie)
    return peer
