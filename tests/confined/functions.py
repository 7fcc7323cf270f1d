"""What foreign bytes may make a parser do; `data` is mostly ignored. Run in children only."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from hub.confined import Unreadable

prepared: list[int] = []


def prepare() -> None:
    prepared.append(os.getpid())


def echo(data: bytes) -> bytes:
    return data


def count(data: bytes) -> bytes:
    """How often this module was prepared, this process and its guard."""
    return f"{len(prepared)} {os.getpid()} {os.getppid()}".encode()


def refuse(data: bytes) -> bytes:
    raise Unreadable("encrypted")


def fail(data: bytes) -> bytes:
    raise LookupError("a mistake of ours")


def spin(data: bytes) -> bytes:
    signal.signal(signal.SIGXCPU, signal.SIG_IGN)
    while True:
        pass


def sleep(data: bytes) -> bytes:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(600)
    return b""


def devour(data: bytes) -> bytes:
    return bytes(int(data))


def segfault(data: bytes) -> bytes:
    ctypes.string_at(0)
    return b""


def chatter(data: bytes) -> bytes:
    os.write(2, b"x" * 1_000_000)
    return b"y" * int(data)


def reach(data: bytes) -> bytes:
    """The ways out that are open: none should be."""
    ways: dict[str, Callable[[], object]] = {
        "socket": socket.socket,
        "file": Path("/etc/hostname").read_bytes,
        "new file": Path("escaped").touch,
        "pipe": os.pipe,
        "raise": lambda: resource.setrlimit(resource.RLIMIT_CPU, (10**6, 10**6)),
        "fork": _fork,
    }
    return " ".join(name for name, way in ways.items() if _works(way)).encode()


def environment(data: bytes) -> bytes:
    return "\n".join([*os.environ, Path.cwd().as_posix()]).encode()


def descriptors(data: bytes) -> bytes:
    return " ".join(str(number) for number in range(256) if _is_open(number)).encode()


def _fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def _works(way: Callable[[], object]) -> bool:
    try:
        way()
    except (OSError, ValueError):
        return False
    return True


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True
