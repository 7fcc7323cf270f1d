"""What the pages of access are asked."""

from __future__ import annotations

from dataclasses import dataclass

from hub.web.forms import Fields
from hub.web.redirects import safe_next


@dataclass(frozen=True, slots=True)
class Asked:
    """About whom the page is to say more."""

    name: str
    person_ids: tuple[int, ...]
    group_ids: tuple[int, ...]


def asked(fields: Fields) -> Asked:
    name = fields.text("name", most=100, required=False)
    return Asked(name, fields.ids("person"), fields.ids("group"))


def back(fields: Fields) -> str:
    return safe_next(fields.text("next", most=2000, required=False))
