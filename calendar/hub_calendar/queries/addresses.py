"""Whose the addresses of calendar users are (RFC 6638 §2.4.1): of mail, or of a principal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from hub.actor import Actor
from hub.database import read
from hub.dav.addresses import principal, principal_of
from hub.people.models import PersonStatus
from hub_calendar import policy
from hub_calendar.models import PERSONAL


def addresses_of(person_id: int | None, email: str | None) -> frozenset[str]:
    """How events may name that person; nothing for none."""
    own = {principal(person_id)} if person_id else set[str]()
    return frozenset(own | ({email} if email else set()))


async def whose(addresses: Collection[str]) -> dict[str, set[int]]:
    """The people of each address, as `address_of` writes it; colleagues may share one.

    It tells who there is: what it finds is for questions that then ask what the actor may see.
    One statement.
    """
    found: dict[str, set[int]] = defaultdict(set)
    for row in await read(
        "SELECT email, id FROM person WHERE email IN :addresses AND status = :active",
        addresses=list(addresses), active=PersonStatus.ACTIVE.value,
    ):  # fmt: skip
        found[row["email"]].add(row["id"])
    for address in addresses:
        if (key := principal_of(address)) is not None:
            found[address].add(key)
    return found


async def invitable(addresses: Collection[str], *, by: Actor) -> dict[str, int]:
    """Those of the addresses that are one person's alone, with a calendar about whose times the
    actor may ask. All others are outside for the actor, be they in the house or not."""
    alone = {it: next(iter(ids)) for it, ids in (await whose(addresses)).items() if len(ids) == 1}
    rows = await policy.CALENDAR.readable(by, "see_busy").read(
        "SELECT c.owner_id FROM calendar c WHERE c.owner_id IN :people AND c.slug = :personal"
        " AND c.scope_id IN :readable",
        people=set(alone.values()), personal=PERSONAL,
    )  # fmt: skip
    have = {row["owner_id"] for row in rows}
    return {it: person for it, person in alone.items() if person in have}


async def usual(addresses: Collection[str]) -> dict[str, str]:
    """How those are written that name a principal: by mail where the person has an address that is
    nobody else's, since programs know people by it; else by path."""
    found = {it: key for it in addresses if (key := principal_of(it)) is not None}
    if not found:
        return {}
    rows = await read(
        "SELECT id, email FROM person p WHERE id IN :ids AND email IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM person o WHERE o.email = p.email AND o.id <> p.id)",
        ids=set(found.values()),
    )
    mail = {row["id"]: f"mailto:{row['email']}" for row in rows}
    return {it: mail.get(key, principal(key)) for it, key in found.items()}
