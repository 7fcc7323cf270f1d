"""Who manages whom, as a line says it: a number, an address or a name, of the list or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from hub.errors import Invalid
from hub.language import _
from hub.people.days import LATEST
from hub.people.folding import fold
from hub.people.models import Person
from hub.people.staff_csv.directory import Directory, Path, folded, unknown
from hub.people.staff_csv.intents import Intent

Who = Person | int
"""Somebody who is there, or the line of somebody to create."""


class Managers:
    """Everybody who may be meant; `intents`, by line, loses those that turn out to be wrong."""

    def __init__(self, directory: Directory, intents: Mapping[int, Intent]) -> None:
        self.intents = intents
        self.known: dict[str, set[Who]] = defaultdict(set)
        for person in directory.people.values():
            if person.is_active:
                self._know(person, person.family_name, person.given_name,
                           person.employee_number, person.email)  # fmt: skip
        for line, intent in intents.items():
            entry = intent.entry
            self._know(intent.person or line, entry.get("family_name"), entry.get("given_name"),
                       entry.get("employee_number"), entry.get("email"))  # fmt: skip
        self.heads = _heads(directory, intents)

    def appoint(self, intent: Intent) -> None:
        """Puts the manager that the line names into its post.

        Raises:
            Invalid: nobody, or more than one, is meant.
        """
        words, post = intent.entry.get("manager"), intent.post
        if not isinstance(words, str) or post is None:
            return
        who = self._one(words)
        if who in {intent.entry.line, intent.person}:
            raise Invalid(manager=_("Nobody manages oneself."))
        post.manager_line = None
        post.values.pop("manager_id", None)
        before = post.before.manager_id if post.before else None
        if (folded(post.spot.path), who) in self.heads:
            wanted = None  # whoever heads the unit manages it, today this one
        elif isinstance(who, int):
            post.manager_line, wanted = who, who
        else:
            wanted = who.id
        if wanted != before:
            post.values["manager_id"] = wanted

    def _know(self, who: Who, family: str, given: str, *others: str | None) -> None:
        for key in (fold(f"{family} {given}"), fold(f"{given} {family}"), *others):
            if key:
                self.known[key].add(who)

    def _one(self, words: str) -> Who:
        found = {
            who
            for key in (words, words.lower(), fold(words))
            for who in self.known.get(key, ())
            if not isinstance(who, int) or who in self.intents
        }
        if len(found) > 1:
            raise Invalid(manager=_("Several people are called {name}.", name=words))
        if not found:
            names = [who.name for some in self.known.values() for who in some
                     if isinstance(who, Person)]  # fmt: skip
            reason = _("Nobody is called {name}.", name=words)
            raise Invalid(manager=unknown(reason, words, names).message)
        return found.pop()


def _heads(directory: Directory, intents: Mapping[int, Intent]) -> set[tuple[Path, Who]]:
    """Who heads which unit once the list is written, by the unit's folded path."""
    paths = {unit.id: folded(unit.path) for unit in directory.units.values()}
    heads: set[tuple[Path, Who]] = {
        (paths[position.group_id], directory.people[position.person_id])
        for held in directory.positions.values()
        for position in held
        if position.is_head
        and (position.ends_on or LATEST) >= directory.today
        and position.group_id in paths
    }
    for line, intent in intents.items():
        if intent.post is not None:
            place = (folded(intent.post.spot.path), intent.person or line)
            (heads.add if intent.post.is_head else heads.discard)(place)
    return heads
