"""What the pages of subscriptions send."""

from __future__ import annotations

from dataclasses import dataclass

from hub.web.forms import Fields
from hub_calendar.subscriptions.source import LONGEST


@dataclass(frozen=True, slots=True)
class Wanted:
    address: str
    name: str
    colour: int


def wanted(fields: Fields) -> Wanted:
    return Wanted(
        address(fields), fields.text("name", required=False),
        fields.integer("colour", least=1, most=6),
    )  # fmt: skip


def address(fields: Fields) -> str:
    return fields.text("address", most=LONGEST)
