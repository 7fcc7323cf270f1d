"""What the forms of spaces, folders and files bring. Names are judged by the actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import UploadFile

from hub.language import _
from hub.people.days import end_of
from hub.web.forms import Fields
from hub_sharing.policy import NODE

LONGEST = 255


@dataclass(frozen=True, slots=True)
class NewSpace:
    name: str
    given: dict[int, str]
    """Roles by principal, beside that of whoever makes it."""


@dataclass(frozen=True, slots=True)
class Renaming:
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class Moving:
    into: int
    version: int


@dataclass(frozen=True, slots=True)
class Sharing:
    principal: int
    role: str
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Changing:
    grant: int
    role: str
    ends_at: datetime | None


def new_space(fields: Fields) -> NewSpace:
    role = fields.choice("role", ("write", "read"))
    return NewSpace(fields.text("name", most=LONGEST), dict.fromkeys(fields.ids("team")[:1], role))


def name(fields: Fields) -> str:
    return fields.text("name", most=LONGEST)


def renaming(fields: Fields) -> Renaming:
    return Renaming(name(fields), fields.integer("version"))


def moving(fields: Fields) -> Moving:
    return Moving(fields.integer("into"), fields.integer("version"))


def sharing(fields: Fields) -> Sharing:
    return Sharing(fields.key("principal"), fields.choice("role", NODE.roles), _end(fields))


def changing(fields: Fields) -> Changing:
    return Changing(fields.key("grant"), fields.choice("role", NODE.roles), _end(fields))


def keeps(fields: Fields) -> bool:
    """Whether those who see it through what is above keep that."""
    return fields.choice("keeps", ("1", "0")) == "1"


def sought(fields: Fields) -> str:
    return fields.text("q", most=200, required=False)


def files(fields: Fields) -> tuple[UploadFile, ...]:
    """All that were chosen; at least one."""
    found = fields.files("files")
    if not found:
        fields.wrong("files", _("Choose a file."))
    return found


def after(fields: Fields) -> str:
    return fields.text("after", most=2000, required=False)


def _end(fields: Fields) -> datetime | None:
    until = fields.optional_day("until")
    return end_of(until) if until else None
