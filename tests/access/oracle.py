"""Who may do what, by the definition: for each thing walk up, for each grant walk down the groups.

Reads the tables of facts alone (scopes, grants, memberships, notes) and shares nothing with
`hub.access` but their models: not its ladders, not its `access` table.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from hub.access.models import Grant, Scope
from hub.people.models import Membership
from tests.access.boards.models import Board, Diary, Note

ABILITIES = {
    "board": {
        "read": {"read"},
        "comment": {"read", "comment"},
        "write": {"read", "comment", "write", "delete"},
        "manage": {"read", "comment", "write", "delete", "share", "manage"},
    },
    "diary": {
        "freebusy": {"see_busy"},
        "read": {"see_busy", "read"},
        "edit": {"see_busy", "read", "write"},
        "manage": {"see_busy", "read", "write", "manage"},
    },
}
ABILITIES["note"] = ABILITIES["board"]
EVERYBODY = {1, 2}


@dataclass
class Facts:
    """The facts of one moment."""

    scopes: dict[int, Scope]
    grants: list[Grant]
    memberships: list[Membership]
    things: dict[int, int]
    """Boards, notes and diaries, and the scope that each lies in by its own place in its tree."""

    def roles(self, person_id: int, scope_id: int, at: datetime, on: date) -> set[str]:
        """Every role that some live grant gives the person in the scope."""
        return {grant.role for grant in self.leading(person_id, scope_id, at, on)}

    def role(self, person_id: int, scope_id: int, at: datetime, on: date) -> str | None:
        order = list(ABILITIES[self.scopes[scope_id].kind])
        roles = self.roles(person_id, scope_id, at, on)
        return max(roles, key=order.index) if roles else None

    def able(self, person_id: int, scope_id: int, at: datetime, on: date) -> set[str]:
        role = self.role(person_id, scope_id, at, on)
        return ABILITIES[self.scopes[scope_id].kind][role] if role else set()

    def leading(self, person_id: int, scope_id: int, at: datetime, on: date) -> list[Grant]:
        """The live grants that lead the person to the scope."""
        return [
            grant
            for grant in self.live(scope_id, at)
            if grant.principal_id in EVERYBODY or self.is_in(person_id, grant.principal_id, on)
        ]

    def live(self, scope_id: int, at: datetime) -> list[Grant]:
        """The live grants of the scope and of those that it inherits from."""
        found = [
            grant
            for grant in self.grants
            if grant.scope_id == scope_id and (grant.ends_at is None or at < grant.ends_at)
        ]
        scope = self.scopes[scope_id]
        if scope.parent_id is None or scope.is_closed:
            return found
        return found + self.live(scope.parent_id, at)

    def is_in(self, person_id: int, principal_id: int, on: date) -> bool:
        if person_id == principal_id:
            return True
        return any(
            self.is_in(person_id, held.member_id, on)
            for held in self.memberships
            if held.group_id == principal_id
            and held.starts_on <= on
            and (held.ends_on is None or on <= held.ends_on)
        )


async def facts() -> Facts:
    scopes = {scope.id: scope for scope in await Scope.all()}
    notes = {note.id: note for note in await Note.all()}
    things = {row.id: row.id for row in await Board.all()}
    things |= {row.id: row.id for row in await Diary.all()}
    for note in notes.values():
        at: Note | None = note
        while at is not None and at.id not in scopes:
            at = notes[at.parent_id] if at.parent_id else None
        things[note.id] = at.id if at else note.board_id
    return Facts(scopes, await Grant.all(), await Membership.all(), things)
