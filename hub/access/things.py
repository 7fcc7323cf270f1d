"""What a right is a right to, as its domain shows it, found without knowing the domain.

The composition root puts all domains' `attach` ports together and binds them here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol, Self

from hub.actor import Actor
from hub.current import Current
from hub.database import LARGEST
from hub.errors import NotFound

_REF = re.compile(r"([a-z][a-z_]{0,19}):([1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A thing of any kind, as links and addresses name it: `event:12`."""

    kind: str
    id: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises `NotFound` on anything that is no reference."""
        match = _REF.fullmatch(text)
        if match is None or int(match[2]) > LARGEST:
            raise NotFound
        return cls(match[1], int(match[2]))

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing, as one actor may know it."""

    ref: Ref
    title: str
    url: str
    scope_id: int | None
    """Whose rights hold for it; None for what has no rights of its own, such as a person."""
    abilities: frozenset[str]
    icon: str = ""
    """A name of the sprite."""
    note: str = ""
    """What tells it from others of the same title, such as when it takes place."""


class Things(Protocol):
    """Finds things of every kind."""

    async def find(self, refs: Collection[Ref], *, by: Actor) -> Mapping[Ref, Thing]:
        """Those that the actor may know of; the others are left out, as if they were not there."""
        ...


current: Current[Things] = Current("things")


async def find(ref: Ref, *, by: Actor) -> Thing:
    """Raises `NotFound` if there is none, or none that the actor may know of."""
    found = await current.get().find([ref], by=by)
    if ref not in found:
        raise NotFound
    return found[ref]
