"""Everybody who is here, with what their cards say: what an address book holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from hub.actor import Actor
from hub.database import Row, read
from hub.people.days import today
from hub_directory import policy
from hub_directory.queries.cards import Card
from hub_directory.queries.lists import IN_FORCE


@dataclass(frozen=True, slots=True)
class Contact:
    """What of a person is written into an address book."""

    id: int
    given_name: str
    family_name: str
    title: str
    group: str
    address: str
    phone: str
    mobile: str
    email: str

    @classmethod
    def of(cls, card: Card) -> Contact:
        """Whoever has left is reached nowhere."""
        it, post, is_here = card.person, card.main, card.person.is_active
        return cls(
            it.id, it.given_name, it.family_name, post.title if post else "",
            post.group if post else "", post.address if post else "",
            (it.phone or "") if is_here else "", (it.mobile or "") if is_here else "",
            (it.email or "") if is_here else "",
        )  # fmt: skip


async def contacts(ids: Collection[int] | None = None, *, by: Actor) -> list[Contact]:
    """Those of these keys who are here; without keys, everybody. By key; two statements.

    Raises:
        NotFound: the directory is not the actor's to read.
    """
    policy.check_finds(by)
    which, values = ("", {}) if ids is None else (" AND p.id IN :ids", {"ids": list(ids)})
    rows = await read(
        "SELECT p.id, p.given_name, p.family_name, p.phone, p.mobile, p.email FROM person p"  # noqa: S608
        f" WHERE p.status = 'active'{which} ORDER BY p.id", **values,
    )  # fmt: skip
    posts = await read(
        _POSTS.replace(" AND p.id IN :ids", which), on=today(), **values,
    )  # fmt: skip
    first = {row["person_id"]: row for row in reversed(posts)}
    return [_contact(row, first.get(row["id"])) for row in rows]


def _contact(row: Row, post: Row | None) -> Contact:
    told = post or {"title": "", "name": "", "address": "", "postcode": "", "town": ""}
    town = " ".join(filter(None, (told["postcode"], told["town"])))
    return Contact(
        row["id"], row["given_name"], row["family_name"], told["title"], told["name"],
        ", ".join(filter(None, (told["address"], town))), row["phone"] or "", row["mobile"] or "",
        row["email"] or "",
    )  # fmt: skip


_POSTS = (
    "SELECT o.person_id, o.title, g.name, s.address, s.postcode, s.town"  # noqa: S608  # our own
    " FROM position o JOIN person p ON p.id = o.person_id JOIN people_group g ON g.id = o.group_id"
    " LEFT JOIN unit u ON u.id = g.id LEFT JOIN site s ON s.id = COALESCE(o.site_id, u.site_id)"
    f" WHERE {IN_FORCE} AND p.id IN :ids ORDER BY o.is_head DESC, o.starts_on, o.id"
)
"""What each of them does first of all, as their card has it."""
