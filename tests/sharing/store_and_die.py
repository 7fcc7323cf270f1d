"""Uploads files and is killed: `python -m tests.sharing.store_and_die SPACE PERSON STEP`.

Each statement of a transaction and each call that moves content on the disk is a step; at the given
one the process kills itself as `kill -9` does. Prints what was acknowledged: name and version.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from tortoise.backends.asyncpg.client import TransactionWrapper

from hub import settings
from hub.actor import Actor, Via
from hub.app import Hub
from hub.database.sqlite import InTransaction
from hub.people.days import today
from hub.people.queries import principals_of
from hub_sharing import actions
from tests.sharing.conftest import stream

STATEMENTS = ("execute_query", "execute_query_dict", "execute_insert", "execute_many", "fetch")
NAMES = ("Plan.txt", "Notes.txt", "Plan.txt")
numbers = itertools.count(1)


def step(last: int) -> None:
    if next(numbers) == last:
        os.kill(os.getpid(), signal.SIGKILL)


def dying(function: Callable[..., Any], last: int) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        step(last)
        return function(*args, **options)

    return call


async def main(space: int, person: int, last: int) -> None:
    async with Hub(settings.load()).running():
        by = Actor(await principals_of(person, today()), Via.SESSION, "Alice", person_id=person)
        for name in ("rename", "fsync"):
            setattr(os, name, dying(getattr(os, name), last))
        for client in (InTransaction, TransactionWrapper):
            for name in STATEMENTS:
                if name in vars(client):
                    setattr(client, name, dying(getattr(client, name), last))
        for name in NAMES:
            made = await actions.upload(
                space, by=by, name=name, content=stream(os.urandom(100_000))
            )
            print(name, made.content, flush=True)
            step(last)
    print("end", flush=True)


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
