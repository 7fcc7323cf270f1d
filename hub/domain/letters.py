"""What a domain does with what comes by mail."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Protocol

from hub.actor import Actor


@dataclass(frozen=True, slots=True)
class Letter:
    """A part of a message for programs. Who wrote the message is proven; what it says is theirs."""

    sender: str
    """Their address, in lower case."""
    text: str
    params: Mapping[str, str]
    """Of its content type, by lower-case name."""


class Receiver(Protocol):
    """Does what a letter says, as far as its sender may say it; twice is the same as once."""

    def __call__(self, letter: Letter, /, *, by: Actor) -> Awaitable[str]:
        """Empty; or why it waits for a person and nothing was done, marked with `N_`."""
        ...
