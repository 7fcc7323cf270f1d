"""Schema changes that lose nothing: backup, one transaction for all of them, then a comparison.

What Tortoise's own runner does not do, each reproduced before it was written here:
- it records a migration after the transaction that applied it, so a kill between the two makes the
  next start fail; here the record is part of the transaction, and so is the whole plan;
- on SQLite it makes its own table by a script, which commits the transaction it runs in;
- on SQLite its table rebuild fires ON DELETE CASCADE and drops the table's indexes and triggers;
- on PostgreSQL two nodes that start together both apply the plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import structlog
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection
from tortoise.context import TortoiseContext
from tortoise.migrations.executor import MigrationExecutor, PlanStep
from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import AddIndex, CreateModel, RunSQL
from tortoise.migrations.schema_editor import BaseSchemaEditor, SqliteSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.transactions import in_transaction

from hub.database.connection import Database, DatabaseError
from hub.database.sqlite import Client
from hub.settings import Settings

log = structlog.get_logger(__name__)

ADVISORY_LOCK = 0x50617276_6973  # "Parvis"
FRESH = "hub_fresh"

Listing = dict[str, str]
Dialect = Literal["sqlite", "postgres"]


def index(name: str, table: str, *columns: str, unique: bool = False, where: str = "") -> RunSQL:
    """The operation that makes one named index, the same on both databases.

    Uniqueness is always written so: what `Meta.constraints` says of a new model makes no SQL.
    """
    kind = "UNIQUE INDEX" if unique else "INDEX"
    condition = f" WHERE {where}" if where else ""
    return RunSQL(
        f'CREATE {kind} "{name}" ON "{table}" ({", ".join(columns)}){condition}',
        f'DROP INDEX "{name}"',
    )


def only_on(dialect: Dialect, *statements: str, undo: Sequence[str]) -> RunSQL:
    """The operation for what only one of the databases has, such as its kind of full-text index."""
    return _OnlyOn(dialect, statements, undo)


async def migrate(settings: Settings, packages: tuple[str, ...]) -> list[str]:
    """Brings the database to this version; gives the names of what was applied.

    Raises:
        DatabaseError: the result differs from a fresh database; then nothing was changed.
    """
    database = Database(settings, packages)
    # SQLite rebuilds a table by dropping the old one; enforced keys would delete its children.
    await database.open(**({"foreign_keys": "OFF"} if database.dialect == "sqlite" else {}))
    try:
        with database.bound():
            return await _Run(database).all()
    finally:
        await database.close()


async def pending(database: Database) -> list[str]:
    """Names of migrations that this version has and the bound database has not."""
    executor = MigrationExecutor(get_connection("default"), database.config()["apps"])
    return [_name(step) for step in await executor.plan()]


class _OnlyOn(RunSQL):
    def __init__(self, dialect: Dialect, statements: Sequence[str], undo: Sequence[str]) -> None:
        super().__init__(list(statements), list(undo))
        self.dialect = dialect

    async def _run_sql(self, state_editor: BaseSchemaEditor, sqls: Any) -> None:
        if state_editor.client.capabilities.dialect == self.dialect:
            await super()._run_sql(state_editor, sqls)


class _Run:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.apps = database.config()["apps"]

    async def all(self) -> list[str]:
        if not await pending(self.database):
            return []
        backup = await self._back_up()
        async with in_transaction("default") as client:
            await self._one_node_only(client)
            is_fresh = not await _tables(client)
            applied = await _apply(client, self.apps)
            if not is_fresh:  # else it is what it would be compared with
                await self._check(client)
        log.info("migrated", applied=len(applied), backup=str(backup or ""))
        return applied

    async def _back_up(self) -> Path | None:
        """A copy of a SQLite database that holds something; PostgreSQL's is the operator's."""
        if self.database.dialect != "sqlite" or not await _tables(get_connection("default")):
            return None
        folder = self.database.settings.data / "backups"
        folder.mkdir(mode=0o700, exist_ok=True)
        copy = folder / f"before-migration-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.db"
        # Made under another name, so that a copy cut short is never taken for a backup.
        part = copy.with_suffix(".part")
        await get_connection("default").execute_query("VACUUM INTO ?", [str(part)])
        part.chmod(0o600)
        return part.rename(copy)

    async def _one_node_only(self, client: BaseDBAsyncClient) -> None:
        if self.database.dialect == "postgres":
            await client.execute_query(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")

    async def _check(self, client: BaseDBAsyncClient) -> None:
        if self.database.dialect == "sqlite":
            _count, orphans = await client.execute_query("PRAGMA foreign_key_check")
            if orphans:
                raise DatabaseError(f"The migration would leave {len(orphans)} orphaned rows.")
        lost = differences(await listing(client), await self._fresh(client))
        if lost:
            told = "; ".join(lost)
            raise DatabaseError(f"The migrated database differs from a fresh one: {told}")

    async def _fresh(self, client: BaseDBAsyncClient) -> Listing:
        if self.database.dialect == "sqlite":
            return await _fresh_sqlite(self.database)
        return await _fresh_postgres(client, self.apps)


async def _apply(client: BaseDBAsyncClient, apps: dict[str, Any]) -> list[str]:
    """Applies and records everything missing, on `client`, which is inside a transaction."""
    executor = MigrationExecutor(client, apps)
    editor = _editor(client, executor)
    await executor.recorder.ensure_schema(editor)
    await executor.loader.build_graph()
    applied = set(await executor.recorder.applied_migrations())
    plan = executor._migration_plan(None, applied, executor.loader.graph)
    state = await executor._project_state(applied)
    for step in plan:
        await _forward(step.migration, state, editor)
        await executor.recorder.record_applied(step.migration.app_label, step.migration.name)
    return [_name(step) for step in plan]


async def _forward(migration: Migration, state: State, editor: BaseSchemaEditor) -> None:
    """As `Migration.apply`, without copying all models before an operation that only adds."""
    label = migration.app_label
    for operation in migration.operations:
        before = state if isinstance(operation, _ADDING) else state.clone()
        operation.state_forward(label, state)
        await operation.database_forward(label, before, state, editor)
    state.validate_relations_initialized()


_ADDING = (CreateModel, AddIndex, RunSQL)


def _editor(client: BaseDBAsyncClient, executor: MigrationExecutor) -> BaseSchemaEditor:
    if client.capabilities.dialect == "sqlite":
        return _KeepingEditor(client, atomic=True)
    return executor._schema_editor(atomic=True)


class _KeepingEditor(SqliteSchemaEditor):
    """Puts back the indexes and triggers of a table that Tortoise rebuilds."""

    async def _run_sql(self, sql: str) -> None:
        await self.client.execute_script(sql)  # as shipped it cuts triggers at their `;`

    async def _remake_table(self, model: Any, *args: Any, **options: Any) -> None:
        _count, rows = await self.client.execute_query(
            "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL"
            " AND type IN ('index', 'trigger')",
            [model._meta.db_table],
        )
        kept = [row["sql"] for row in rows]
        await super()._remake_table(model, *args, **options)
        for statement in kept:
            await self.client.execute_query(statement)


async def listing(client: BaseDBAsyncClient, schema: str = "public") -> Listing:
    """Each table, index, constraint and column of the database, with its definition."""
    if client.capabilities.dialect == "sqlite":
        return await _listing_sqlite(client)
    rows = await client.execute_query_dict(_POSTGRES_LISTING, [schema])
    return {row["name"]: row["definition"].replace(f"{schema}.", "") for row in rows}


async def _listing_sqlite(client: BaseDBAsyncClient) -> Listing:
    # A virtual table's own (shadow) tables are made by its module, and their text changes with it.
    rows = await client.execute_query_dict(
        "SELECT type, name, sql FROM sqlite_master"
        " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        " AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')"
    )
    return {f"{row['type']} {row['name']}": _squeezed(row["sql"]) for row in rows}


def differences(actual: Listing, expected: Listing) -> list[str]:
    """One phrase a table, index, constraint or column that is missing, different or too many."""
    faults = [f"{name} is missing" for name in expected.keys() - actual.keys()]
    faults += [f"{name} is not known" for name in actual.keys() - expected.keys()]
    both = actual.keys() & expected.keys()
    faults += [f"{name} differs" for name in both if actual[name] != expected[name]]
    return sorted(faults)


async def _fresh_sqlite(database: Database) -> Listing:
    config = database.config(file_path=":memory:")
    with _aside() as context:
        await context.init(config)
        client = context.db()
        try:
            async with in_transaction("default") as inside:
                await _apply(inside, config["apps"])
                return await listing(inside)
        finally:
            await client.close()


async def _fresh_postgres(client: BaseDBAsyncClient, apps: dict[str, Any]) -> Listing:
    """A second schema inside the migrating transaction, undone before it commits."""
    await client.execute_query(f"SAVEPOINT {FRESH}")
    await client.execute_query(f"CREATE SCHEMA {FRESH}")
    await client.execute_query(f"SET LOCAL search_path TO {FRESH}, public")
    await _apply(client, apps)
    made = await listing(client, FRESH)
    await client.execute_query(f"ROLLBACK TO SAVEPOINT {FRESH}")
    return made


@contextmanager
def _aside() -> Iterator[TortoiseContext]:
    with TortoiseContext() as context:
        yield context


async def _tables(client: BaseDBAsyncClient) -> int:
    if isinstance(client, Client):
        return len(await _listing_sqlite(client))
    return len(await listing(client))


def _name(step: PlanStep) -> str:
    return f"{step.migration.app_label}.{step.migration.name}"


def _squeezed(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()


_POSTGRES_LISTING = """
SELECT 'index ' || indexname AS name, indexdef AS definition
  FROM pg_indexes WHERE schemaname = $1
UNION ALL
SELECT 'constraint ' || c.conrelid::regclass::text || ' ' || c.conname,
       pg_get_constraintdef(c.oid)
  FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
 WHERE n.nspname = $1 AND c.conrelid <> 0
UNION ALL
SELECT 'column ' || table_name || ' ' || column_name,
       data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '')
  FROM information_schema.columns WHERE table_schema = $1
UNION ALL
SELECT 'trigger ' || event_object_table || ' ' || trigger_name,
       event_manipulation || ' ' || action_statement
  FROM information_schema.triggers WHERE trigger_schema = $1
"""
