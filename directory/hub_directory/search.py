"""What people and units are found by. Who is found by whom, `attach` says for each hit."""

# ruff: noqa: S608  # only constants are put together
from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, datetime

from hub.access.things import Ref
from hub.actor import Actor
from hub.database import Row, read
from hub.domain.ports import Text
from hub.language import N_
from hub.people import phones
from hub.people.days import today
from hub.people.rows import name_of
from hub.search.policy import check_indexes
from hub_directory.queries.lists import IN_FORCE

BATCH = 500


class People:
    """The `search` port. Who has left is forgotten: nobody should be sent to them."""

    kinds: Mapping[str, str] = {"person": N_("People"), "unit": N_("Units")}

    async def text(self, ref: Ref, *, by: Actor) -> Text | None:
        check_indexes(by)
        sql = _PEOPLE if ref.kind == "person" else _UNITS
        return next(iter(await _texts(ref.kind, sql, "= :id", id=ref.id)), None)

    async def texts(self, *, by: Actor) -> AsyncIterator[Text]:
        check_indexes(by)
        for kind, sql in (("person", _PEOPLE), ("unit", _UNITS)):
            last = 0
            while found := await _texts(kind, sql, "> :id", id=last):
                for text in found:
                    yield text
                last = found[-1].ref.id


async def _texts(kind: str, sql: str, where: str, **values: int) -> list[Text]:
    # Before the read: of two that are under way at once, the one that read later wins.
    at = datetime.now(UTC)
    rows = await read(sql.replace(":which", where), limit=BATCH, **values)
    held = await _duties([row["id"] for row in rows]) if kind == "person" else {}
    return [_text(kind, row, held.get(row["id"], []), at) for row in rows]


async def _duties(person_ids: Iterable[int]) -> dict[int, list[str]]:
    duties: dict[int, list[str]] = {}
    for row in await read(_DUTIES, ids=list(person_ids), on=today()):
        duties.setdefault(row["person_id"], []).append(f"{row['title']}, {row['name']}")
    return duties


def _text(kind: str, row: Row, duties: list[str], at: datetime) -> Text:
    numbers = [phones.shown(it) for it in (row["phone"], row["mobile"]) if it]
    body = "\n".join(filter(None, [*duties, row["email"], *numbers]))
    return Text(Ref(kind, row["id"]), None, row["name"] or name_of(row), body, at)


_PEOPLE = (
    "SELECT id, NULL AS name, given_name, family_name, email, phone, mobile FROM person"
    " WHERE status = 'active' AND id :which ORDER BY id LIMIT :limit"
)
_UNITS = (
    "SELECT g.id, g.name, u.email, u.phone, NULL AS mobile FROM people_group g"
    " JOIN unit u ON u.id = g.id WHERE g.closed_on IS NULL AND g.id :which"
    " ORDER BY g.id LIMIT :limit"
)
_DUTIES = (
    "SELECT o.person_id, o.title, g.name FROM position o JOIN people_group g ON g.id = o.group_id"
    f" WHERE o.person_id IN :ids AND {IN_FORCE} ORDER BY o.is_head DESC, o.starts_on, o.id"
)
