"""Which person of the directory a line is about: surely, nobody yet, or not without asking."""

from __future__ import annotations

from hub.errors import Invalid
from hub.language import _
from hub.people.models import Person
from hub.people.staff_csv.directory import Directory, name_of
from hub.people.staff_csv.entries import Entry


class Doubt(Invalid):
    """The list must say more; the one field of `fields` is where."""


def match(entry: Entry, directory: Directory, unit_id: int | None) -> Person | None:
    """The person that the line is about; None if it is somebody new.

    Args:
        unit_id: the unit that the line names, if there is one.

    Raises:
        Doubt: it may be one of several, or somebody else.
    """
    if entry.get("employee_number"):
        return _by_number(entry, directory)
    if entry.get("email"):
        return _by_email(entry, directory, unit_id)
    return _by_name(entry, directory, unit_id)


def _by_number(entry: Entry, directory: Directory) -> Person | None:
    found = directory.by_number.get(entry.values["employee_number"])
    if found is not None:
        family, given = name_of(found.family_name, found.given_name)
        if family != entry.name[0] and given != entry.name[1]:
            raise Doubt(employee_number=_("This is the number of {name}.", name=found.name))
        return found
    unnumbered = [p for p in directory.by_name.get(entry.name, []) if not p.employee_number]
    for person in unnumbered:
        if person.email and person.email == entry.get("email"):
            return person
    if unnumbered:
        raise Doubt(
            employee_number=_(
                "There is a {name} without a number: add the number to that card,"
                " or the same address to this line.",
                name=unnumbered[0].name,
            )
        )
    return None


def _by_email(entry: Entry, directory: Directory, unit_id: int | None) -> Person | None:
    owners = directory.by_email.get(entry.values["email"], [])
    same = [person for person in owners if person in directory.by_name.get(entry.name, [])]
    if len(same) == 1:
        return same[0]
    if same:
        raise _asking(same)
    if owners:
        raise Doubt(email=_("This is the address of {name}.", name=owners[0].name))
    without = [person for person in directory.by_name.get(entry.name, []) if person.email]
    if without:
        raise _asking(without)
    return _by_name(entry, directory, unit_id)


def _by_name(entry: Entry, directory: Directory, unit_id: int | None) -> Person | None:
    """The one of that name who is in the unit that the line names, or, like the line, in none."""
    namesakes = directory.by_name.get(entry.name, [])
    if not namesakes:
        return None
    if len(namesakes) == 1:
        held = {position.group_id for position in directory.positions.get(namesakes[0].id, [])}
        if unit_id in held or (unit_id is None and not held):
            return namesakes[0]
    raise _asking(namesakes)


def _asking(namesakes: list[Person]) -> Doubt:
    name = namesakes[0].name
    return Doubt(
        employee_number=_("There is already a {name}: give the employee number.", name=name)
    )
