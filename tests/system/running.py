"""A real `hub` process, as an operator starts it: its address, its log, its end."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hub.settings import Settings

PATIENCE = 60  # seconds; two dialects, a browser and the demo share two cores
PORTS = range(20_000, 32_000)
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Running:
    """One process of the hub and the address that it was told to answer on."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log
        self.url = f"http://127.0.0.1:{port}"

    def ready(self) -> None:
        """Waits until `/readyz` says so."""
        end = time.monotonic() + PATIENCE
        while status(self.url + "/readyz") != 200:
            assert self.process.poll() is None, f"the hub ended:\n{self.told}"
            assert time.monotonic() < end, f"the hub is not ready:\n{self.told}"
            time.sleep(0.1)

    def stop(self, how: signal.Signals = signal.SIGTERM, within: float = 15) -> int:
        """Ends it; its exit code."""
        self.process.send_signal(how)
        return self.process.wait(within)

    @property
    def told(self) -> str:
        return self.log.read_text(encoding="utf-8")


@contextmanager
def running(
    settings: Settings, *command: str, port: int = 0, **environment: str
) -> Iterator[Running]:
    """`python -m hub COMMAND` on the data and database of `settings`, by default on a free port."""
    port = port or free_port()
    log = settings.data.parent / f"{settings.data.name}-{time.time_ns()}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments(*command), stdout=output, stderr=subprocess.STDOUT,
            env=surroundings(settings, port) | environment,
        )  # fmt: skip
    try:
        yield Running(process, port, log)
    finally:
        process.kill()
        process.wait()


def arguments(*command: str) -> list[str]:
    return [sys.executable, "-m", "hub", *command]


def surroundings(settings: Settings, port: int) -> dict[str, str]:
    """The environment of this process, with the settings of that hub and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
    kept |= {"HUB_DATA": str(settings.data), "HUB_PORT": str(port)}
    if settings.is_sqlite:
        return kept
    return kept | {"HUB_DATABASE_URL": settings.database_url.get_secret_value()}


def free_port() -> int:
    """One that stays free until a slow start comes to it: those that the system gives away
    (from 32768 on, on Linux) may belong to somebody's outgoing connection by then."""
    while True:
        port = PORTS[secrets.randbelow(len(PORTS))]  # not `random`, which property tests seed
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def status(url: str) -> int | None:
    """The status of a GET; None when nobody answers."""
    try:
        with DIRECT.open(url, timeout=10) as response:
            code: int = response.status
            return code
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return None
