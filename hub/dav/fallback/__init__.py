"""The long tail of DAV, answered by Radicale on a storage that is our domains.

Radicale is synchronous, so it runs in a thread of its own few; what it reads and changes goes back
to the event loop, where each change is one action, begun and committed there. No transaction is
ever open while a thread waits. `HUB_DAV_NATIVE=0` sends everything about collections this way: a
test compares both.
"""

from hub.dav.fallback.bridge import Fallback

__all__ = ["Fallback"]
