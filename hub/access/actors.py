"""Where actors come from: the only place that makes one, each from a credential that was checked.

An actor carries the principals of its day; whoever keeps one longer than a request (a socket, a
long job) asks again.
"""

from __future__ import annotations

from collections.abc import Collection

from hub.accounts import app_passwords
from hub.accounts.models import AccountStatus
from hub.accounts.queries import SessionFacts, session_of
from hub.accounts.visitor import Visitor
from hub.actor import ADMINISTRATORS, ANYONE, READ_ONLY, SIGNED_IN, Actor, Via
from hub.database import read
from hub.people.days import today
from hub.people.models import PersonStatus
from hub.people.queries import principals_of

_GROUPS = (
    "SELECT person_id, group_id FROM group_person"
    " WHERE person_id IN :people AND starts_on <= :on AND ends_on >= :on"
)


async def of_session(token: str) -> tuple[Actor, SessionFacts] | None:
    """Who holds the cookie, and the session that it is of; None if it opens nothing now."""
    session = await session_of(token)
    if session is None:
        return None
    by = Actor(
        await principals_of(session.person_id, today()), Via.SESSION, session.person_name,
        person_id=session.person_id, account_id=session.account_id, session_id=session.id,
        assurance=session.assurance,
    )  # fmt: skip
    return by, session


async def of_app_password(login: str, secret: str, *, visitor: Visitor) -> Actor | None:
    """Whose telephone or program this is; None if the secret opens nothing now.

    Raises:
        Unavailable: too many different wrong secrets from this address.
    """
    facts = await app_passwords.check(login, secret, visitor=visitor)
    if facts is None:
        return None
    return Actor(
        await principals_of(facts.person_id, today()), Via.APP_PASSWORD, facts.person_name,
        person_id=facts.person_id, account_id=facts.account_id,
        scope=facts.scopes | ({READ_ONLY} if facts.is_read_only else frozenset()),
    )  # fmt: skip


async def of_job(name: str, person_id: int | None = None) -> Actor:
    """A job of the hub's own, which reads nothing that people keep in it; or, for a person, one
    with that person's rights as they are now.

    Somebody who has left or is suspended has none, and what was to be done for them is refused.
    """
    if person_id is None or not await _is_here(person_id):
        return Actor(frozenset(), Via.JOB, name, person_id=person_id)
    principals = await principals_of(person_id, today())
    return Actor(principals, Via.JOB, name, person_id=person_id)


async def of_feeds(person_ids: Collection[int]) -> dict[int, Actor]:
    """Whoever has a feed's address, by who made it: a reader with what its maker may do now, which
    is nothing once they have left or are suspended. Two reads, whatever their number."""
    here = await _here(person_ids)
    groups: dict[int, set[int]] = {it: set() for it in here}
    for row in await read(_GROUPS, people=here, on=today()):
        groups[row["person_id"]].add(row["group_id"])
    return {
        it: Actor(
            frozenset({it, SIGNED_IN, ANYONE, *groups[it]} if it in here else ()), Via.FEED, "",
            scope=frozenset({READ_ONLY}),
        )
        for it in person_ids
    }  # fmt: skip


def of_command(name: str) -> Actor:
    """Whoever may open `DATA/hub.sock` or the database, by a `hub` command: an administrator,
    who like the others reads nothing that people keep in the hub."""
    return Actor(frozenset({ADMINISTRATORS}), Via.JOB, name)


async def _is_here(person_id: int) -> bool:
    return bool(await _here([person_id]))


async def _here(person_ids: Collection[int]) -> set[int]:
    """Those who have not left and are not suspended."""
    rows = await read(
        "SELECT p.id FROM person p LEFT JOIN account a ON a.person_id = p.id"
        " WHERE p.id IN :ids AND p.status = :active AND (a.id IS NULL OR a.status <> :suspended)",
        ids=person_ids, active=PersonStatus.ACTIVE.value, suspended=AccountStatus.SUSPENDED.value,
    )  # fmt: skip
    return {row["id"] for row in rows}
