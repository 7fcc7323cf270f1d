"""All accounts, as administrators look them over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from hub.accounts import clock, policy
from hub.accounts.models import AccountStatus
from hub.actor import Actor
from hub.database import Row, read
from hub.people.days import today
from hub.people.folding import search_words
from hub.people.rows import name_of

PAGE = 50
DORMANT = timedelta(days=180)


class Attention(StrEnum):
    """Why an account is to be looked at, the most urgent first.

    `GUESSED`: five wrong passwords from one address within a day.
    """

    LEFT = "left"
    GUESSED = "guessed"
    UNANSWERED = "unanswered"
    DORMANT = "dormant"


class Show(StrEnum):
    ATTENTION = "attention"
    ALL = "all"
    ACTIVE = "active"
    INVITED = "invited"
    SUSPENDED = "suspended"


class Who(StrEnum):
    EVERYBODY = "everybody"
    STAFF = "staff"
    OFFICIALS = "officials"
    SCHOOLS = "schools"


KINDS = {Who.STAFF: ["unit"], Who.OFFICIALS: ["commune", "body"], Who.SCHOOLS: ["school"]}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an administrator asked to see."""

    text: str = ""
    who: Who = Who.EVERYBODY
    show: Show = Show.ATTENTION
    page: int = 1


@dataclass(frozen=True, slots=True)
class AccountLine:
    id: int
    person_id: int
    name: str
    login: str
    email: str
    status: AccountStatus
    has_password: bool
    signed_in_at: datetime | None
    left_on: date | None
    failures: int
    attention: Attention | None
    position: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of accounts, and whether there is another."""

    lines: list[AccountLine]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Counts:
    active: int
    invited: int
    suspended: int
    to_look_at: int
    without_account: int


async def listing(wanted: Wanted, *, by: Actor) -> Listing:
    """The accounts asked for, sorted as a list of people is."""
    policy.check_manages(by)
    rows = await read(
        _LISTING, **_moments(), **_words(wanted.text), show=wanted.show.value, who=wanted.who.value,
        kinds=KINDS.get(wanted.who, []), today=today(), limit=PAGE + 1,
        offset=(wanted.page - 1) * PAGE,
    )  # fmt: skip
    lines = [_line(row) for row in rows[:PAGE]]
    held = await positions_of([line.person_id for line in lines])
    lines = [replace(line, position=held.get(line.person_id, "")) for line in lines]
    return Listing(lines, has_more=len(rows) > PAGE)


async def counts(*, by: Actor) -> Counts:
    policy.check_manages(by)
    (row,) = await read(_COUNTS, **_moments())
    return Counts(**row)


async def accounts_of(person_ids: Sequence[int], *, by: Actor) -> dict[int, int]:
    """The account of each of these people who has one."""
    policy.check_manages(by)
    sql = "SELECT id, person_id FROM account WHERE person_id IN :ids"
    return {row["person_id"]: row["id"] for row in await read(sql, ids=person_ids)}


async def people_of(account_ids: Sequence[int], *, by: Actor) -> list[int]:
    """Whose accounts these are, in their order."""
    policy.check_manages(by)
    rows = await read("SELECT id, person_id FROM account WHERE id IN :ids", ids=account_ids)
    owners = {row["id"]: row["person_id"] for row in rows}
    return [owners[account_id] for account_id in account_ids if account_id in owners]


async def positions_of(person_ids: Sequence[int]) -> dict[int, str]:
    """What each of them does, in a few words: the first position in force."""
    rows = await read(
        "SELECT p.person_id, p.title, g.name FROM position p"
        " JOIN people_group g ON g.id = p.group_id"
        " WHERE p.person_id IN :ids AND p.starts_on <= :today"
        " AND (p.ends_on IS NULL OR p.ends_on >= :today) ORDER BY p.id DESC",
        ids=person_ids, today=today(),
    )  # fmt: skip
    return {row["person_id"]: f"{row['title']}, {row['name']}" for row in rows}


def _words(text: str) -> dict[str, str]:
    """Up to four words, each of which begins one of the name or the login itself."""
    words = (search_words(text) + [""] * 4)[:4]
    values = {f"word{number}": f"%{word}%" for number, word in enumerate(words)}
    return values | {f"login{number}": f"{word.strip()}%" for number, word in enumerate(words)}


def _moments() -> dict[str, datetime]:
    now = clock.now()
    return {
        "now": now, "yesterday": now - timedelta(days=1), "dormant": now - DORMANT,
        "hour_ago": now - timedelta(hours=1),
    }  # fmt: skip


def _line(row: Row) -> AccountLine:
    attention = Attention(row["attention"]) if row["attention"] else None
    return AccountLine(
        row["id"], row["person_id"], name_of(row), row["login"], row["email"] or "",
        AccountStatus(row["status"]), bool(row["has_password"]), row["signed_in_at"],
        row["left_on"], round(row["failures"] or 0), attention,
    )  # fmt: skip


_LISTED = """
WITH counted AS (
  SELECT a.id, a.person_id, a.login, a.status, a.created_at, a.signed_in_at,
         a.password_hash IS NOT NULL AS has_password, p.status AS person_status,
         p.given_name, p.family_name, p.name_key, p.sort_key, p.email, p.left_on,
         (SELECT MAX(f.failures) FROM sign_in_failure f
           WHERE f.account_id = a.id AND f.last_at > :yesterday) AS failures,
         EXISTS (SELECT 1 FROM one_time_token t
                  WHERE t.account_id = a.id AND t.used_at IS NULL AND t.expires_at > :now)
           OR EXISTS (SELECT 1 FROM external_identity e WHERE e.account_id = a.id)
           AS has_link
    FROM account a JOIN person p ON p.id = a.person_id
), listed AS (
  SELECT counted.*, CASE
         WHEN status = 'suspended' THEN NULL
         WHEN person_status = 'left' THEN 'left'
         WHEN failures > 4 THEN 'guessed'
         WHEN status = 'invited' AND created_at < :hour_ago AND NOT has_link THEN 'unanswered'
         WHEN status = 'active' AND COALESCE(signed_in_at, created_at) < :dormant THEN 'dormant'
         END AS attention
    FROM counted
)
"""
_LISTING = (
    _LISTED  # noqa: S608  # of constants
    + """
SELECT * FROM listed
 WHERE (name_key LIKE :word0 OR login LIKE :login0) AND (name_key LIKE :word1 OR login LIKE :login1)
   AND (name_key LIKE :word2 OR login LIKE :login2) AND (name_key LIKE :word3 OR login LIKE :login3)
   AND (:show = 'all' OR status = :show OR (:show = 'attention' AND attention IS NOT NULL))
   AND (:who = 'everybody' OR EXISTS (
        SELECT 1 FROM group_person m JOIN people_group g ON g.id = m.group_id
         WHERE m.person_id = listed.person_id AND g.kind IN :kinds
           AND m.starts_on <= :today AND m.ends_on >= :today))
 ORDER BY sort_key, id LIMIT :limit OFFSET :offset
"""
)
_COUNTS = (
    _LISTED  # noqa: S608  # of constants
    + """
SELECT (SELECT COUNT(*) FROM account WHERE status = 'active') AS active,
       (SELECT COUNT(*) FROM account WHERE status = 'invited') AS invited,
       (SELECT COUNT(*) FROM account WHERE status = 'suspended') AS suspended,
       (SELECT COUNT(*) FROM listed WHERE attention IS NOT NULL) AS to_look_at,
       (SELECT COUNT(*) FROM person p WHERE p.status = 'active'
           AND NOT EXISTS (SELECT 1 FROM account a WHERE a.person_id = p.id)) AS without_account
"""
)
