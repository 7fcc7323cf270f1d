"""Puts and reads a large stream and prints how much memory that took, in KiB:
`python -m tests.blobs.put_and_measure MEGABYTES`.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from hub import settings
from hub.app import Hub
from hub.blobs.blobs import of
from tests.blobs.streams import stream, whole

STEP = 64 * 1024


def highest() -> int:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    return int(found[1])


async def main(megabytes: int) -> None:
    async def large() -> AsyncIterator[bytes]:
        for number in range(megabytes * 16):
            yield number.to_bytes(8, "big") * (STEP // 8)

    async with Hub(settings.load()).running() as hub:
        blobs = of(hub.settings)
        small = await blobs.put(stream(bytes(2**20)), 2**21)  # what is loaded once, is
        await whole(blobs, small.digest)
        before = highest()
        blob = await blobs.put(large(), 2**40)
        after_put = highest()
        hashed = hashlib.sha256()
        async for chunk in await blobs.open(blob.digest):
            hashed.update(chunk)
        assert hashed.hexdigest() == blob.digest
        assert blob.size == megabytes * 2**20
        print(after_put - before, highest() - before)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
