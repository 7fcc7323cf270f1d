"""Puts content and is killed at one step: `python -m tests.blobs.put_and_die NUMBER`.

Each call that changes the disk or the database is a step; at the given one the process kills itself
as `kill -9` does. Prints the digest of each content that was acknowledged, then `end`.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from hub import settings
from hub.app import Hub
from hub.blobs import blobs as module
from hub.blobs import spool
from hub.blobs.blobs import of
from tests.blobs.streams import LIMIT, stream

CONTENTS = (b"first" * 300_000, b"second" * 300_000, b"first" * 300_000)
numbers = itertools.count(1)


def step(last: int) -> None:
    if next(numbers) == last:
        os.kill(os.getpid(), signal.SIGKILL)


def dying(function: Callable[..., Any], last: int) -> Callable[..., Any]:
    """The same function, with a step before it and one after."""

    def call(*args: Any, **kwargs: Any) -> Any:
        step(last)
        answer = function(*args, **kwargs)
        step(last)
        return answer

    return call


def dying_write(last: int) -> Callable[..., Any]:
    write = module.write

    async def call(*args: Any, **kwargs: Any) -> Any:
        step(last)
        answer = await write(*args, **kwargs)
        step(last)
        return answer

    return call


async def main(last: int) -> None:
    for name in ("open", "fsync", "mkdir", "rename", "unlink"):
        setattr(os, name, dying(getattr(os, name), last))
    create = spool._create
    spool._create = dying(create, last)
    module.write = dying_write(last)
    async with Hub(settings.load()).running() as hub:
        blobs = of(hub.settings)
        for content in CONTENTS:
            blob = await blobs.put(stream(content), LIMIT)
            print(blob.digest, flush=True)
            step(last)
    print("end", flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
