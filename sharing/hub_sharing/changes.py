"""The files that others have put where one reads, each person's of a place and an hour as one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

from hub.actor import Actor
from hub.domain.ports import Change
from hub.language import _, _n
from hub_sharing import queries
from hub_sharing.queries import Recent

TOGETHER = timedelta(hours=1)
MOST = 500
"""Files that are looked at. Who puts more in one go is said to have put so many."""


async def changes(since: datetime, /, *, by: Actor, limit: int) -> Sequence[Change]:
    """The `changes` port."""
    groups: dict[tuple[int | None, int], list[Recent]] = {}
    told: list[list[Recent]] = []
    for it in await queries.recent(since, by=by, limit=MOST):
        key = (it.changed_by_id, it.place_id)
        group = groups.get(key)
        if group is None or not it.place_id or group[0].changed_at - it.changed_at > TOGETHER:
            group = groups[key] = []
            told.append(group)
        group.append(it)
    return [_change(group) for group in islice(told, limit)]


def _change(group: Sequence[Recent]) -> Change:
    last = group[0]
    if len(group) > 1:
        url = f"/nodes/{last.place_id}"
        return Change(last.changed_at, _of_many(len(group), last), url, "folder")
    return Change(last.changed_at, _of_one(last), f"/files/{last.id}", last.icon)


def _of_many(number: int, last: Recent) -> str:
    if not last.changed_by:
        return _n("One new file in “{place}”", "{number} new files in “{place}”", number,
                  place=last.place)  # fmt: skip
    return _n(
        "{person} has put one file in “{place}”", "{person} has put {number} files in “{place}”",
        number, person=last.changed_by, place=last.place,
    )  # fmt: skip


def _of_one(it: Recent) -> str:
    if not it.changed_by:
        return _("“{name}” is new", name=it.name)
    return _("{person} has put “{name}”", person=it.changed_by, name=it.name)
