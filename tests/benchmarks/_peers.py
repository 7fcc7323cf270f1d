"""Other servers with the same events, as they come. They ask no password, in their favour."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks._caldav import Calendars, Peer, basic
from tests.dav.device import propfind
from tests.system.running import free_port


@contextmanager
def radicale(calendars: Calendars) -> Iterator[Peer]:
    """On a folder that has the events already."""
    with TemporaryDirectory() as folder:
        for slug, events in calendars.items():
            calendar = Path(folder) / "collection-root" / "bench" / slug
            calendar.mkdir(parents=True)
            (calendar / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR"}))
            _write(calendar, events)
        port = free_port()
        command = [
            "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}",
            "--auth-type", "none", "--storage-filesystem-folder", folder, "--web-type", "none",
            "--logging-level", "critical",
        ]  # fmt: skip
        with _served("Radicale", command, port, "/bench/bench/", calendars) as peer:
            yield peer


@contextmanager
def xandikos(calendars: Calendars) -> Iterator[Peer]:
    """On repositories that have the events in one commit each."""
    with TemporaryDirectory() as folder:
        port = free_port()
        command = [
            "xandikos", "serve", "-d", f"{folder}/data", "--state-dir", f"{folder}/state",
            "--defaults", "--current-user-principal", "/bench/", "-l", "127.0.0.1",
            "-p", str(port), "--no-detect-systemd",
        ]  # fmt: skip
        home = "/bench/calendars/"
        with _served("Xandikos", command, port, f"{home}calendar/", calendars) as peer:
            for slug in calendars:
                peer.ask(peer.connect(), "MKCALENDAR", f"{home}{slug}")
        for slug, events in calendars.items():
            calendar = Path(folder) / "data" / "bench" / "calendars" / slug
            _write(calendar, events)
            _git(calendar, "add", "--all")
            _git(calendar, "commit", "--quiet", "--message=Bench")
        with _served("Xandikos", command, port, f"{home}bench/", calendars) as peer:
            yield peer


def _write(calendar: Path, events: dict[str, str]) -> None:
    for name, text in events.items():
        (calendar / f"{name}.ics").write_text(text, encoding="utf-8", newline="")


def _git(calendar: Path, *command: str) -> None:
    who = ("-c", "user.name=Bench", "-c", "user.email=bench@example.fr")
    subprocess.run(["git", "-C", str(calendar), *who, *command], check=True)


@contextmanager
def _served(
    name: str, command: list[str], port: int, path: str, calendars: Calendars
) -> Iterator[Peer]:
    module, *arguments = command
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            size = len(calendars["bench"])
            peer = Peer(name, port, path, basic("bench", "bench"), size, process.pid)
            _wait(peer, process)
            yield peer
        finally:
            process.kill()


def _wait(peer: Peer, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            peer.ask(peer.connect(), "PROPFIND", "", propfind("D:getetag"), Depth="0")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"{peer.name} does not start.")
