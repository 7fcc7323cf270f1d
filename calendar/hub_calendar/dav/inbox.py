"""The inbox (RFC 6638 §2.2): invitations, changes and answers, as the messages that they were.

The hub has put them into the calendars already; programs show them, and delete what they have
shown. A part of a reading is not kept track of: with the token of now nothing is new, with any
other a program starts again, which in so small a collection costs nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from typing import NoReturn
from xml.etree.ElementTree import Element

from hub.actor import READ_ONLY, Actor
from hub.database import LARGEST
from hub.dav import xml
from hub.dav.addresses import INBOX
from hub.dav.xml import caldav, dav
from hub.domain.dav import (
    Changes,
    Collection,
    Entry,
    Match,
    Period,
    Proxies,
    Put,
    Sort,
    Text,
    Unmet,
)
from hub.errors import Forbidden, Invalid, NotFound
from hub.language import _
from hub_calendar import actions
from hub_calendar.dav import availability, properties, reports
from hub_calendar.ics.objects import MOST_BYTES
from hub_calendar.models import Component, Message
from hub_calendar.queries.inbox import messages

END = ".ics"


class Inbox:
    """Of the actor. Nobody writes into it by this door, and there is no other one."""

    scheduling = None

    def __init__(self, calendars: Sort) -> None:
        self.sort = replace(
            calendars, resource_type=caldav("schedule-inbox"), make="", reports=(reports.QUERY,)
        )

    async def collections(self, *, by: Actor) -> Sequence[Collection]:
        return [await self.collection(INBOX, by=by)]

    async def proxies(self, *, by: Actor) -> Proxies:
        return Proxies()

    async def collection(self, segment: str, *, by: Actor, to: str = "read") -> Collection:
        owner = by.person_id or 0
        told = _properties(by) | await availability.property_of(by)
        return Collection(
            owner, INBOX, _("Invitations and answers"), owner, frozenset({"read"}),
            _token(await messages(by=by)), told,
        )  # fmt: skip

    async def entries(self, segment: str, *, by: Actor) -> AsyncIterator[Sequence[Entry]]:
        yield [_entry(it) for it in await messages(by=by)]

    async def objects(self, segment: str, hrefs: Sequence[str], *, by: Actor) -> Sequence[Entry]:
        keys = {it for href in hrefs if (it := _key(href))}
        return [_entry(it) for it in await messages(keys, by=by)]

    async def exported(self, segment: str, *, by: Actor) -> AsyncIterator[str]:
        for it in await messages(by=by):
            yield it.ics

    async def changes(
        self, segment: str, token: str, *, by: Actor, limit: int | None, with_data: bool
    ) -> Changes:
        found = await messages(by=by)
        now = _token(found)
        if token not in {"", now}:
            raise Unmet(dav("valid-sync-token"))
        if limit is not None and not token and len(found) > limit:
            raise Unmet(dav("number-of-matches-within-limits"), 507)
        return Changes(now, [] if token else [_entry(it) for it in found], [])

    async def candidates(
        self, segment: str, component: str, within: Period, *, by: Actor
    ) -> Sequence[Entry]:
        return [_entry(it) for it in await messages(by=by) if component in {"", Component.EVENT}]

    async def report(
        self, asked: Element, segment: str, *, by: Actor, with_data: bool
    ) -> Sequence[Entry] | Text | None:
        wanted = reports.shape(asked)
        if wanted is None or wanted[1] != Period():
            raise Unmet(caldav("supported-filter"))
        return await self.candidates(segment, *wanted, by=by)

    async def shaped(
        self, asked: Element, segment: str, entries: Sequence[Entry], *, by: Actor
    ) -> Sequence[Entry]:
        return entries  # a message says what it says as a whole

    async def put(self, segment: str, href: str, body: bytes, *, by: Actor, match: Match) -> Put:
        _refuse()

    async def delete(
        self, segment: str, href: str, *, by: Actor, match: Match, is_silent: bool = False
    ) -> None:
        found = await self.objects(segment, [href], by=by)
        if not found:
            raise NotFound
        if match.etag not in {"", "*", found[0].etag}:
            raise Unmet("", 412)
        await actions.take_message(_key(href), by=by)

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
        _refuse()

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
        _refuse()

    async def create(self, segment: str, values: Mapping[str, Element], *, by: Actor) -> None:
        raise Unmet(dav("resource-must-be-null"), 405)

    async def change(
        self, segment: str, values: Mapping[str, Element | None], *, by: Actor
    ) -> Mapping[str, int]:
        await messages((), by=by)  # whoever is not inside has none
        if values.keys() != {availability.PROPERTY}:
            # All or nothing: the others fail because of these (RFC 4918 §9.2.1).
            return {name: 424 if name == availability.PROPERTY else 403 for name in values}
        try:
            await availability.change(values[availability.PROPERTY], by=by)
        except Invalid:
            return {availability.PROPERTY: 409}
        return {availability.PROPERTY: 200}

    async def remove(self, segment: str, *, by: Actor) -> None:
        _refuse()


def _refuse() -> NoReturn:
    raise Forbidden(_("What is in it is put there by the hub, and can only be deleted."))


def _entry(it: Message) -> Entry:
    return Entry(f"{it.id}{END}", f'"{it.etag}"', Component.EVENT.value, it.ics)


def _key(href: str) -> int:
    """0 for what is no name of ours."""
    text = href.removesuffix(END)
    is_ours = href.endswith(END) and text.isascii() and text.isdigit() and len(text) < 20
    return int(text) if is_ours and text[0] != "0" and int(text) <= LARGEST else 0


def _token(found: Sequence[Message]) -> str:
    told = " ".join(str(it.id) for it in found)
    return f"urn:parvis:inbox:{hashlib.sha256(told.encode()).hexdigest()[:32]}"


def _properties(by: Actor) -> dict[str, str]:
    granted = [dav("read"), dav("read-current-user-privilege-set")]
    granted += [caldav(f"schedule-deliver{it}") for it in ("", "-invite", "-reply")]
    granted += [] if READ_ONLY in by.scope else [dav("unbind")]
    told = "".join(xml.element(dav("privilege"), xml.element(it)) for it in granted)
    return {
        properties.COMPONENTS: '<C:comp name="VEVENT"/>',
        properties.DATA_KINDS: properties.DATA,
        properties.LARGEST: str(MOST_BYTES),
        dav("current-user-privilege-set"): told,
    }
