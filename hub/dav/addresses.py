"""What is where below `/dav`: an address says what is meant, not whether it is there.

    /dav/                                       the root
    /dav/principals/  …/{principal}/            people and groups, by key
    …/{principal}/calendar-proxy-write/         those who act for that person; -read: who look on
    /dav/calendars/   …/{person}/               homes, each seen by whose it is
    /dav/calendars/{person}/outbox/             where whoever asks sends questions to others
    /dav/calendars/{person}/inbox/              what others have told whoever asks
    /dav/calendars/{person}/{calendar}/         a collection in the home of whoever asks
    /dav/calendars/{person}/{calendar}/{name}   an object in it

Addresses carry keys, so they stay when somebody's name or service changes, and they tell nothing.
What somebody shares appears in the homes of those who read it. Below another's home only those ask
who act for that person, and find there what is that person's, by its key.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

from hub.actor import Actor
from hub.database import LARGEST
from hub.domain.dav import Dav
from hub.errors import NotFound

ROOT = "/dav/"
PRINCIPALS = f"{ROOT}principals/"
LONGEST = 255
UNREADABLE = "\ufffd"
"""What the server makes of octets that are no UTF-8."""
OUTBOX, INBOX = "outbox", "inbox"
PROXIES = {True: "calendar-proxy-write", False: "calendar-proxy-read"}


@dataclass(frozen=True, slots=True)
class RootPath:
    path: str = ROOT


@dataclass(frozen=True, slots=True)
class PrincipalsPath:
    path: str = PRINCIPALS


@dataclass(frozen=True, slots=True)
class PrincipalPath:
    id: int

    @property
    def path(self) -> str:
        return principal(self.id)


@dataclass(frozen=True, slots=True)
class ProxyPath:
    """The group of those who act for somebody (draft-caldav-proxy §3)."""

    person_id: int
    writes: bool

    @property
    def path(self) -> str:
        return principal(self.person_id) + PROXIES[self.writes] + "/"


@dataclass(frozen=True, slots=True)
class HomesPath:
    dav: Dav

    @property
    def path(self) -> str:
        return f"{ROOT}{self.dav.sort.segment}/"


@dataclass(frozen=True, slots=True)
class HomePath:
    dav: Dav
    person_id: int

    @property
    def path(self) -> str:
        return f"{ROOT}{self.dav.sort.segment}/{self.person_id}/"


@dataclass(frozen=True, slots=True)
class OutboxPath:
    """Where messages are sent that get their answers at once (RFC 6638 §2.1)."""

    home: HomePath

    @property
    def path(self) -> str:
        return f"{self.home.path}{OUTBOX}/"


@dataclass(frozen=True, slots=True)
class CollectionPath:
    """Where a collection is, or may be made."""

    home: HomePath
    segment: str

    @property
    def path(self) -> str:
        return f"{self.home.path}{self.segment}/"


@dataclass(frozen=True, slots=True)
class ObjectPath:
    """Where an object is, or may be put."""

    collection: CollectionPath
    href: str

    @property
    def path(self) -> str:
        return self.collection.path + self.href


Address: TypeAlias = (
    RootPath
    | PrincipalsPath
    | PrincipalPath
    | ProxyPath
    | HomesPath
    | HomePath
    | OutboxPath
    | CollectionPath
    | ObjectPath
)


class Addresses:
    """Reads addresses, knowing what is served, and whose homes are open beside the actor's own."""

    def __init__(self, served: dict[str, Dav], homes: frozenset[int] = frozenset()) -> None:
        self.served = served
        self.homes = homes

    def foreign(self, path: str, *, by: Actor) -> Dav | None:
        """What is served in the home that a path is in or below, if that is not the actor's."""
        match path.removeprefix(ROOT).split("/"):
            case [sort, key, *_rest] if path.startswith(ROOT) and sort in self.served:
                return self.served[sort] if key and key != str(by.person_id) else None
        return None

    def opened(self, homes: Iterable[int]) -> Addresses:
        """The same, with these homes open."""
        return Addresses(self.served, frozenset(homes))

    def read(self, path: str, *, by: Actor) -> Address:
        """Raises `NotFound` for what nothing can be at, and below others' homes."""
        if not path.startswith(ROOT):
            if path == ROOT[:-1]:
                return RootPath()
            raise NotFound
        parts = path[len(ROOT) :].split("/")
        if parts[-1] == "":
            parts.pop()
        if any(part in {"", ".", ".."} or len(part) > LONGEST for part in parts):
            raise NotFound
        if UNREADABLE in path:
            raise NotFound  # of two names that are no UTF-8, both would be the same one
        return self._read(parts, by)

    def of_href(self, href: str, *, by: Actor) -> Address | None:
        """What a client names in a body or in `Destination`: a path or an address of ours. None
        for what is nothing here; the host is not looked at."""
        try:
            return self.read(path_of(href), by=by)
        except (NotFound, ValueError):
            return None

    def _read(self, parts: list[str], by: Actor) -> Address:
        match parts:
            case []:
                return RootPath()
            case ["principals"]:
                return PrincipalsPath()
            case ["principals", key]:
                return PrincipalPath(_key(key))
            case ["principals", key, group] if group in PROXIES.values():
                return ProxyPath(_key(key), group == PROXIES[True])
            case [sort, *rest] if sort in self.served:
                return self._below(self.served[sort], rest, by)
        raise NotFound

    def _below(self, dav: Dav, parts: list[str], by: Actor) -> Address:
        if not parts:
            return HomesPath(dav)
        home = HomePath(dav, _key(parts[0]))
        if home.person_id != by.person_id:
            if home.person_id not in self.homes:
                raise NotFound
            if parts[1:]:
                _key(parts[1])  # a name would be looked for among the actor's own
        match parts[1:]:
            case []:
                return home
            case [segment, *inside] if segment == OUTBOX and dav.scheduling:
                if inside:
                    raise NotFound  # nothing is kept in it
                return OutboxPath(home)
            case [segment, *_inside] if segment == INBOX and dav.scheduling:
                # Its owner's alone: whoever acts for them works in their calendars.
                home = HomePath(dav.scheduling.inbox, home.person_id)
        match parts[1:]:
            case [segment]:
                return CollectionPath(home, segment)
            case [segment, href]:
                return ObjectPath(CollectionPath(home, segment), href)
        raise NotFound


def path_of(href: str) -> str:
    """Of an address or a path that a client names, not quoted. Raises `ValueError`."""
    return unquote(urlsplit(href.strip()).path, errors="strict")


def principal(principal_id: int) -> str:
    return f"{PRINCIPALS}{principal_id}/"


def principal_of(href: str) -> int | None:
    """Whom an address of ours names in a body, such as that of a calendar user; None for others."""
    try:
        path = urlsplit(href.strip()).path
        key = path.removeprefix(PRINCIPALS).removesuffix("/")
        return _key(key) if path.startswith(PRINCIPALS) else None
    except (NotFound, ValueError):
        return None


def _key(text: str) -> int:
    """A key, written in one way only."""
    if not (text.isascii() and text.isdigit()) or text[0] == "0" or len(text) > 19:
        raise NotFound
    if (key := int(text)) > LARGEST:
        raise NotFound
    return key
