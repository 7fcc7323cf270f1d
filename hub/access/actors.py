"""Where actors come from: the only place that makes one, each from a credential that was checked.

An actor carries the principals of its day; whoever keeps one longer than a request (a socket, a
long job) asks again.
"""

from __future__ import annotations

from hub.access.policy import READ_ONLY
from hub.accounts import app_passwords
from hub.accounts.models import AccountStatus
from hub.accounts.queries import SessionFacts, session_of
from hub.accounts.visitor import Visitor
from hub.actor import ADMINISTRATORS, Actor, Via
from hub.database import read
from hub.people.days import today
from hub.people.models import PersonStatus
from hub.people.queries import principals_of


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


def of_command(name: str) -> Actor:
    """Whoever may open `DATA/hub.sock` or the database, by a `hub` command: an administrator,
    who like the others reads nothing that people keep in the hub."""
    return Actor(frozenset({ADMINISTRATORS}), Via.JOB, name)


async def _is_here(person_id: int) -> bool:
    rows = await read(
        "SELECT 1 FROM person p LEFT JOIN account a ON a.person_id = p.id"
        " WHERE p.id = :id AND p.status = :active AND (a.id IS NULL OR a.status <> :suspended)",
        id=person_id, active=PersonStatus.ACTIVE.value, suspended=AccountStatus.SUSPENDED.value,
    )  # fmt: skip
    return bool(rows)
