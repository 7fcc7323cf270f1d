"""`hub serve` as an operator meets it: one-line refusals, harmless kills, a quick end."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hub import console
from hub.serving import listen
from hub.settings import Settings
from tests.system.running import (
    DIRECT,
    PATIENCE,
    Running,
    arguments,
    free_port,
    running,
    status,
    surroundings,
)

REFUSED = 1


@pytest.fixture
def settings(new_settings: Callable[..., Settings]) -> Settings:
    return new_settings()


def hub(settings: Settings, port: int, **environment: str) -> subprocess.CompletedProcess[str]:
    """`hub serve` that is expected to end by itself."""
    return subprocess.run(
        arguments("serve"), env=surroundings(settings, port) | environment,
        capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


def refusal(ended: subprocess.CompletedProcess[str]) -> str:
    """The one line that it said."""
    assert ended.returncode == REFUSED, ended
    assert ended.stderr.count("\n") == 1, ended.stderr
    return ended.stderr


def test_a_busy_port_is_said_in_one_line(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert f"Port {port} is already used" in refusal(hub(settings, port))


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("HUB_PUBLIC_URL", "parvis"),
        ("HUB_TIMEZONE", "Paris"),
        ("HUB_UPLOAD_LIMIT", "a lot"),
        ("HUB_PUBLIC_URI", "https://parvis.example"),
        ("HUB_HOST", "no such host"),
    ],
)
def test_a_setting_without_sense_is_named_in_one_line(
    settings: Settings, variable: str, value: str
) -> None:
    told = refusal(hub(settings, free_port(), **{variable: value}))
    assert (value if variable == "HUB_HOST" else variable) in told


def test_a_second_hub_on_the_same_directory_names_the_first(settings: Settings) -> None:
    if not settings.is_sqlite:  # there several processes share the database
        with running(settings, "serve") as first, running(settings, "serve") as second:
            first.ready()
            second.ready()
        return
    with running(settings, "serve") as first:
        first.ready()
        told = refusal(hub(settings, free_port()))
        assert f"process {first.process.pid}" in told
        assert status(first.url + "/readyz") == 200


def test_a_kill_loses_nothing(settings: Settings) -> None:
    """What was committed is there, and nothing of the killed process is in the way."""
    with running(settings, "demo", "--size", "s") as server:
        server.ready()
        server.stop(signal.SIGKILL)
        assert console.sock(settings).exists(), "nobody was there to take it away"
    with running(settings, "demo", "--size", "s") as again:
        again.ready()
        assert "is kept as it is" in again.told
        assert told(settings, b"nonsense\n") == {"refused": "The server failed; its log says how."}


def test_it_ends_soon_when_told_to(settings: Settings) -> None:
    with running(settings, "serve") as server:
        server.ready()
        with socket.create_connection(("127.0.0.1", server.port)):  # a browser that keeps its line
            start = time.monotonic()
            code = server.stop(signal.SIGTERM)
        assert time.monotonic() - start < 5
        assert code in {0, -signal.SIGTERM}
        assert "Traceback" not in server.told
    assert not console.sock(settings).exists()


@dataclass(frozen=True)
class Served:
    """A hub that several tests ask, since none of them may harm it."""

    server: Running
    settings: Settings


@pytest.fixture(scope="module")
def served(empty_database: Callable[[], Settings]) -> Iterator[Served]:
    settings = empty_database()
    with running(settings, "serve") as server:
        server.ready()
        yield Served(server, settings)


def test_health_needs_no_sign_in(served: Served) -> None:
    assert [said(served, path) for path in ("/healthz", "/readyz")] == [(200, "ok\n")] * 2


def test_the_socket_is_for_its_owner_alone(served: Served) -> None:
    mode = stat.S_IMODE(console.sock(served.settings).stat().st_mode)
    assert mode == stat.S_IRUSR | stat.S_IWUSR


@pytest.mark.parametrize(
    "line",
    [b"\n", b"\xff\xfe\n", b"[]\n", b"{}\n", b'{"command": "no.such", "arguments": {}}\n', b"{"],
)
def test_a_broken_line_is_refused_and_the_server_goes_on(served: Served, line: bytes) -> None:
    assert list(told(served.settings, line)) == ["refused"]
    assert status(served.server.url + "/readyz") == 200


def test_a_caller_who_leaves_at_once_does_no_harm(served: Served) -> None:
    for _time in range(20):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(console.sock(served.settings)))
    assert list(told(served.settings, b"{}\n")) == ["refused"]


def said(served: Served, path: str) -> tuple[int, str]:
    with DIRECT.open(served.server.url + path, timeout=20) as response:
        return response.status, response.read().decode()


def told(settings: Settings, line: bytes) -> dict[str, Any]:
    """What the server answers to `line`."""
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(20)
        caller.connect(str(console.sock(settings)))
        caller.sendall(line)
        caller.shutdown(socket.SHUT_WR)
        with caller.makefile("rb") as answers:
            answer: dict[str, Any] = json.loads(answers.readline())
            return answer


@pytest.mark.parametrize("command", [["-m", "hub"], ["-c", "from hub.cli import main; main()"]])
def test_it_says_its_version(command: list[str], tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, *command, "--version"], check=True, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}, cwd=tmp_path,
    )  # fmt: skip
    assert said.stdout.startswith("Parvis 0.")


def test_no_answer_waits_for_an_acknowledgement(settings: Settings) -> None:
    """asyncio turns Nagle's algorithm off only where the socket says that it is TCP."""
    with listen(settings.model_copy(update={"port": free_port()})) as listener:
        assert listener.proto == socket.IPPROTO_TCP
