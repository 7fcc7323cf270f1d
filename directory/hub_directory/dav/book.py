"""The `dav` port: one address book, the same for all who read the directory.

It is made of the directory when it is asked for, so it has no log of changes. Its token is a digest
of all that is in it: with that of now nothing is new, with any other a client starts again, and
fetches the cards whose etags it does not know.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import lru_cache
from typing import NoReturn
from xml.etree.ElementTree import Element

from hub import settings
from hub.actor import STAFF, Actor
from hub.database import LARGEST
from hub.dav import xml
from hub.dav.xml import carddav, dav
from hub.domain.dav import (
    Changes,
    Collection,
    Cut,
    Entry,
    Match,
    Period,
    Proxies,
    Put,
    Sort,
    Text,
    Unmet,
)
from hub.errors import Forbidden, NotFound
from hub.language import _
from hub_directory import policy, queries
from hub_directory.dav import filters, shaping
from hub_directory.queries.contacts import Contact
from hub_directory.vcards import NEW, OLD, Line, lines, written

QUERY = carddav("addressbook-query")
SORT = Sort(
    segment="contacts",
    scope="carddav",
    tag="VADDRESSBOOK",
    media_type="text/vcard",
    compliance="addressbook",
    resource_type=carddav("addressbook"),
    home_set=carddav("addressbook-home-set"),
    data=carddav("address-data"),
    multiget=carddav("addressbook-multiget"),
    reports=(QUERY,),
    make="",
    largest=64 * 1024,
)
SEGMENT, END = "staff", ".vcf"
BATCH = 250
_PROPERTIES = {
    carddav("supported-address-data"): "".join(
        f'<CR:address-data-type content-type="text/vcard" version="{it}"/>' for it in (OLD, NEW)
    ),
    carddav("supported-collation-set"): "".join(
        xml.element(carddav("supported-collation"), it) for it in filters.COLLATIONS
    ),
    carddav("max-resource-size"): str(SORT.largest),
}


class StaffBook:
    """Read by whoever reads the directory, and changed on its pages alone."""

    sort = SORT
    scheduling = None

    async def collections(self, *, by: Actor) -> Sequence[Collection]:
        return [await self.collection(SEGMENT, by=by)] if by.is_inside else []

    async def proxies(self, *, by: Actor) -> Proxies:
        return Proxies()

    async def collection(self, segment: str, *, by: Actor, to: str = "read") -> Collection:
        token = _token(await _all(segment, by))
        return Collection(
            STAFF, SEGMENT, _("Directory"), STAFF, frozenset({"read"}), token, _PROPERTIES
        )

    async def entries(self, segment: str, *, by: Actor) -> AsyncIterator[Sequence[Entry]]:
        found = await _all(segment, by)
        for start in range(0, len(found), BATCH):
            yield found[start : start + BATCH]

    async def objects(self, segment: str, hrefs: Sequence[str], *, by: Actor) -> Sequence[Entry]:
        _check(segment, by)
        keys = {it for href in hrefs if (it := _key(href))}
        return [_entry(it) for it in await queries.contacts(keys, by=by)] if keys else []

    async def exported(self, segment: str, *, by: Actor) -> AsyncIterator[str]:
        for entry in await _all(segment, by):
            yield entry.data

    async def changes(
        self, segment: str, token: str, *, by: Actor, limit: int | None, with_data: bool
    ) -> Changes:
        found = await _all(segment, by)
        now, after = _token(found), 0
        if token:
            # A part ends with a key; the rest is told while nothing has changed.
            said, _colon, last = token.rpartition("+")
            if now not in {token, said} or (said and not _key(last + END)):
                raise Unmet(dav("valid-sync-token"))
            after = _key(last + END) if said else LARGEST
        rest = [it for it in found if _key(it.href) > after]
        some = rest[:limit]
        if len(some) == len(rest):
            return Changes(now, rest, [])
        return Changes(f"{now}+{some[-1].href.removesuffix(END)}", some, [], is_cut=True)

    async def candidates(
        self, segment: str, component: str, within: Period, *, by: Actor
    ) -> Sequence[Entry]:
        return await _all(segment, by)

    async def report(
        self, asked: Element, segment: str, *, by: Actor, with_data: bool
    ) -> Sequence[Entry] | Cut | Text | None:
        _check(segment, by)
        is_wanted = filters.test_of(asked.find(carddav("filter")))
        most = _limit(asked)
        found = await queries.contacts(by=by)
        wanted = [_entry(it) for it in found if is_wanted(_lines(it))]
        return wanted if most is None or len(wanted) <= most else Cut(wanted[:most])

    async def shaped(
        self, asked: Element, segment: str, entries: Sequence[Entry], *, by: Actor
    ) -> Sequence[Entry]:
        version = shaping.version(asked)
        keys = {it for entry in entries if (it := _key(entry.href))}
        found = await queries.contacts(keys, by=by) if keys else []
        told = {
            _entry(it).href: written(shaping.cut(_lines(it, version), asked)) for it in found
        }  # fmt: skip
        return [
            Entry(it.href, it.etag, it.component, told[it.href])
            for it in entries
            if it.href in told
        ]

    async def put(self, segment: str, href: str, body: bytes, *, by: Actor, match: Match) -> Put:
        _refuse(segment, by)

    async def delete(
        self, segment: str, href: str, *, by: Actor, match: Match, is_silent: bool = False
    ) -> None:
        _refuse(segment, by)

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
        _refuse(segment, by)

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
        _refuse(segment, by)

    async def create(self, segment: str, values: Mapping[str, Element], *, by: Actor) -> None:
        _refuse(SEGMENT, by)

    async def change(
        self, segment: str, values: Mapping[str, Element | None], *, by: Actor
    ) -> Mapping[str, int]:
        _check(segment, by)
        return dict.fromkeys(values, 403)

    async def remove(self, segment: str, *, by: Actor) -> None:
        _refuse(segment, by)


async def _all(segment: str, by: Actor) -> list[Entry]:
    _check(segment, by)
    return [_entry(it) for it in await queries.contacts(by=by)]


def _check(segment: str, by: Actor) -> None:
    """Raises `NotFound`."""
    policy.check_finds(by)
    if segment != SEGMENT:
        raise NotFound


def _refuse(segment: str, by: Actor) -> NoReturn:
    """Raises `Forbidden`, to whoever may know what is refused."""
    _check(segment, by)
    raise Forbidden(_("The directory is kept on its pages; address books only read it."))


def _key(href: str) -> int:
    """Of the person whose card has that name; 0 for a name of nobody."""
    text = href.removesuffix(END)
    is_key = href.endswith(END) and text.isascii() and text.isdigit() and text[0] != "0"
    return int(text) if is_key and len(text) < 19 else 0


def _lines(contact: Contact, version: str = OLD) -> list[Line]:
    address = f"{settings.current.get().public_url}/people/{contact.id}"
    return list(lines(contact, address, version))


def _entry(contact: Contact) -> Entry:
    return _written(contact, settings.current.get().public_url)


@lru_cache(maxsize=20_000)
def _written(contact: Contact, public_url: str) -> Entry:
    """Kept by all that it says: a telephone asks every quarter of an hour, and little changes."""
    text = written(lines(contact, f"{public_url}/people/{contact.id}", OLD))
    etag = hashlib.sha256(text.encode()).hexdigest()[:32]
    return Entry(f"{contact.id}{END}", f'"{etag}"', "", text)


def _token(found: Sequence[Entry]) -> str:
    said = "".join(it.href + it.etag for it in found)
    return f"urn:parvis:contacts:{hashlib.sha256(said.encode()).hexdigest()[:32]}"


def _limit(asked: Element) -> int | None:
    """Raises `Unmet`."""
    said = asked.findtext(f"{carddav('limit')}/{carddav('nresults')}")
    if said is None:
        return None
    said = said.strip()
    if not (said.isascii() and said.isdigit() and 0 < len(said) < 10 and int(said)):
        raise Unmet(carddav("supported-filter"), 400)
    return int(said)
