"""What a domain answers when the hub asks: one Protocol a port, and what its answers are made of.

A port that is a function is filled with a coroutine function of that signature; one with methods,
with an object that has them.
"""

from __future__ import annotations

from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Collection,
    Coroutine,
    Mapping,
    Sequence,
)
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from hub.access.things import Ref, Thing
from hub.actor import Actor

Shown = Callable[[Actor], bool]
"""Whether a place of the navigation is for this actor. By what the actor holds alone, such as
`Actor.is_inside`: it is asked for every page, so it may not ask the database."""

Topic = Callable[[Actor, int], Awaitable[bool]]
"""Whether an actor may read the thing of a `/live` topic, such as `calendar:7`, now."""


@dataclass(frozen=True, slots=True)
class Place:
    """An entry of the navigation; the hub shows each actor the first five that are for them."""

    label: str
    """Marked with `N_`."""
    path: str
    icon: str
    shown: Shown | None = None
    """None: to everybody signed in."""


@dataclass(frozen=True, slots=True)
class Text:
    """What is indexed of one thing. The index is told the scope, so a change of rights is none."""

    ref: Ref
    scope_id: int | None
    """None for what has no rights of its own: whoever is signed in may look for it."""
    title: str
    body: str
    """Its pages, if it has any, apart by form feeds."""
    changed_at: datetime


class Search(Protocol):
    """What of the domain can be found. Whether a reader may see a hit, `attach` says; the index's
    job alone is told all of it (`hub.search.policy.check_indexes`)."""

    @property
    def kinds(self) -> Mapping[str, str]:
        """What the things of each kind are called, marked with `N_`: `{"event": N_("Events")}`."""
        ...

    async def text(self, ref: Ref, *, by: Actor) -> Text | None:
        """One thing, after it changed; None when it is to be forgotten. `by` is the index's job."""
        ...

    def texts(self, *, by: Actor) -> AsyncIterator[Text]:
        """Everything, for a new index."""
        ...


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for the actor."""

    title: str
    url: str
    icon: str
    due_on: date | None = None
    detail: str = ""


class Todo(Protocol):
    def __call__(self, *, by: Actor) -> Coroutine[Any, Any, Sequence[Task]]: ...


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something of the actor's day."""

    starts_at: datetime
    ends_at: datetime
    title: str
    url: str
    where: str = ""
    is_tentative: bool = False


class Today(Protocol):
    def __call__(
        self, start: datetime, end: datetime, /, *, by: Actor
    ) -> Coroutine[Any, Any, Sequence[Appointment]]: ...


@dataclass(frozen=True, slots=True)
class Change:
    """Something that others did to what the actor reads."""

    at: datetime
    sentence: str
    url: str
    icon: str


class Changes(Protocol):
    """Newest first."""

    def __call__(
        self, since: datetime, /, *, by: Actor, limit: int
    ) -> Coroutine[Any, Any, Sequence[Change]]: ...


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """Part of a person's card: what this domain knows of them that the actor may know too."""

    title: str
    lines: tuple[Line, ...]


class Card(Protocol):
    def __call__(self, person_id: int, /, *, by: Actor) -> Awaitable[Panel | None]: ...


class Certainty(StrEnum):
    BUSY = "busy"
    TENTATIVE = "tentative"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody has no time then. What for is not said, even to who could read it."""

    person_id: int
    starts_at: datetime
    ends_at: datetime
    certainty: Certainty


class BusyTimes(Protocol):
    """Of those people whose busy time the actor may see."""

    def __call__(
        self, people: Collection[int], start: datetime, end: datetime, /, *, by: Actor
    ) -> Awaitable[Sequence[Busy]]: ...


class Attach(Protocol):
    """The domain's things, as others link, search, subscribe to and show them."""

    @property
    def kinds(self) -> Collection[str]:
        """The words of its references; no other domain has them."""
        ...

    async def find(self, refs: Collection[Ref], *, by: Actor) -> Mapping[Ref, Thing]:
        """Those that the actor may read; the others are left out, as if they were not there."""
        ...

    async def suggest(self, words: str, *, by: Actor, limit: int) -> Sequence[Thing]:
        """Readable things that the words may mean, the likeliest first."""
        ...


class Digests(Protocol):
    """The digests of all content that the domain's rows hold (`hub.blobs`), some perhaps twice:
    what no domain names is deleted. For the hub's own job; `NotFound` for others."""

    def __call__(self, *, by: Actor) -> AsyncIterator[str]: ...


class ImportRun(Protocol):
    """A file that somebody brought, while its importer works on it (`hub.imports`)."""

    content: bytes

    @property
    def options(self) -> Mapping[str, Any]: ...

    @property
    def plan(self) -> Mapping[str, Any]:
        """What `plan` gave, and its owner looked at."""
        ...

    async def progress(self, done: int, total: int) -> None:
        """Shown to the owner; between transactions only, as often as one likes."""
        ...

    async def finish(self, report: Mapping[str, Any]) -> None:
        """Ends the import. In the transaction of the last change it is written with that change,
        so a crash neither repeats nor forgets anything."""
        ...


class Importer(Protocol):
    """Reads files of one kind. What it gives is plain JSON, for its own pages."""

    @property
    def most_bytes(self) -> int: ...

    async def check(self, options: Mapping[str, Any], /, *, by: Actor) -> None:
        """Raises `NotFound` or `Forbidden` for whoever may not import this so."""
        ...

    async def plan(self, run: ImportRun, /, *, by: Actor) -> Mapping[str, Any]:
        """What `apply` would write; nothing is written. Raises `Invalid` on a file that is none."""
        ...

    async def apply(self, run: ImportRun, /, *, by: Actor) -> None:
        """Writes what was planned, through actions, and ends with `run.finish`. Called again after
        a crash. Raises `Conflict` when the plan is out of date."""
        ...


@dataclass(frozen=True, slots=True)
class Retained:
    """What is kept of people, by class: the data-protection officer's page is made of these."""

    retention: str
    """The class, as the tables name it."""
    label: str
    kept_for: str
    """In words: `two years after the meeting`."""
    rows: int
    due: int
    """How many rows are past their time."""


class Retention(Protocol):
    """For administrators and the data-protection officer; empty for others."""

    def __call__(self, *, by: Actor) -> Awaitable[Sequence[Retained]]: ...


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One heading of what is kept about a person (GDPR article 15), as a table of words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class PersonalDataOf(Protocol):
    """For the person, and for the data-protection officer; `NotFound` for others."""

    def __call__(self, person_id: int, /, *, by: Actor) -> AsyncIterator[PersonalData]: ...


class Demo(Protocol):
    def __call__(self, world: Any, /, *, by: Actor) -> Awaitable[Mapping[str, int]]:
        """Fills the domain's tables in bulk for the fictional authority, a `hub.demo.world.World`
        (which lies on a floor above this one); gives the number of rows by table. People, groups
        and what earlier domains made are in the database; blobs are put before a transaction."""
        ...


class Health(StrEnum):
    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence of `hub doctor`: a state, its cause, and what to do."""

    name: str
    health: Health
    sentence: str
    remedy: str = ""


class Doctor(Protocol):
    def __call__(self, *, by: Actor) -> Awaitable[Sequence[Finding]]: ...
