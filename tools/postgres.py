"""A PostgreSQL cluster that lives as long as a `with` block: real, empty and thrown away.

`python -m tools.postgres COMMAND …` runs a command with its address in `HUB_DATABASE_URL`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Nothing here outlives the block, so nothing need reach the disk.
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "300",
    "listen_addresses": "127.0.0.1",
}


ROOM = 4 << 30


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a fresh server on loopback, as `postgres://USER@127.0.0.1:PORT/postgres`."""
    directory = Path(tempfile.mkdtemp(prefix="hub-postgres-", dir=_place()))
    with _thrown_away(directory):
        if os.geteuid() == 0:
            shutil.chown(directory, "postgres")  # PostgreSQL refuses to run as root
        _run("initdb", f"--pgdata={directory}/data", "--username=hub", "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        port = _free_port()
        _start(directory, port)
        yield f"postgres://hub@127.0.0.1:{port}/postgres"


@contextmanager
def _thrown_away(directory: Path) -> Iterator[None]:
    """Stops the server and deletes its files after the block, and if this process is killed too.

    A shell waits for the end of a pipe that only we hold: it comes with our last breath at the
    latest. It has its own session, so that what stops us does not stop it first.
    """
    stop = [*_as_user(), _find("pg_ctl"), "stop", f"--pgdata={directory}/data", "--mode=immediate"]
    script = 'read -r _; directory=$1; shift; "$@" >/dev/null 2>&1; rm -rf "$directory"'
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", script, "keeper", str(directory), *stop],
        stdin=subprocess.PIPE, cwd="/", start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        keeper.communicate()


def _place() -> str:
    """In memory if there is room: each test copies some hundred files, and deletes them."""
    memory = "/dev/shm"  # noqa: S108  # mkdtemp makes a directory of its own in it
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM:
        return memory
    return "/tmp"  # noqa: S108  # not TMPDIR, which root may keep where postgres cannot enter


def _start(directory: Path, port: int) -> None:
    log = directory / "log"
    given = [f"-p {port}", f"-k {directory}", *(f"-c {k}={v}" for k, v in SETTINGS.items())]
    options = f"--options={' '.join(given)}"
    try:
        _run("pg_ctl", "start", f"--pgdata={directory}/data", options, f"--log={log}", "--wait")
    except RuntimeError as error:
        told = log.read_text(errors="replace") if log.exists() else ""
        raise RuntimeError(f"{error}\n{told}") from None


def _run(program: str, *arguments: str) -> None:
    # Files, not pipes: the server that pg_ctl leaves behind would hold a pipe open for ever.
    with tempfile.TemporaryFile() as told:
        command = [*_as_user(), _find(program), *arguments]
        if subprocess.run(command, stdout=told, stderr=told, cwd="/", check=False).returncode:
            told.seek(0)
            raise RuntimeError(f"{program} failed: {told.read().decode(errors='replace')}")


def _as_user() -> list[str]:
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _find(program: str) -> str:
    """Debian keeps the server's programs out of PATH, a folder a version."""
    folders = Path("/usr/lib/postgresql").glob("[0-9]*")
    for folder in sorted(folders, key=lambda folder: float(folder.name), reverse=True):
        if (found := folder / "bin" / program).exists():
            return str(found)
    if path := shutil.which(program):
        return path
    raise RuntimeError(f"{program} is not installed: the tests need PostgreSQL's server.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main(command: list[str]) -> int:
    with cluster() as url:
        environment = {**os.environ, "HUB_DATABASE_URL": url}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
