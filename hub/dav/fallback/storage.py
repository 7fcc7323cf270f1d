"""Radicale's storage, rights and sign-in, each a question to the domain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from radicale import xmlutils
from radicale.auth import BaseAuth
from radicale.item import Item
from radicale.item import filter as radicale_filter
from radicale.rights import BaseRights
from radicale.storage import BaseCollection, BaseStorage

from hub.dav import xml
from hub.dav.fallback import parsing
from hub.dav.fallback.handover import current
from hub.domain.dav import Collection, Entry, Period


class Auth(BaseAuth):
    """Whoever comes here was let in by the gateway."""

    def get_external_login(self, environ: Mapping[str, Any]) -> tuple[str, str]:
        return str(current.get().by.person_id), ""

    def _login(self, login: str, password: str) -> str:
        return login


class Rights(BaseRights):
    """What the gateway's actor may do, in Radicale's letters. What is not there is said to be
    allowed, so that it is not found: a refusal would tell that it is."""

    def authorization(self, user: str, user_groups: set[str], path: str) -> str:
        parts = path.strip("/").split("/")
        if len(parts) < 3:
            return "RW"
        if len(parts) > 3:
            return ""  # of an object: its collection's
        found = current.get().collection(parts[2])
        return _letters(found.abilities) if found else "rw"


class StoredItem(Item):
    """An object as its reader is shown it, parsed each time it is looked into: a calendar of
    10,000 would be a gigabyte of objects otherwise. What cannot be parsed matches no filter."""

    def __init__(self, collection: BaseCollection, name: str, entry: Entry) -> None:
        # Not the shipped constructor: it checks the path of the collection for every object.
        self.collection, self._collection_path = collection, collection.path
        self.href, self._etag = entry.href, entry.etag
        self._text, self._name, self._component_name = entry.data, name, entry.component
        self._uid = self._time_range = self._vobject_item = self.last_modified = None

    @property
    def vobject_item(self) -> Any:
        return parsing.read(self._text or "", self.name)


class Folder(BaseCollection):
    """Something that has collections in it."""

    def __init__(self, path: str) -> None:
        self._path = path

    is_principal = False
    owner = ""
    etag = ""

    @property
    def path(self) -> str:
        return self._path

    def get_meta(self, key: str | None = None) -> Any:
        return {} if key is None else None


class Stored(BaseCollection):
    """A collection of the domain."""

    is_principal = False

    def __init__(self, found: Collection) -> None:
        self.found = found
        self.handed = current.get()

    @property
    def path(self) -> str:
        home = self.handed.home
        return f"{home.dav.sort.segment}/{home.person_id}/{self.found.segment}"

    @property
    def owner(self) -> str:
        return f"principals/{self.found.owner_id}"

    @property
    def etag(self) -> str:
        return self.found.token

    @property
    def tag(self) -> str:
        return self.handed.dav.sort.tag

    def sync(self, old_token: str = "") -> tuple[str, Iterable[str]]:
        # Lazily: a home poll asks for the token alone.
        return self.found.token, self._changed(old_token)

    def get_multi(self, hrefs: Iterable[str]) -> Iterator[tuple[str, Item | None]]:
        wanted = list(dict.fromkeys(hrefs))
        dav, by = self.handed.dav, self.handed.by
        entries = self.handed.ask(lambda: dav.objects(self.found.segment, wanted, by=by))
        there = {it.href: it for it in entries}
        for href in wanted:
            yield href, self._item(there[href]) if href in there else None

    def get_all(self) -> Iterator[Item]:
        for entry in self._candidates("", Period()):
            self.handed.check_time()
            yield self._item(entry)

    def get_filtered(self, filters: Iterable[ElementTree.Element]) -> Iterator[tuple[Item, bool]]:
        component, start, end, _ = radicale_filter.simplify_prefilters(filters, self.tag)
        within = Period(_moment(start), _moment(end))
        for entry in self._candidates(component or "", within):
            self.handed.check_time()
            yield self._item(entry), False

    def has_uid(self, uid: str) -> bool:
        return False  # the action knows, and refuses

    def upload(self, href: str, item: Item) -> tuple[Item, Item | None]:
        # What was sent, not what Radicale made of it (RFC 4791 §5.3.4).
        dav, request = self.handed.dav, self.handed.request
        put = self.handed.ask(
            lambda: dav.put(
                self.found.segment, href, request.body, by=request.by, match=request.match
            )
        )
        entry = Entry(href, put.etag, item.component_name, request.body.decode())
        return self._item(entry), None

    def delete(self, href: str | None = None) -> None:
        dav, request = self.handed.dav, self.handed.request
        if href is None:
            self.handed.ask(lambda: dav.remove(self.found.segment, by=request.by))
            return
        self.handed.ask(
            lambda: dav.delete(self.found.segment, href, by=request.by, match=request.match)
        )

    def get_meta(self, key: str | None = None) -> Any:
        words = {"tag": self.tag, "D:displayname": self.found.name}
        for name, written in self.found.properties.items():
            words[xmlutils.make_human_tag(name)] = _plain(name, written)
        return words if key is None else words.get(key)

    def set_meta(self, props: Mapping[str, str]) -> None:
        before = self.get_meta()
        values: dict[str, Any] = {}
        for word in before.keys() | props.keys():
            if word != "tag" and before.get(word) != props.get(word):
                name = xmlutils.make_clark(word)
                values[name] = _written(name, props[word]) if word in props else None
        dav, by = self.handed.dav, self.handed.by
        self.handed.ask(lambda: dav.change(self.found.segment, values, by=by))

    def _changed(self, token: str) -> Iterator[str]:
        dav, by = self.handed.dav, self.handed.by
        changes = self.handed.ask(
            lambda: dav.changes(self.found.segment, token, by=by, limit=None, with_data=False)
        )
        yield from (it.href for it in changes.written)
        yield from changes.gone

    def _candidates(self, component: str, within: Period) -> Iterable[Entry]:
        dav, by = self.handed.dav, self.handed.by
        return self.handed.ask(lambda: dav.candidates(self.found.segment, component, within, by=by))

    def _item(self, entry: Entry) -> Item:
        return StoredItem(self, self.tag, entry)


class Storage(BaseStorage):
    """Reads; what writes is one action each. There is no lock: Radicale's covers all users, and
    a database has better ones."""

    _is_collision_free = True
    _supports_unicode = True
    _supports_trailing_whitespace = True
    _supports_problematic_chars = True

    def discover(
        self, path: str, depth: str = "0", child_context_manager: Any = None, user_groups: Any = ()
    ) -> Iterator[Any]:
        parts = path.strip("/").split("/")
        if len(parts) < 3:
            yield Folder(path.strip("/"))
            if depth != "0" and len(parts) == 2:
                yield from map(Stored, current.get().collections())
            return
        found = current.get().collection(parts[2])
        if found is None:
            return
        collection = Stored(found)
        if len(parts) > 3:
            yield from (item for _, item in collection.get_multi([parts[3]]) if item)
            return
        yield collection
        if depth != "0":
            yield from map(collection._item, current.get().entries(found))

    def move(self, item: Item, to_collection: BaseCollection, to_href: str) -> None:
        handed, collection, href = current.get(), item.collection, item.href
        if not (isinstance(collection, Stored) and isinstance(to_collection, Stored) and href):
            raise TypeError("Only an object is moved, and only into a collection.")
        found, to = collection.found.segment, to_collection.found.segment
        overwrites = handed.request.headers.get("overwrite", "T").upper() != "F"
        match = handed.request.match
        handed.ask(
            lambda: handed.dav.move(
                found, href, to, to_href, by=handed.by, overwrites=overwrites, match=match
            )
        )

    def create_collection(
        self, href: str, items: Any = None, props: Mapping[str, str] | None = None
    ) -> tuple[Stored, dict[str, Item], list[str]]:
        handed, segment = current.get(), href.strip("/").split("/")[2]
        values = {
            name: _written(name, value)
            for word, value in (props or {}).items()
            if word != "tag" and (name := xmlutils.make_clark(word))
        }
        handed.ask(lambda: handed.dav.create(segment, values, by=handed.by))
        made = handed.ask(lambda: handed.dav.collection(segment, by=handed.by))
        return Stored(made), {}, []

    @contextmanager
    def acquire_lock(self, mode: str, user: str = "", *args: Any, **kwargs: Any) -> Iterator[None]:
        yield

    def verify(self) -> bool:
        return True


def _letters(abilities: frozenset[str]) -> str:
    given = [("read", "r"), ("see_busy", "f"), ("write", "w"), ("manage", "D")]
    letters = "".join(letter for ability, letter in given if ability in abilities)
    return letters if "manage" in abilities else letters + "l"


def _moment(timestamp: int) -> datetime | None:
    is_end = timestamp in {radicale_filter.TIMESTAMP_MIN, radicale_filter.TIMESTAMP_MAX}
    return None if is_end else datetime.fromtimestamp(timestamp, UTC)


def _plain(name: str, written: str) -> str:
    """A property as Radicale keeps it: its text, or the names of what is in it."""
    opened, closed = xml.root(xml.dav("prop"))
    inside = xml.parse(f"{opened}{written}{closed}".encode())
    return ",".join(it.get("name", "") for it in inside) or inside.text or ""


def _written(name: str, value: str) -> ElementTree.Element:
    element = ElementTree.Element(name)
    if name == xml.caldav("supported-calendar-component-set"):
        for it in value.split(","):
            ElementTree.SubElement(element, xml.caldav("comp"), name=it)
        return element
    element.text = value
    return element
