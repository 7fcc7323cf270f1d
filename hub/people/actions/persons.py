"""What happens to a person: comes, changes, leaves, comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict, Unpack

from tortoise.expressions import F

from hub import settings
from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import one_only
from hub.errors import Conflict, Invalid
from hub.language import _
from hub.people import closure, policy, values
from hub.people.actions import found
from hub.people.actions.ending import end_after
from hub.people.days import today
from hub.people.folding import search_key, sort_key
from hub.people.models import (
    Membership,
    Person,
    PersonStatus,
    Position,
    Principal,
    PrincipalKind,
    Source,
)


class PersonDetails(TypedDict):
    """What is known of a new person."""

    given_name: str
    family_name: str
    employee_number: NotRequired[str | None]
    email: NotRequired[str | None]
    phone: NotRequired[str | None]
    mobile: NotRequired[str | None]
    language: NotRequired[str]


class PersonChanges(TypedDict, total=False):
    """The fields to change; what is left out stays."""

    given_name: str
    family_name: str
    employee_number: str | None
    email: str | None
    phone: str | None
    mobile: str | None
    language: str


async def create_person(
    *, by: Actor, source: Source = Source.HAND, **details: Unpack[PersonDetails]
) -> Person:
    (person,) = await create_people([details], by=by, source=source)
    return person


@action("people.person.created")
async def create_people(
    people: Sequence[PersonDetails], *, by: Actor, source: Source = Source.HAND
) -> list[Person]:
    """As many people as are given, all or none, in a few statements."""
    policy.check_manages(by)
    if not people:
        unchanged()
        return []
    rows = [_new(details, source) for details in people]
    await Principal.bulk_create([Principal(id=row.id, kind=PrincipalKind.PERSON) for row in rows])
    with one_only(_number_taken()):
        await Person.bulk_create(rows)
    for row in rows:
        happened("person", row.id, tells=_topics(row.id), detail={"name": row.name})
    return rows


@action("people.person.changed")
async def change_person(
    person_id: int, *, by: Actor, version: int | None = None, **changes: Unpack[PersonChanges]
) -> None:
    """Changes the named fields.

    Raises:
        Conflict: the person is no longer as in the `version` that was shown.
    """
    policy.check_manages(by)
    await _change(person_id, version, changes)


@action("people.language.changed")
async def change_language(person_id: int, *, by: Actor, language: str) -> None:
    """Mails and pages for this person come in this language from now on."""
    policy.check_writes(by, person_id)
    await _change(person_id, None, {"language": language})


@action("people.person.left")
async def leave_person(person_id: int, *, by: Actor, on: date | None = None) -> None:
    """Ends every position and membership; `on` is the last day, today if not said.

    A departure to come is a position's last day. What was to begin later is withdrawn.
    """
    policy.check_manages(by)
    last = values.day(on or today())
    if last > today():
        raise Invalid(on=_("This day is still to come. Give the position its last day instead."))
    async with closure.keeping() as touched:
        person = await found.person(person_id)
        if person.status == PersonStatus.LEFT:
            return unchanged()
        groups = await end_after(Position.filter(person_id=person_id), last)
        groups |= await end_after(Membership.filter(member_id=person_id), last)
        for group in groups:
            touched.person(group, person_id)
        await _set(person, {"status": PersonStatus.LEFT, "left_on": last})
    detail = {"on": last.isoformat()}
    happened("person", person_id, tells=_topics(person_id, *groups), detail=detail)


@action("people.person.returned")
async def return_person(person_id: int, *, by: Actor) -> None:
    """Makes somebody who had left active again, in no unit or group yet."""
    policy.check_manages(by)
    person = await found.person(person_id)
    if person.status == PersonStatus.ACTIVE:
        return unchanged()
    await _set(person, {"status": PersonStatus.ACTIVE, "left_on": None})
    happened("person", person_id, tells=_topics(person_id))


def _new(details: PersonDetails, source: Source) -> Person:
    fields = {"language": settings.current.get().language} | values.cleaned(_RULES, details)
    keys = _keys(fields["given_name"], fields["family_name"])
    return Person(source=source, **fields, **keys)


async def _change(person_id: int, version: int | None, changes: PersonChanges) -> None:
    person = await found.person(person_id)
    if version not in {None, person.version}:
        raise _overtaken()
    fields = values.cleaned(_RULES, changes)
    differences = found.different(person, fields)
    if not differences:
        return unchanged()
    fields |= _keys(
        fields.get("given_name", person.given_name), fields.get("family_name", person.family_name)
    )
    with one_only(_number_taken()):
        await _set(person, fields)
    happened("person", person_id, tells=_topics(person_id), detail=differences)


async def _set(person: Person, fields: dict[str, Any]) -> None:
    as_read = Person.filter(id=person.id, version=person.version)
    if not await as_read.update(**fields, version=F("version") + 1):
        raise _overtaken()


def _keys(given_name: str, family_name: str) -> dict[str, str]:
    return {
        "name_key": search_key(given_name, family_name),
        "sort_key": sort_key(family_name, given_name),
    }


def _topics(person_id: int, *group_ids: int) -> list[str]:
    return [f"person:{person_id}", *(f"group:{group}" for group in sorted(group_ids))]


def _number_taken() -> str:
    return _("Somebody else has this employee number.")


def _overtaken() -> Conflict:
    return Conflict(_("Somebody else has changed this person in the meantime."))


_RULES: values.Rules = {
    "given_name": values.name,
    "family_name": values.name,
    "employee_number": values.employee_number,
    "email": values.email,
    "phone": values.phone,
    "mobile": values.phone,
    "language": values.language,
}
