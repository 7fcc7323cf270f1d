"""Whenever it is killed: what was acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from hub.access.actors import of_job
from hub.app import Hub
from hub.blobs import blobs
from hub.database import read
from hub.settings import Settings
from hub_sharing import queries
from tests.sharing.conftest import make_space, make_team
from tests.system.running import surroundings

pytestmark = pytest.mark.anyio

STEPS = range(3, 400, 1 if os.environ.get("HUB_TEST_SIZE") == "full" else 29)


async def test_no_upload_is_there_by_half(new_settings: Callable[..., Settings]) -> None:
    settings = new_settings()
    async with Hub(settings).running():
        team = await make_team()
        space = await make_space(team)
    acknowledged: dict[str, int] = {}
    for last in STEPS:
        lines = store(settings, space.id, team.alice.id, last)
        for name, version in (line.split() for line in lines if line != "end"):
            acknowledged[name] = int(version)
        async with Hub(settings).running():
            await check(space.id, acknowledged)
        if "end" in lines:
            break
    else:
        raise AssertionError("It takes more steps than that.")
    assert sum(acknowledged.values()) >= 3


def store(settings: Settings, space: int, person: int, last: int) -> list[str]:
    """What the process said until it was killed, or ended."""
    command = [
        sys.executable,
        "-m",
        "tests.sharing.store_and_die",
        *map(str, (space, person, last)),
    ]
    ran = subprocess.run(
        command, check=False, capture_output=True, text=True, env=surroundings(settings, 8000)
    )
    assert ran.returncode in {0, -9}, ran.stderr
    return [line for line in ran.stdout.splitlines() if line.count(" ") <= 1]


async def check(space: int, acknowledged: dict[str, int]) -> None:
    nodes = await read("SELECT id, name, content FROM node WHERE parent_id = :space", space=space)
    held = {row["name"]: row["content"] for row in nodes}
    assert all(held[name] >= version for name, version in acknowledged.items())
    versions = await read(
        "SELECT v.node_id, v.number, v.digest, t.id AS text_id FROM file_version v"
        " LEFT JOIN file_text t ON t.id = v.id ORDER BY v.number"
    )
    for row in nodes:
        numbers = [it["number"] for it in versions if it["node_id"] == row["id"]]
        assert numbers == list(range(1, row["content"] + 1))
    assert all(it["text_id"] for it in versions)
    entries = await read("SELECT id FROM audit_entry WHERE action = 'sharing.file.stored'")
    assert len(entries) == len(versions)
    async for digest in queries.digests(by=await of_job("test")):
        assert await blobs.current.get().verify(digest)
