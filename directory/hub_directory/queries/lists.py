"""People and units by what is typed: names, duties, services, telephone numbers."""

# ruff: noqa: S608  # only constants are put together
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hub.actor import Actor
from hub.database import Row, read
from hub.people import phones
from hub.people.days import today
from hub.people.folding import search_words
from hub.people.rows import in_force, name_of
from hub_directory import policy

PAGE = 50
MOST_UNITS = 5
MOST_WORDS = 6
"""More words than anybody types; each costs a look at every person that the others leave."""

IN_FORCE = in_force("o")
"""Of a position `o`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; nothing typed is everybody, or everybody of a unit."""

    text: str = ""
    unit_id: int = 0
    page: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A person as a list shows them."""

    id: int
    name: str
    title: str
    """Of the first position in force, the one that heads something before the others."""
    group: str
    is_head: bool
    away_until: date | None
    replacement: str


@dataclass(frozen=True, slots=True)
class UnitLine:
    id: int
    name: str
    parent: str
    people: int
    """With those of the units below."""


@dataclass(frozen=True, slots=True)
class Found:
    lines: tuple[Line, ...]
    units: tuple[UnitLine, ...]
    total: int
    """How many people there are, on all pages."""

    def has_more(self, page: int) -> bool:
        return self.total > page * PAGE


async def find(wanted: Wanted, *, by: Actor) -> Found:
    """One page of the people who are here, those whose very name it is before the others."""
    policy.check_finds(by)
    asked = _Asked.of(wanted)
    counted = await read(f"SELECT COUNT(*) AS people FROM person p WHERE {asked.where}",
                         **asked.values)  # fmt: skip
    rows = await read(
        f"SELECT p.id, p.given_name, p.family_name FROM person p WHERE {asked.where}"
        f" ORDER BY {asked.order}p.sort_key, p.id LIMIT :limit OFFSET :offset",
        **asked.values, **asked.order_values, limit=PAGE, offset=(wanted.page - 1) * PAGE,
    )  # fmt: skip
    is_first = wanted.page == 1 and not wanted.unit_id
    return Found(
        await lines_of(rows), await _units(asked.words) if is_first else (), counted[0]["people"]
    )


async def lines_of(rows: Sequence[Row]) -> tuple[Line, ...]:
    """Rows of `id`, `given_name` and `family_name`, in their order, with what each does."""
    ids = [row["id"] for row in rows]
    posts, away = await _posts(ids), await _away(ids)
    return tuple(_line(row, posts.get(row["id"]), away.get(row["id"])) for row in rows)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The condition of a search, as SQL."""

    where: str
    values: dict[str, Any]
    order: str
    order_values: dict[str, Any]
    words: tuple[str, ...]

    @classmethod
    def of(cls, wanted: Wanted) -> _Asked:
        parts = ["p.status = 'active'"]
        values: dict[str, Any] = {"on": today()}
        if wanted.unit_id:
            parts.append(_IN_UNIT)
            values["unit"] = wanted.unit_id
        if number := _digits(wanted.text):
            return cls(
                " AND ".join([*parts, _NUMBER]), values | {"number": f"%{number}%"}, "", {}, ()
            )
        words = tuple(search_words(wanted.text)[:MOST_WORDS])
        parts += [_WORD.replace(":word", f":word{at}") for at in range(len(words))]
        filled = {f"word{at}": f"%{word}%" for at, word in enumerate(words)}
        if not words:
            return cls(" AND ".join(parts), values, "", {}, ())
        named = " AND ".join(f"p.name_key LIKE :word{at}" for at in range(len(words)))
        order = f"CASE WHEN {named} THEN 0 ELSE 1 END, "
        return cls(" AND ".join(parts), values | filled, order, {}, words)


def _digits(text: str) -> str:
    """What a stored number contains if the text is the beginning of one, or a part of one."""
    typed = re.sub(r"[\s.\-/()]", "", text)
    if not re.fullmatch(r"\+?[0-9]{2,16}", typed):
        return ""
    whole = phones.normal(typed)
    return (whole or typed).removeprefix("+").removeprefix("00").removeprefix("0")


async def _units(words: Sequence[str]) -> tuple[UnitLine, ...]:
    if not words:
        return ()
    named = " AND ".join(f"g.name_key LIKE :word{at}" for at in range(len(words)))
    rows = await read(
        _UNITS.replace(":named", named), on=today(), limit=MOST_UNITS,
        **{f"word{at}": f"%{word}%" for at, word in enumerate(words)},
    )  # fmt: skip
    return tuple(
        UnitLine(row["id"], row["name"], row["parent"] or "", row["people"]) for row in rows
    )


async def _posts(person_ids: Sequence[int]) -> dict[int, Row]:
    """What each of them does first of all."""
    rows = await read(_POSTS, ids=person_ids, on=today())
    return {row["person_id"]: row for row in reversed(rows)}


async def _away(person_ids: Sequence[int]) -> dict[int, Row]:
    rows = await read(_AWAY, ids=person_ids, on=today())
    return {row["person_id"]: row for row in rows}


def _line(row: Row, post: Row | None, away: Row | None) -> Line:
    return Line(
        row["id"], name_of(row), post["title"] if post else "", post["name"] if post else "",
        bool(post["is_head"]) if post else False, away["ends_on"] if away else None,
        name_of(away) if away else "",
    )  # fmt: skip


_IN_UNIT = (
    "EXISTS (SELECT 1 FROM position o WHERE o.person_id = p.id AND o.group_id = :unit"
    f" AND {IN_FORCE})"
)
_NUMBER = (
    "(p.phone LIKE :number OR p.mobile LIKE :number OR EXISTS (SELECT 1 FROM position o"
    " JOIN unit u ON u.id = o.group_id LEFT JOIN site s ON s.id = COALESCE(o.site_id, u.site_id)"
    f" WHERE o.person_id = p.id AND {IN_FORCE} AND (u.phone LIKE :number OR s.phone LIKE :number)))"
)
_WORD = (
    "(p.name_key LIKE :word OR EXISTS (SELECT 1 FROM position o"
    " JOIN people_group g ON g.id = o.group_id LEFT JOIN unit u ON u.id = o.group_id"
    " LEFT JOIN site s ON s.id = COALESCE(o.site_id, u.site_id)"
    f" WHERE o.person_id = p.id AND {IN_FORCE} AND (' ' || o.title_key LIKE :word"
    " OR g.name_key LIKE :word OR s.name_key LIKE :word)))"
)
_UNITS = (
    "SELECT g.id, g.name, above.name AS parent, (SELECT COUNT(*) FROM group_person m"
    " WHERE m.group_id = g.id AND m.starts_on <= :on AND m.ends_on >= :on) AS people"
    " FROM people_group g JOIN unit u ON u.id = g.id"
    " LEFT JOIN people_group above ON above.id = u.parent_id"
    " WHERE g.closed_on IS NULL AND :named ORDER BY g.name_key, g.id LIMIT :limit"
)
_POSTS = (
    "SELECT o.person_id, o.title, o.is_head, g.name FROM position o"
    " JOIN people_group g ON g.id = o.group_id"
    f" WHERE o.person_id IN :ids AND {IN_FORCE}"
    " ORDER BY o.is_head DESC, o.starts_on, o.id"
)
_AWAY = (
    "SELECT a.person_id, a.ends_on, r.given_name, r.family_name FROM absence a"
    " LEFT JOIN person r ON r.id = a.replacement_id"
    " WHERE a.person_id IN :ids AND a.starts_on <= :on AND a.ends_on >= :on ORDER BY a.id"
)
