"""What a role lets do: one table a kind, and the same rule as SQL.

    CALENDAR = Ladder(
        "calendar",
        roles=("freebusy", "read", "edit", "manage"),
        needed={"see_busy": "freebusy", "read": "read", "write": "edit", "manage": "manage"},
    )

is all that a domain says of it. `CALENDAR.abilities("edit")` serves a page, `CALENDAR.readable(by)`
a list, a search or a DAV collection, `hub.access.queries.require` one thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tortoise.expressions import Q, Subquery

from hub.access.models import Access
from hub.accounts import clock
from hub.actor import ANYONE, READ_ONLY, Actor
from hub.database import Row, read

_READING = frozenset({"see_busy", "read"})
_READABLE = (
    "(SELECT scope_id FROM access"
    " WHERE principal_id IN :principals AND role IN :roles AND ends_at > :access_at)"
)

LADDERS: dict[str, Ladder] = {}
"""Every ladder, by the kinds of scope that it is for."""


@dataclass(frozen=True, slots=True)
class Readable:
    """The scopes in which an actor has an ability now: for lists of whatever is there.

    Of rows that are known by key, ask `queries.abilities_of` their scopes: SQLite would look for
    each of them in each of the scopes.
    """

    principals: frozenset[int]
    roles: tuple[str, ...]
    at: datetime

    async def read(self, sql: str, **values: Any) -> list[Row]:
        """As `hub.database.read`, with one more name for the scopes, `:readable`:

        await policy.readable(by).read("SELECT id FROM calendar WHERE scope_id IN :readable")
        """
        if ":readable" not in sql:
            raise ValueError("This reads everybody's: it lacks `scope_id IN :readable`.")
        return await read(sql.replace(":readable", self.sql), **self.values, **values)

    @property
    def sql(self) -> str:
        """The scopes as a subquery in parentheses, to go with `values`."""
        return _READABLE

    @property
    def values(self) -> dict[str, Any]:
        return {"principals": self.principals, "roles": self.roles, "access_at": self.at}

    def filter(self, column: str = "scope_id") -> Q:
        """The same for the ORM: `Calendar.filter(policy.readable(by).filter())`."""
        scopes = Access.filter(
            principal_id__in=self.principals, role__in=self.roles, ends_at__gt=self.at
        )
        return Q(**{f"{column}__in": Subquery(scopes.values("scope_id"))})  # type: ignore[arg-type]


class Ladder:
    """The roles of some kinds of scope, lowest first, and the lowest that each ability needs."""

    def __init__(self, *kinds: str, roles: Sequence[str], needed: Mapping[str, str]) -> None:
        """Raises `ValueError` on a table that does not say who reads, or names an unknown role."""
        self.kinds = kinds
        self.roles = tuple(roles)
        self.needed = dict(needed)
        if "read" not in self.needed or not set(self.needed.values()) <= set(self.roles):
            raise ValueError(f"The ladder of {kinds} must give `read` and use its own roles.")
        if taken := LADDERS.keys() & set(kinds):
            raise ValueError(f"Two ladders for {sorted(taken)}.")
        LADDERS.update(dict.fromkeys(kinds, self))

    def abilities(self, role: str | None, by: Actor | None = None) -> frozenset[str]:
        """What a role lets do; with `by`, only as far as that actor's credential goes."""
        if role is None:
            return frozenset()
        rank = self.rank(role)
        able = frozenset(it for it, least in self.needed.items() if self.rank(least) <= rank)
        return able & _READING if by is not None and READ_ONLY in by.scope else able

    def roles_to(self, ability: str, by: Actor | None = None) -> tuple[str, ...]:
        """The roles that have an ability; with `by`, none if the credential does not go so far."""
        return tuple(role for role in self.roles if ability in self.abilities(role, by))

    def readable(self, by: Actor, ability: str = "read") -> Readable:
        """The scopes of these kinds in which `by` has the ability: the same rule, as SQL.

        The rows it is asked of must be of these kinds: a word may be a role of other ladders too.
        """
        if ability not in self.needed:
            raise ValueError(f"No role of {self.kinds} is needed to {ability}.")
        return Readable(by.principals, self.roles_to(ability, by), clock.now())

    def rank(self, role: str) -> int:
        return self.roles.index(role)

    def highest(self, roles: Sequence[str]) -> str | None:
        return max(roles, key=self.rank, default=None)

    @property
    def giving(self) -> str | None:
        """The ability to give rights; None where only administrators do."""
        return next((it for it in ("share", "manage") if it in self.needed), None)

    def highest_for(self, principal_id: int) -> str:
        """The highest role that may be given to a principal: anyone at all can only read."""
        return self.needed["read"] if principal_id == ANYONE else self.roles[-1]


def ladder_of(kind: str) -> Ladder:
    """The ladder of a kind; `KeyError` for a kind that no domain declared."""
    return LADDERS[kind]
