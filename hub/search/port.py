"""What an index is to the rest: the database's own, or a server's that the operator configured."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, Self

from hub.access.things import Ref
from hub.current import Current
from hub.domain.ports import Text
from hub.errors import Invalid, NotFound
from hub.language import _
from hub.search.parsing import Query
from hub.search.policy import Readable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_CURSOR = re.compile(r"([012])-(\d{1,16})-(\S{1,40})")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thing stands among all that a query finds.

    First those with that very title, then those with every word in the title, then the others;
    of each the last changed first. Nothing in it depends on other things: how rare a word is among
    those that somebody may not read would show in the order of those that they may.
    """

    tier: int
    changed_at: datetime
    ref: Ref

    @property
    def key(self) -> tuple[int, int, int, str]:
        """Smaller is better."""
        return self.tier, -self._moment, -self.ref.id, self.ref.kind

    @property
    def cursor(self) -> str:
        return f"{self.tier}-{self._moment}-{self.ref}"

    @classmethod
    def of_cursor(cls, text: str) -> Self:
        """Raises `Invalid` on anything that `cursor` did not write."""
        match = _CURSOR.fullmatch(text)
        try:
            if match is None:
                raise ValueError
            changed_at = _EPOCH + int(match[2]) * _MICROSECOND
            return cls(int(match[1]), changed_at, Ref.parse(match[3]))
        except (ValueError, OverflowError, NotFound):
            raise Invalid(_("This page of results does not exist.")) from None

    @property
    def _moment(self) -> int:
        return (self.changed_at - _EPOCH) // _MICROSECOND


@dataclass(frozen=True, slots=True)
class Candidate:
    """A thing that an index says the actor may read; what is shown is checked again."""

    place: Place
    row: int
    """The index's own number for it."""

    @property
    def ref(self) -> Ref:
        return self.place.ref


class Index(Protocol):
    async def put(self, texts: Sequence[Text]) -> None:
        """Adds or replaces; an older text never replaces a newer one."""
        ...

    async def remove(self, refs: Collection[Ref]) -> None: ...

    async def known(self, kind: str, scope_id: int | None = None) -> set[int]:
        """The keys of all things of a kind, or of those with the rights of one scope."""
        ...

    async def candidates(
        self,
        query: Query,
        readable: Readable,
        *,
        kinds: Collection[str],
        after: Place | None,
        most: int,
    ) -> list[Candidate]:
        """The best `most` of each kind after a place, in their order."""
        ...

    async def bodies(self, rows: Collection[int]) -> dict[int, str]:
        """The stored text, by the `row` of candidates."""
        ...


current: Current[Index] = Current("search index")
