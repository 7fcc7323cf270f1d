"""How anything is changed: one function, one transaction, one journal row, then the bus.

    @action("people.group.renamed")
    async def rename_group(group_id: int, *, by: Actor, name: str) -> None:
        ...
        happened("group", group_id, tells=[f"group:{group_id}"], detail={"name": name})

An action that is called from another joins its transaction. Page, DAV, import and job all end here.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ParamSpec, TypeVar

from hub.actor import Actor
from hub.audit.models import Entry
from hub.database import on_commit, transaction
from hub.jobs import nudge
from hub.jobs.models import Outbox
from hub.live import bus

P = ParamSpec("P")
R = TypeVar("R")

ACTIONS: dict[str, Callable[..., Any]] = {}
"""Every action by name: what the journal can say, and what others can react to."""


@dataclass(slots=True)
class _Happening:
    kind: str
    object_id: int
    tells: tuple[str, ...]
    detail: str


@dataclass(slots=True)
class _Account:
    happenings: list[_Happening] = field(default_factory=list)
    is_unchanged: bool = False
    behalf: str = ""


_account: ContextVar[_Account | None] = ContextVar("account of the running action", default=None)


def action(
    name: str,
) -> Callable[[Callable[P, Awaitable[R]]], Callable[P, Coroutine[Any, Any, R]]]:
    """Makes a coroutine function an action; `name` is past tense: `calendar.event.moved`."""

    def decorate(function: Callable[P, Awaitable[R]]) -> Callable[P, Coroutine[Any, Any, R]]:
        @functools.wraps(function)
        async def act(*args: P.args, **kwargs: P.kwargs) -> R:
            by = kwargs.get("by")
            if not isinstance(by, Actor):
                raise TypeError(f"{name} needs by=Actor.")
            return await _run(name, by, functools.partial(function, *args, **kwargs))

        if name in ACTIONS:
            raise RuntimeError(f"Two actions are called {name}.")
        ACTIONS[name] = act
        return act

    return decorate


def happened(
    kind: str, object_id: int, *, tells: Iterable[str] = (), detail: Mapping[str, Any] | None = None
) -> None:
    """Says, inside an action, what it changed.

    Args:
        kind: the thing's word in `docs/words.md`, such as `event`.
        tells: topics of the bus whose listeners should read again.
        detail: what the journal keeps beside the action's name; never a secret.
    """
    behalf = _running().behalf
    told = {**(detail or {}), **({"for": behalf} if behalf else {})}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    _running().happenings.append(_Happening(kind, object_id, tuple(tells), text))


def on_behalf_of(name: str) -> None:
    """Says, inside an action and before what happens in it, for whom a delegate does it; an empty
    name means that everybody acts for themselves."""
    _running().behalf = name


def unchanged() -> None:
    """Says, inside an action, that things already were as asked, so there is nothing to journal."""
    _running().is_unchanged = True


def _running() -> _Account:
    account = _account.get()
    if account is None:
        raise RuntimeError("This runs outside an action.")
    return account


async def _run(name: str, by: Actor, body: Callable[[], Awaitable[R]]) -> R:
    account = _Account()
    token = _account.set(account)
    try:
        async with transaction():
            result = await body()
            await _write(name, by, account)
        return result
    finally:
        _account.reset(token)


async def _write(name: str, by: Actor, account: _Account) -> None:
    if not account.happenings:
        if not account.is_unchanged:
            raise RuntimeError(f"{name} said neither what happened nor that nothing did.")
        return
    now = datetime.now(UTC)
    entries = [
        Entry(
            at=now, action=name, kind=it.kind, object_id=it.object_id, actor_id=by.person_id,
            actor_name=by.name, via=by.via, detail=it.detail,
        )
        for it in account.happenings
    ]  # fmt: skip
    rows = [
        Outbox(
            action=name, kind=it.kind, object_id=it.object_id, person_id=by.person_id,
            detail=it.detail, due_at=now,
        )
        for it in account.happenings
    ]  # fmt: skip
    await Entry.bulk_create(entries)
    await Outbox.bulk_create(rows)
    topics = tuple(dict.fromkeys(t for it in account.happenings for t in it.tells))
    on_commit(lambda: _tell(topics))


async def _tell(topics: tuple[str, ...]) -> None:
    if topics:
        await bus.current.get().publish(topics)
    nudge.current.get().nudge()
