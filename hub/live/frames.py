"""What a browser may say on `/live`, and how it is cut off when it says something else."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from hub.database import LARGEST

LONGEST_FRAME = 512  # characters
FRAMES_A_MINUTE = 300  # each can cost a look-up
OLDEST = 10**12  # milliseconds

_TOPIC = re.compile(r"([a-z][a-z_]{0,30}):([1-9][0-9]{0,18})")


class Close(IntEnum):
    """Close codes (RFC 6455 §7.4); 4401 is ours."""

    UNSUPPORTED = 1003
    POLICY = 1008
    TOO_BIG = 1009
    TRY_AGAIN = 1013
    SIGNED_OUT = 4401


class Shut(Exception):  # an order, not a fault
    """The socket is to be closed with `code`."""

    def __init__(self, code: Close) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(frozen=True, slots=True)
class Frame:
    topic: str
    is_subscribing: bool
    age: float
    """Seconds since the browser asked for what it shows of the topic."""


class Allowance:
    """How many frames a browser may still send this minute."""

    def __init__(self) -> None:
        self._left = 0
        self._until = 0.0

    def take(self) -> None:
        if time.monotonic() >= self._until:
            self._left, self._until = FRAMES_A_MINUTE, time.monotonic() + 60
        self._left -= 1
        if self._left < 0:
            raise Shut(Close.POLICY)


def asked(message: Mapping[str, Any]) -> Frame:
    """The frame in an ASGI message.

    Raises:
        Shut: it is none of ours.
    """
    text = message.get("text")
    if text is None:
        raise Shut(Close.UNSUPPORTED)
    if len(text) > LONGEST_FRAME:
        raise Shut(Close.TOO_BIG)
    try:
        frame = json.loads(text)
        kind, topic, age = frame["type"], frame["topic"], frame.get("age", 0)
        parts(topic)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise Shut(Close.POLICY) from None
    if kind not in ("subscribe", "unsubscribe") or type(age) is not int or not 0 <= age <= OLDEST:
        raise Shut(Close.POLICY)
    return Frame(topic, kind == "subscribe", age / 1000)


def parts(topic: str) -> tuple[str, int]:
    """`calendar:7` is `("calendar", 7)`.

    Raises:
        ValueError: it is no topic that a browser can name.
    """
    match = _TOPIC.fullmatch(topic)
    if match is None or int(match[2]) > LARGEST:
        raise ValueError(topic)
    return match[1], int(match[2])
