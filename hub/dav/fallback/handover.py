"""What one request hands to the thread that Radicale runs in, and how that thread asks back."""

from __future__ import annotations

import time
from collections.abc import Callable, Coroutine, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

from anyio import from_thread

from hub.actor import Actor
from hub.dav.addresses import CollectionPath, HomePath, ObjectPath
from hub.dav.proxies import collections_in
from hub.dav.requests import Request
from hub.dav.xml import dav
from hub.domain.dav import Collection, Dav, Entry, Unmet
from hub.errors import NotFound

T = TypeVar("T")


class Passing(BaseException):
    """Goes through Radicale, which turns every `Exception` into a 500, to whom it is meant for."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error = error


LONGEST = 30.0  # seconds
"""That the parsing of one answer may take; two at once are all that there are for everybody."""


class Handover:
    """One request. Its questions are answered once: Radicale asks the rights of every object."""

    def __init__(self, request: Request) -> None:
        at = request.at
        match at:
            case HomePath():
                self.home = at
            case CollectionPath():
                self.home = at.home
            case ObjectPath():
                self.home = at.collection.home
            case _:
                raise TypeError(f"Nothing of Radicale's is at {at}.")
        self.request = request
        self._collections: dict[str, Collection | None] = {}
        self._since = time.monotonic()

    def check_time(self) -> None:
        """Ends a request that takes too long (RFC 4791 §7.8)."""
        if time.monotonic() - self._since > LONGEST:
            raise Passing(Unmet(dav("number-of-matches-within-limits")))

    @property
    def by(self) -> Actor:
        return self.request.by

    @property
    def dav(self) -> Dav:
        return self.home.dav

    def ask(self, question: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Runs it on the event loop, in a task of its own, and waits."""
        try:
            return from_thread.run(question)
        except Exception as error:
            raise Passing(error) from error

    def collection(self, segment: str) -> Collection | None:
        """None for what the actor may not know either."""
        if segment not in self._collections:
            self._collections[segment] = self._find(segment)
        return self._collections[segment]

    def collections(self) -> Sequence[Collection]:
        found = self.ask(lambda: collections_in(self.home, by=self.by))
        self._collections |= {it.segment: it for it in found}
        return found

    def entries(self, collection: Collection) -> Sequence[Entry]:
        """All names, without data."""

        async def read() -> list[Entry]:
            batches = self.dav.entries(collection.segment, by=self.by)
            return [entry async for batch in batches for entry in batch]

        return self.ask(read)

    def _find(self, segment: str) -> Collection | None:
        async def find() -> Collection | None:
            try:
                return await self.dav.collection(segment, by=self.by, to="see_busy")
            except NotFound:
                return None

        return self.ask(find)


current: ContextVar[Handover] = ContextVar("handover")
