"""Foreign bytes are parsed here: in a child with limits, without files, network or secrets."""

from hub.confined.limits import MIB, Limits, Reason, Stopped, Unreadable
from hub.confined.pool import Pool, current

__all__ = ["MIB", "Limits", "Pool", "Reason", "Stopped", "Unreadable", "current", "run"]


async def run(function: str, data: bytes, limits: Limits) -> bytes:
    """`Pool.run` on the running hub's pool."""
    return await current.get().run(function, data, limits)
