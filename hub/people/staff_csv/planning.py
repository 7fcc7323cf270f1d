"""What an import of a sheet would do, told line by line; nothing is written."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import date
from typing import Any

from babel.dates import format_date

from hub.actor import Actor
from hub.language import _, locale
from hub.people import phones, policy
from hub.people.days import today
from hub.people.models import Position
from hub.people.staff_csv.directory import Directory, shown
from hub.people.staff_csv.drafting import Draft, draft
from hub.people.staff_csv.entries import Entry
from hub.people.staff_csv.intents import Intent
from hub.people.staff_csv.posts import Post
from hub.people.staff_csv.report import Change, Outcome, Report, Verdict
from hub.people.staff_csv.sheet import Sheet


async def plan(sheet: Sheet, *, by: Actor, with_new_units: bool = False) -> Report:
    """What `apply` would write now; `with_new_units`: units that are not there come with it."""
    policy.check_manages(by)
    directory = await Directory.load(today(), by=by)
    _made, told = await drafted(sheet, directory, with_new_units)
    return told


async def drafted(sheet: Sheet, directory: Directory, with_new_units: bool) -> tuple[Draft, Report]:
    """The draft and what is told of it, made beside the event loop: a long list takes seconds."""

    def make() -> tuple[Draft, Report]:
        made = draft(sheet, directory, with_new_units=with_new_units)
        return made, _report(sheet, directory, made)

    return await asyncio.to_thread(make)


def _report(sheet: Sheet, directory: Directory, made: Draft) -> Report:
    """The draft as people read it."""
    names = {person.id: person.name for person in directory.people.values()}
    names |= {entry.line: entry.shown_name for entry in made.entries}
    return Report(
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        columns=sheet.columns,
        verdicts=tuple(_verdict(entry, made, directory, names) for entry in made.entries),
        new_units=tuple(shown(path) for path in made.new_units.values()),
        digest=_digest(made),
    )


def _verdict(entry: Entry, made: Draft, directory: Directory, names: dict[int, str]) -> Verdict:
    intent = made.intents.get(entry.line)
    person = intent.person if intent else None
    return Verdict(
        line=entry.line,
        name=entry.shown_name,
        outcome=_outcome(intent),
        person_id=person.id if person else None,
        changes=tuple(_changes(intent, directory, names)) if intent else (),
        faults=tuple(entry.faults),
        cells=entry.cells,
    )


def _outcome(intent: Intent | None) -> Outcome:
    if intent is None:
        return Outcome.ERROR
    if intent.person is None:
        return Outcome.CREATE
    return Outcome.UNCHANGED if intent.is_empty else Outcome.CHANGE


def _changes(intent: Intent, directory: Directory, names: dict[int, str]) -> list[Change]:
    changes = [
        Change(name, _shown(name, getattr(intent.person, name, None)), _shown(name, value))
        for name, value in intent.details.items()
    ]
    if intent.returns:
        changes.append(Change("status", _("has left"), _("is back")))
    if intent.post is not None:
        changes += _post_changes(intent.post, directory, names)
    joined = [group.name for same in directory.groups.values() for group in same
              if group.id in intent.groups]  # fmt: skip
    return changes + [Change("groups", "", name) for name in sorted(joined)]


def _post_changes(post: Post, directory: Directory, names: dict[int, str]) -> list[Change]:
    before = post.before
    changes = []
    if before is None:
        followed = post.ended[0] if post.ended else None
        changes.append(Change("unit", _path(followed, directory), shown(post.spot.path)))
        before = followed
    for name, value in post.values.items():
        field = "manager" if name in {"is_head", "manager_id"} else name
        told = names if name == "manager_id" else {}
        old = _shown(name, getattr(before, name, None), told)
        new = _shown(name, value, told)
        if old != new:
            changes.append(Change(field, old, new))
    return changes


def _path(position: Position | None, directory: Directory) -> str:
    if position is None:
        return ""
    unit = directory.units.get(position.group_id)
    return shown(unit.path) if unit else position.group.name


def _shown(name: str, value: Any, names: dict[int, str] | None = None) -> str:
    """A value as the reader writes it; nothing is an empty text."""
    if name == "is_head":
        return _("heads the unit") if value else ""
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return format_date(value, "d MMMM y", locale=locale())
    if name in {"phone", "mobile"}:
        return phones.shown(value)
    return (names or {}).get(value, "") if name == "manager_id" else str(value)


def _digest(made: Draft) -> str:
    """A fingerprint of all that would be written."""
    written: list[Any] = [[*made.new_units]]
    for line, intent in made.intents.items():
        if not intent.is_empty:
            person_id = intent.person.id if intent.person else None
            post = intent.post and _written(intent.post)
            written.append([line, person_id, intent.details, intent.returns, post, intent.groups])
    text = json.dumps(written, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _written(post: Post) -> list[Any]:
    ended = [post.ended[0].id, post.ended[1]] if post.ended else None
    return [post.spot, post.before and post.before.id, ended, post.values, post.manager_line]
