"""The throw-away cluster is thrown away, whatever happens to who asked for it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from tools.postgres import cluster

ROOT = Path(__file__).parents[2]

KILLED = """
import os, signal
from tools.postgres import cluster

with cluster() as url:
    print(url, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.anyio
async def test_a_cluster_answers_inside_the_block_and_is_gone_after() -> None:
    with cluster() as url:
        connection = await asyncpg.connect(url)
        assert await connection.fetchval("SHOW fsync") == "off"
        assert await connection.fetchval("SHOW server_encoding") == "UTF8"
        await connection.close()
    assert is_gone(url)


def test_a_killed_process_leaves_no_cluster_behind() -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert is_gone(done.stdout.strip())


def is_gone(url: str) -> bool:
    """Within ten seconds: a killed process does not wait for its cluster to end."""
    port = urlsplit(url).port
    for _attempt in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return True
        time.sleep(0.1)
    return False
