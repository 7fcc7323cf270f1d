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


@contextmanager
def cluster() -> Iterator[str]:
    """The address of a fresh server on loopback, as `postgres://USER@127.0.0.1:PORT/postgres`."""
    # Not under TMPDIR, which root may keep where the user postgres cannot enter.
    directory = Path(tempfile.mkdtemp(prefix="hub-postgres-", dir="/tmp"))  # noqa: S108
    try:
        if os.geteuid() == 0:
            shutil.chown(directory, "postgres")  # PostgreSQL refuses to run as root
        _run("initdb", f"--pgdata={directory}/data", "--username=hub", "--auth=trust",
             "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")  # fmt: skip
        port = _free_port()
        _start(directory, port)
        try:
            yield f"postgres://hub@127.0.0.1:{port}/postgres"
        finally:
            _run("pg_ctl", "stop", "-D", f"{directory}/data", "-m", "immediate", "-w")
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _start(directory: Path, port: int) -> None:
    log = directory / "log"
    options = [f"-p {port}", f"-k {directory}", *(f"-c {k}={v}" for k, v in SETTINGS.items())]
    try:
        _run("pg_ctl", "start", "-D", f"{directory}/data", "-o", " ".join(options), "-l", f"{log}", "-w")
    except RuntimeError as error:
        told = log.read_text(errors="replace") if log.exists() else ""
        raise RuntimeError(f"{error}\n{told}") from None


def _run(program: str, *arguments: str) -> None:
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    # Files, not pipes: the server that pg_ctl leaves behind would hold a pipe open for ever.
    with tempfile.TemporaryFile() as told:
        command = [*as_user, _find(program), *arguments]
        if subprocess.run(command, stdout=told, stderr=told, cwd="/").returncode:
            told.seek(0)
            raise RuntimeError(f"{program} failed: {told.read().decode(errors='replace')}")


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
        return subprocess.run(command, env={**os.environ, "HUB_DATABASE_URL": url}).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1:]))
