"""The position that a line asks for: the same as before, changed, or a new one after another.

Personnel software often gives the day somebody was hired where the post's first day is meant. So a
new post never begins before an earlier one, of an import, is over: it begins the day after, or
today, and the next import of the same list finds it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hub.errors import Invalid
from hub.language import _
from hub.people.days import EARLIEST, LATEST
from hub.people.folding import search_key
from hub.people.models import Person, Position, Source
from hub.people.staff_csv.cells import is_of_one_size
from hub.people.staff_csv.directory import Directory, Spot
from hub.people.staff_csv.entries import Entry

DAY = timedelta(days=1)


@dataclass(slots=True)
class Post:
    """What is to be written about one position."""

    spot: Spot
    before: Position | None = None
    """The position to change; None if one is to be started."""
    ended: tuple[Position, date] | None = None
    """The position that this one follows, and that one's last day."""
    values: dict[str, Any] = field(default_factory=dict)
    manager_line: int | None = None
    """The line of a manager who comes with the import too."""

    @property
    def is_head(self) -> bool:
        before = self.before is not None and self.before.is_head
        return bool(self.values.get("is_head", before))


def asks_for_post(entry: Entry) -> bool:
    return any(
        name in entry.values for name in ("unit", "title", "manager", "starts_on", "ends_on")
    )


def draft_post(entry: Entry, spot: Spot, person: Person | None, directory: Directory) -> Post:
    """What the line wants of the person's positions.

    Raises:
        Invalid: it does not say enough, or contradicts what is there; `fields` is where.
    """
    today = directory.today
    held = directory.positions.get(person.id, []) if person else []
    if person is None and ends_before(entry, today):
        raise Invalid(ends_on=_("This contract is over: nobody is created for it."))
    if person is None or person.is_active:
        existing = _existing(held, entry, spot, today)
        if existing is not None:
            return _changed(existing, entry, held, directory)
    if not spot.path:
        raise Invalid(unit=_("Say in which unit."))
    return _started(Post(spot), entry, held, _start(entry, person, held, today), today)


def ends_before(entry: Entry, today: date) -> bool:
    end = entry.get("ends_on")
    return end is not None and end < today


def _existing(held: list[Position], entry: Entry, spot: Spot, today: date) -> Position | None:
    current = [position for position in held if _ends(position) >= today]
    if not spot.path:
        return current[0] if len(current) == 1 else None
    here = [position for position in held if position.group_id == spot.unit_id]
    if found := _same(here, entry, today):
        return found
    current_here = [position for position in current if position in here]
    start = entry.get("starts_on")
    if len(current_here) == 1 and not (start and start > current_here[0].starts_on):
        return current_here[0]  # it has another title now
    return None


def _same(here: list[Position], entry: Entry, today: date) -> Position | None:
    """The position with this title, or with any if the line says none, on those days."""
    title = entry.get("title")
    titled = [p for p in here if title is None or p.title_key == search_key(title)]
    for suits in (
        lambda position: position.starts_on == entry.get("starts_on"),
        lambda position: _ends(position) >= today,
        lambda position: position.ends_on is not None and position.ends_on == entry.get("ends_on"),
    ):
        if found := next(filter(suits, titled), None):
            return found
    return None


def _changed(position: Position, entry: Entry, held: list[Position], directory: Directory) -> Post:
    wanted = _wanted(entry)
    if "starts_on" in wanted:
        earlier = [p for p in held if p.id != position.id and _ends(p) < position.starts_on]
        wanted["starts_on"] = max(wanted["starts_on"], _after(earlier))
    title = entry.cells.get("title", "")
    if search_key(title) == position.title_key and is_of_one_size(title):
        wanted.pop("title", None)
    _check(position.group_id, _all(position) | wanted, [p for p in held if p.id != position.id])
    different = {name: value for name, value in wanted.items() if getattr(position, name) != value}
    unit = directory.units.get(position.group_id)
    return Post(
        Spot(unit.path if unit else (), position.group_id), before=position, values=different
    )


def _start(entry: Entry, person: Person | None, held: list[Position], today: date) -> date:
    """The new post's first day, if nothing before it is in the way."""
    start: date = entry.get("starts_on") or today
    if person is not None and person.left_on is not None and start <= person.left_on:
        return today
    return max(start, _after(p for p in held if _ends(p) < today))


def _started(post: Post, entry: Entry, held: list[Position], start: date, today: date) -> Post:
    followed = [p for p in held if p.source == Source.IMPORT and _ends(p) >= today]
    if len(followed) > 1:
        raise Invalid(unit=_("This person holds several positions: change them by hand."))
    for earlier in followed:
        if start <= earlier.starts_on:
            start = max(today, earlier.starts_on + DAY)
        if _ends(earlier) >= start:
            post.ended = (earlier, start - DAY)
            held = [position for position in held if position is not earlier]
    post.values = {"title": "", "is_head": False, "ends_on": None} | _wanted(entry)
    post.values["starts_on"] = start
    _check(post.spot.unit_id, post.values, held)
    return post


def _wanted(entry: Entry) -> dict[str, Any]:
    given = ("title", "starts_on", "ends_on")
    found: dict[str, Any] = {name: entry.get(name) for name in given if name in entry.values}
    if isinstance(entry.get("manager"), bool):
        found["is_head"] = entry.get("manager")
    return found


def _all(position: Position) -> dict[str, Any]:
    return {name: getattr(position, name) for name in ("title", "starts_on", "ends_on")}


def _check(unit_id: int | None, wanted: dict[str, Any], others: list[Position]) -> None:
    """Foresees what the actions would refuse: there, it would undo the whole import."""
    start, end = wanted["starts_on"], wanted["ends_on"] or LATEST
    if end < start:
        raise Invalid(ends_on=_("The end is before the beginning."))
    key = search_key(wanted["title"])
    for other in others:
        is_same = other.group_id == unit_id and other.title_key == key
        if is_same and start <= _ends(other) and other.starts_on <= end:
            raise Invalid(starts_on=_("This position is already held on some of these days."))


def _after(earlier: Iterable[Position]) -> date:
    """The first day on which none of them, if imported, holds any more."""
    ends = [_ends(position) for position in earlier if position.source == Source.IMPORT]
    return max(ends) + DAY if ends else EARLIEST


def _ends(position: Position) -> date:
    return position.ends_on or LATEST
