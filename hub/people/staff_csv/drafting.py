"""What each line would write: the plan as data, which `planning` shows and `applying` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hub.errors import Invalid
from hub.language import _
from hub.people.folding import fold
from hub.people.models import Person
from hub.people.staff_csv.cells import is_of_one_size
from hub.people.staff_csv.directory import Directory, Path, Spot, folded
from hub.people.staff_csv.entries import Entry, read_entries
from hub.people.staff_csv.intents import Intent
from hub.people.staff_csv.managers import Managers
from hub.people.staff_csv.matching import match
from hub.people.staff_csv.posts import asks_for_post, draft_post, ends_before
from hub.people.staff_csv.sheet import Sheet

DETAILS = ("employee_number", "family_name", "given_name", "email", "phone", "mobile")


@dataclass(slots=True)
class Draft:
    """Intents of the sound lines, and everything that they need."""

    entries: list[Entry]
    intents: dict[int, Intent]
    """By line."""
    new_units: dict[Path, Path]
    """Names from the top by their folded forms, each unit after the one above it."""


def draft(sheet: Sheet, directory: Directory, *, with_new_units: bool) -> Draft:
    drafting = _Drafting(sheet, directory, with_new_units)
    drafting.lines()
    drafting.managers()
    drafting.forget_unneeded_units()
    return drafting.draft


class _Drafting:
    def __init__(self, sheet: Sheet, directory: Directory, with_new_units: bool) -> None:
        self.draft = Draft(read_entries(sheet), {}, {})
        self.directory = directory
        self.with_new_units = with_new_units
        self.claimed: dict[int, int] = {}

    def lines(self) -> None:
        for entry in self.draft.entries:
            spot = self._spot(entry)
            groups = self._groups(entry)
            if not entry.is_sound:
                continue
            try:
                self.draft.intents[entry.line] = self._intent(entry, spot, groups)
            except Invalid as fault:
                _note(entry, fault)

    def managers(self) -> None:
        """Names somebody for each line that says who manages; who is in error cannot."""
        managers = Managers(self.directory, self.draft.intents)
        while True:
            sound = len(self.draft.intents)
            for line, intent in list(self.draft.intents.items()):
                try:
                    managers.appoint(intent)
                except Invalid as fault:
                    _note(intent.entry, fault)
                    del self.draft.intents[line]
            if len(self.draft.intents) == sound:
                return

    def forget_unneeded_units(self) -> None:
        """A line that is left out brings no unit."""
        posts = [intent.post for intent in self.draft.intents.values() if intent.post]
        paths = {folded(post.spot.path) for post in posts if post.spot.unit_id is None}
        needed = {path[:length] for path in paths for length in range(1, len(path) + 1)}
        self.draft.new_units = {
            key: path for key, path in self.draft.new_units.items() if key in needed
        }

    def _spot(self, entry: Entry) -> Spot:
        path: Path = entry.get("unit") or ()
        try:
            if not path:
                return Spot((), None)
            if found := self.directory.unit(path):
                return Spot(found.path, found.id)
            if self.with_new_units:
                return Spot(self._new_unit(path), None)
            raise self.directory.unknown_unit(path)
        except Invalid as fault:
            entry.refuse("unit", fault.message)
            return Spot((), None)

    def _new_unit(self, path: Path) -> Path:
        """The whole path of a unit to create, under the part of it that is there."""
        above: Path = ()
        for length in range(len(path) - 1, 0, -1):
            if found := self.directory.unit(path[:length]):
                above, path = found.path, (*found.path, *path[length:])
                break
        for length in range(len(above) + 1, len(path) + 1):
            self.draft.new_units.setdefault(folded(path[:length]), path[:length])
        return path

    def _groups(self, entry: Entry) -> list[int]:
        found = []
        for name in entry.get("groups") or ():
            try:
                found.append(self.directory.group(name).id)
            except Invalid as fault:
                entry.refuse("groups", fault.message)
        return list(dict.fromkeys(found))

    def _intent(self, entry: Entry, spot: Spot, groups: list[int]) -> Intent:
        person = match(entry, self.directory, spot.unit_id)
        if person is not None:
            self._claim(entry, person)
        intent = Intent(entry, person, _details(entry, person))
        if person is not None and not person.is_active:
            if ends_before(entry, self.directory.today):
                return intent  # the list says no more than that this person has left
            intent.returns = True
        if asks_for_post(entry):
            intent.post = draft_post(entry, spot, person, self.directory)
        held = self.directory.members if person else set()
        intent.groups = [group for group in groups if not person or (group, person.id) not in held]
        return intent

    def _claim(self, entry: Entry, person: Person) -> None:
        line = self.claimed.setdefault(person.id, entry.line)
        if line != entry.line:
            raise Invalid(family_name=_("The same person as in line {line}.", line=line))


def _note(entry: Entry, fault: Invalid) -> None:
    for name, reason in fault.fields.items():
        entry.refuse(name, reason)


def _details(entry: Entry, person: Person | None) -> dict[str, Any]:
    """The person's own fields that would be written."""
    given = {name: entry.values[name] for name in DETAILS if name in entry.values}
    if person is None:
        return given
    return {
        name: value for name, value in given.items() if _differs(entry.cells, person, name, value)
    }


def _differs(cells: Mapping[str, str], person: Person, name: str, value: Any) -> bool:
    before = getattr(person, name)
    if name in {"family_name", "given_name"} and is_of_one_size(cells[name]):
        return fold(before) != fold(value)  # it tells neither capitals nor, often, accents
    return bool(before != value)
