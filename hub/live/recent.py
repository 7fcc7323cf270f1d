"""Which topics changed lately: what a browser missed between its page and its socket."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from hub.live.bus import EVERYTHING, Topics

REMEMBERED = 10_000  # topics
MARGIN = 1.0  # seconds; the frame that tells its age was itself on the way


class Recent:
    """The instant of the last change of each topic, as far as it is remembered."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.seq = 0
        """Number of the last message of this node."""
        self._clock = clock
        self._at: OrderedDict[str, float] = OrderedDict()
        self._complete_since = clock()

    def note(self, topics: Topics) -> None:
        self.seq += 1
        now = self._clock()
        if topics == EVERYTHING:
            self._at.clear()
            self._complete_since = now
            return
        for topic in topics:
            self._at[topic] = now
            self._at.move_to_end(topic)
        while len(self._at) > REMEMBERED:
            _topic, self._complete_since = self._at.popitem(last=False)

    def may_have_changed(self, topic: str, age: float) -> bool:
        """Whether what was read `age` seconds ago may be stale; when in doubt, it is."""
        read_at = self._clock() - age - MARGIN
        return read_at <= max(self._complete_since, self._at.get(topic, self._complete_since))
