"""Hand-written SQL for hot lists, protocol answers and sets of rows: one for both databases."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

from tortoise.connection import get_connection

from hub.database.sqlite import Client, InTransaction
from hub.database.transactions import is_in_transaction

Row = dict[str, Any]

# `:name`, but neither PostgreSQL's `::type` nor a time inside a literal such as '10:00'.
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")


async def read(sql: str, **values: Any) -> list[Row]:
    """Rows of a SELECT whose parameters are written `:name`.

    A list, tuple or set becomes a parenthesised list: `WHERE id IN :ids`; an empty one matches
    nothing (so no `NOT IN`). Runs inside the task's transaction if there is one,
    else beside it, on a reader.
    Instants come back as aware datetimes in UTC; booleans of SQLite as 0 and 1.
    """
    text, filled = _filled(sql, values)
    connection = get_connection("default")
    if isinstance(connection, Client | InTransaction):
        return _dicts(await connection.fetch(text, _named(filled)))
    return await connection.execute_query_dict(text, filled)


async def write(sql: str, **values: Any) -> list[Row]:
    """Rows that an INSERT, UPDATE or DELETE gives with `RETURNING`; parameters as in `read`.

    Only inside a transaction: a change that nothing journals is a mistake.
    """
    if not is_in_transaction():
        raise RuntimeError("write outside a transaction.")
    text, filled = _filled(sql, values)
    connection = get_connection("default")
    if isinstance(connection, InTransaction):
        return _dicts(await connection.fetch(text, _named(filled)))
    return await connection.execute_query_dict(text, filled)


@asynccontextmanager
async def together() -> AsyncIterator[asyncio.TaskGroup]:
    """Reads that start inside the block wait side by side; all have answered at its end.

    For those of which none needs what another one found: to PostgreSQL, the way there and back
    takes longer than most answers. The first error ends the others and is raised as it is. Not
    inside a transaction, which has one connection.
    """
    if is_in_transaction():
        raise RuntimeError("Reads side by side inside a transaction.")
    failed: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as group:
            yield group
    except* Exception as errors:
        failed = errors.exceptions[0]
    if failed is not None:
        raise failed


def _dicts(rows: Sequence[sqlite3.Row]) -> list[Row]:
    if not rows:
        return []
    # `dict(row)` looks for each name among all of them, in every row: four times as slow.
    names = rows[0].keys()
    return [dict(zip(names, row, strict=True)) for row in rows]


def _filled(sql: str, values: Row) -> tuple[str, list[Any]]:
    lists = {name: list(value) for name, value in values.items() if _is_many(value)}
    shape = tuple((name, len(lists[name]) if name in lists else None) for name in sorted(values))
    text, names = _positional(sql, shape)
    return text, [values[name] if at is None else lists[name][at] for name, at in names]


def _named(filled: list[Any]) -> Row:
    # SQLite takes `$1` for a name.
    return {str(number): value for number, value in enumerate(filled, 1)}


def _is_many(value: Any) -> bool:
    return isinstance(value, list | tuple | set | frozenset)


@lru_cache(maxsize=2000)
def _positional(
    sql: str, shape: tuple[tuple[str, int | None], ...]
) -> tuple[str, tuple[tuple[str, int | None], ...]]:
    """The text with `$1`, `$2`… and the parameter that fills each."""
    sizes = dict(shape)
    numbers: dict[tuple[str, int | None], int] = {}

    def number(name: str, at: int | None) -> str:
        return f"${numbers.setdefault((name, at), len(numbers) + 1)}"

    def replace(match: re.Match[str]) -> str:
        size = sizes[match[1]]
        if size is None:
            return number(match[1], None)
        return "(" + (", ".join(number(match[1], at) for at in range(size)) or "NULL") + ")"

    return _PARAMETER.sub(replace, sql), tuple(numbers)
