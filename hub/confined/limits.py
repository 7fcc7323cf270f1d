"""What a confined function may use, and the bytes that go between the hub and its children."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import StrEnum

MIB = 1024 * 1024

HEADER = struct.Struct("!dIQ")
"""Hub to zygote, beside the descriptor of the job: seconds, processor seconds, bytes of memory."""
TRAILER = struct.Struct("!i?")
"""After the answer: the child's exit code (negative: a signal), and whether time was up."""

DONE, UNREADABLE, FAILED, MEMORY = 0, 10, 11, 12
"""Exit codes of a child."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one call may use at most."""

    seconds: float = 20
    """On the clock, once the child has started."""
    cpu: int = 15
    """Seconds of processor time."""
    memory: int = 512 * MIB
    """Bytes on top of the data itself and of what the code needs to start."""
    answer: int = 32 * MIB
    """Bytes of the answer."""


class Reason(StrEnum):
    """Why there is no answer."""

    UNREADABLE = "unreadable"  # the function said so, see `Stopped.word`
    TIME = "time"
    MEMORY = "memory"
    SIZE = "size"
    CRASH = "crash"


class Unreadable(Exception):
    """Raised by a confined function: these bytes are not for it. `word` is for its caller."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Stopped(Exception):
    """The call gave no answer, and its child is gone."""

    def __init__(self, reason: Reason, word: str = "") -> None:
        super().__init__(f"{reason}: {word}" if word else str(reason))
        self.reason = reason
        self.word = word
