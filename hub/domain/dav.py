"""What a domain serves over DAV: collections of small objects, such as calendars and their events.

The gateway (`hub.dav`) speaks the protocol and knows neither iCalendar nor vCard; the domain knows
these and no HTTP. What is asked and changed ends in the domain's queries and actions, with `by`.

    domain = Domain(…, dav=dav.Calendars())

Names of properties and reports are written `{namespace}name`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from xml.etree.ElementTree import Element

from hub.actor import Actor


@dataclass(frozen=True, slots=True)
class Sort:
    """What the collections of a domain are, in the words of their standard."""

    segment: str
    """Of the address: `calendars` in `/dav/calendars/`."""
    scope: str
    """What an app password must be good for to come here."""
    tag: str
    """What an object begins with: `VCALENDAR`."""
    media_type: str
    compliance: str
    """What the `DAV` header says of it."""
    resource_type: str
    home_set: str
    """The property of a principal that leads to the home."""
    data: str
    """The property that is a whole object."""
    multiget: str
    reports: tuple[str, ...]
    """The domain's own, answered by `report`."""
    make: str
    """The method that makes a collection, beside MKCOL (RFC 5689); empty where there is none."""
    largest: int
    """Octets of an object."""


@dataclass(frozen=True, slots=True)
class Collection:
    """A calendar or an address book, as far as one actor goes in it."""

    id: int
    segment: str
    """Its name in the address, below the home of whoever asks."""
    name: str
    owner_id: int
    abilities: frozenset[str]
    token: str
    """The sync token of now: it changes with whatever the reader is shown."""
    properties: Mapping[str, str] = field(default_factory=dict)
    """The domain's own, as XML that is well-formed between the tags of the property, written
    with the prefixes of `hub.dav.xml`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An object as its reader is shown it."""

    href: str
    """Its name in the collection, not quoted."""
    etag: str
    """With its quotation marks."""
    component: str
    data: str = ""
    """The whole, when it was asked for; octet for octet what was put if nothing is hidden."""
    schedule_tag: str = ""
    """With its marks, of what is planned with others (RFC 6638 §3.2.10); else empty."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a client does not know yet."""

    token: str
    written: Sequence[Entry]
    gone: Sequence[str]
    is_cut: bool = False
    """There is more after `token` than was asked for at once."""


@dataclass(frozen=True, slots=True)
class Match:
    """On what condition something is changed (RFC 9110 §13.1)."""

    etag: str = ""
    """`If-Match`: the only one that may be replaced; `*` for whatever is there; empty: any."""
    is_new: bool = False
    """`If-None-Match: *`: nothing may be there."""


@dataclass(frozen=True, slots=True)
class Put:
    etag: str
    """Empty when what is stored differs from what was sent."""
    is_new: bool
    schedule_tag: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open; None has no end on that side."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """An answer to a report that is no multistatus."""

    media_type: str
    text: str


@dataclass(frozen=True, slots=True)
class Cut:
    """As many as a report asked for, of more."""

    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Proxy:
    """Somebody at the other end of a delegation."""

    person_id: int
    writes: bool


@dataclass(frozen=True, slots=True)
class Proxies:
    """Who acts for the actor, and for whom the actor acts, each in that one's own collections."""

    delegates: Sequence[Proxy] = ()
    served: Sequence[Proxy] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """What is said of one of those whom a message was for."""

    recipient: str
    """The address, as the message has it."""
    status: str
    """In the words of the standard (RFC 5546 §3.6)."""
    data: str = ""
    """An object of the domain."""


class Unmet(Exception):
    """A request does not meet a condition that its standard names (RFC 4918 §16); one without a
    name is told by the status alone."""

    def __init__(
        self, condition: str, status: int = 403, *, href: str = "", message: str = ""
    ) -> None:
        super().__init__(condition)
        self.condition = condition
        self.status = status
        self.href = href
        """In the same collection: what stands in the way."""
        self.message = message
        """For people, where a client shows it."""


class Scheduling(Protocol):
    """People who plan with each other (RFC 6638). Nothing is kept in an outbox."""

    @property
    def inbox(self) -> Dav:
        """The one collection where programs find what others have told its owner."""
        ...

    @property
    def properties(self) -> Mapping[str, str]:
        """Of an outbox, as those of a collection."""
        ...

    @property
    def largest(self) -> int:
        """Octets of a message."""
        ...

    async def sent(self, body: bytes, originator: str, *, by: Actor) -> Sequence[Reply]:
        """The answers to a message that the actor sends; `originator` is whose it is said to be,
        if anything is said. Raises `Unmet`."""
        ...


class Dav(Protocol):
    """Collections are named by their segment in the actor's home. Everything raises `NotFound` for
    what the actor may not know, and `Forbidden`."""

    @property
    def sort(self) -> Sort: ...

    @property
    def scheduling(self) -> Scheduling | None:
        """None where nobody plans."""
        ...

    async def collections(self, *, by: Actor) -> Sequence[Collection]:
        """What the actor's home shows."""
        ...

    async def proxies(self, *, by: Actor) -> Proxies: ...

    async def collection(self, segment: str, *, by: Actor, to: str = "read") -> Collection: ...

    def entries(self, segment: str, *, by: Actor) -> AsyncIterator[Sequence[Entry]]:
        """All of it, without data, in batches."""
        ...

    async def objects(self, segment: str, hrefs: Sequence[str], *, by: Actor) -> Sequence[Entry]:
        """Those of the names that are there, with data."""
        ...

    def exported(self, segment: str, *, by: Actor) -> AsyncIterator[str]:
        """All of it as one file."""
        ...

    async def changes(
        self, segment: str, token: str, *, by: Actor, limit: int | None, with_data: bool
    ) -> Changes:
        """Since a token; an empty one knows nothing. Raises `Unmet` for one of no use."""
        ...

    async def candidates(
        self, segment: str, component: str, within: Period, *, by: Actor
    ) -> Sequence[Entry]:
        """At least the objects of a component (empty: of any) that meet the period, with data."""
        ...

    async def report(
        self, asked: Element, segment: str, *, by: Actor, with_data: bool
    ) -> Sequence[Entry] | Cut | Text | None:
        """The answer to one of `sort.reports`; None for a shape that is not answered here."""
        ...

    async def shaped(
        self, asked: Element, segment: str, entries: Sequence[Entry], *, by: Actor
    ) -> Sequence[Entry]:
        """The entries with as much of their data as the report asks for. Raises `Unmet`."""
        ...

    async def put(
        self, segment: str, href: str, body: bytes, *, by: Actor, match: Match
    ) -> Put: ...

    async def delete(
        self, segment: str, href: str, *, by: Actor, match: Match, is_silent: bool = False
    ) -> None:
        """Silent: no organizer is told by it (RFC 6638 §8.1)."""
        ...

    async def move(
        self,
        segment: str,
        href: str,
        to: str,
        to_href: str,
        *,
        by: Actor,
        overwrites: bool,
        match: Match,
    ) -> bool:
        """Whether the name is new there. The condition is of what is moved."""
        ...

    async def copy(
        self,
        segment: str,
        href: str,
        to: str,
        to_href: str,
        *,
        by: Actor,
        overwrites: bool,
        match: Match,
    ) -> bool:
        """Whether the name is new there; of what the actor is not shown there is no copy."""
        ...

    async def create(self, segment: str, values: Mapping[str, Element], *, by: Actor) -> None:
        """A collection of the actor's own. Raises `Unmet` for a name that is taken."""
        ...

    async def change(
        self, segment: str, values: Mapping[str, Element | None], *, by: Actor
    ) -> Mapping[str, int]:
        """Sets properties, and removes those that are None: all or nothing. Gives the status of
        each: 200, or 403 for one that nobody can change and then 424 for the others."""
        ...

    async def remove(self, segment: str, *, by: Actor) -> None: ...
