"""Writes what a plan says, through the same actions as a page: each person has a journal row."""

from __future__ import annotations

from typing import cast

from hub.action import action, happened, unchanged
from hub.actor import Actor
from hub.database import new_key
from hub.errors import Conflict
from hub.language import _
from hub.people import actions, closure, policy
from hub.people.actions import Appointment, PersonDetails, PositionChanges
from hub.people.days import today
from hub.people.models import Source
from hub.people.staff_csv.directory import Directory, Path, folded
from hub.people.staff_csv.drafting import Draft
from hub.people.staff_csv.intents import Intent
from hub.people.staff_csv.planning import drafted
from hub.people.staff_csv.posts import Post
from hub.people.staff_csv.report import Report
from hub.people.staff_csv.sheet import Sheet


@action("people.staff.imported")
async def apply(
    sheet: Sheet, *, by: Actor, digest: str | None = None, with_new_units: bool = False
) -> Report:
    """Plans again and writes it, all or nothing; lines in error are left out.

    Args:
        digest: of the plan that was looked at.

    Raises:
        Conflict: that plan is no longer what would be written.
    """
    policy.check_manages(by)
    async with closure.keeping():
        directory = await Directory.load(today(), by=by)
        made, done = await drafted(sheet, directory, with_new_units)
        if digest not in {None, done.digest}:
            raise Conflict(_("The directory has changed in the meantime: look at the list again."))
        if not done.is_writing:
            unchanged()
            return done
        await _Writing(made, directory, by).all()
    happened("import", new_key(), detail={"counts": done.counts, "digest": done.digest})
    return done


class _Writing:
    def __init__(self, made: Draft, directory: Directory, by: Actor) -> None:
        self.made = made
        self.by = by
        self.units: dict[Path, int] = {
            folded(unit.path): unit.id for unit in directory.units.values()
        }
        self.people: dict[int, int] = {}
        """Each line's person."""

    async def all(self) -> None:
        for key, path in self.made.new_units.items():
            parent_id = self.units.get(key[:-1])
            unit = await actions.create_unit(by=self.by, name=path[-1], parent_id=parent_id)
            self.units[key] = unit.id
        wanted = [intent for intent in self.made.intents.values() if not intent.is_empty]
        await self._create([intent for intent in wanted if intent.person is None])
        for intent in wanted:
            await self._change(intent)
        await self._start([intent for intent in wanted if intent.post and not intent.post.before])
        await actions.add_members(
            [(group, self.people[i.entry.line]) for i in wanted for group in i.groups],
            by=self.by, source=Source.IMPORT,
        )  # fmt: skip

    async def _create(self, new: list[Intent]) -> None:
        details = [cast(PersonDetails, intent.details) for intent in new]
        made = await actions.create_people(details, by=self.by, source=Source.IMPORT)
        for intent, person in zip(new, made, strict=True):
            self.people[intent.entry.line] = person.id

    async def _change(self, intent: Intent) -> None:
        if intent.person is not None:
            self.people[intent.entry.line] = intent.person.id
            if intent.returns:
                await actions.return_person(intent.person.id, by=self.by)
            if intent.details:
                await actions.change_person(intent.person.id, by=self.by, **intent.details)
        post = intent.post
        if post is not None and post.ended is not None:
            await actions.end_position(post.ended[0].id, by=self.by, on=post.ended[1])
        if post is not None and post.before is not None and post.values:
            await actions.change_position(post.before.id, by=self.by, **self._values(post))

    async def _start(self, intents: list[Intent]) -> None:
        appointments = [
            Appointment(
                self.people[intent.entry.line],
                self.units[folded(intent.post.spot.path)],
                self._values(intent.post),
            )
            for intent in intents
            if intent.post is not None
        ]
        await actions.start_positions(appointments, by=self.by, source=Source.IMPORT)

    def _values(self, post: Post) -> PositionChanges:
        """The position's values, with the manager whom this import has just created."""
        if post.manager_line is not None:
            post.values["manager_id"] = self.people[post.manager_line]
        return cast(PositionChanges, post.values)
