"""A door in a process of its own, whose memory can be measured: `python -m tests.live.serve`.

Prints its port, then publishes the topics of each line of its standard input.
"""

from __future__ import annotations

import asyncio
import sys

from hub.live.memory import MemoryBus
from tests.live.conftest import World, serving


async def main() -> None:
    world, bus = World(), MemoryBus()
    world.sign_in("bob", 2, "calendar:7")
    world.sign_in("charlie", 3, *(f"calendar:{number}" for number in range(1, 101)))
    async with serving(world, bus, ws_per_message_deflate=True) as node:
        print(node.port, flush=True)
        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            await bus.publish(tuple(line.split()))


if __name__ == "__main__":
    asyncio.run(main())
