"""The traffic light of a meeting: the worst of its items for the worst of its members."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from hub_extranet.councils.clock import clear_days_between, latest_sending_day


class Light(IntEnum):
    """The higher, the worse."""

    GREEN = 0
    ORANGE = 1
    """Not in order, but it can still be put in order in time."""
    RED = 2


@dataclass(frozen=True, slots=True)
class Sent:
    """That a version of the agenda left for a member on that day."""

    member_id: int
    version: int
    day: date


@dataclass(frozen=True, slots=True)
class Terms:
    """What an item is measured against."""

    meeting_day: date
    clear_days: int
    today: date

    @property
    def latest_day(self) -> date:
        return latest_sending_day(self.meeting_day, self.clear_days)

    @property
    def is_late(self) -> bool:
        """Whether what leaves today leaves too late."""
        return self.today > self.latest_day

    def of_member(self, version: int, days: Mapping[int, date]) -> Light:
        """Of one member, whom versions of the agenda left for on these days.

        Every version from the first that lists an item on lists it.
        """
        listing = [day for sent, day in days.items() if sent >= version]
        if not listing:
            return Light.RED if self.is_late else Light.ORANGE
        in_time = clear_days_between(min(listing), self.meeting_day) >= self.clear_days
        return Light.GREEN if in_time else Light.RED

    def of_item(
        self, version: int | None, sent: Collection[Sent], members: Collection[int]
    ) -> Light:
        """Of an item that something is decided on; `version` is None while it was never sent."""
        if version is None:
            return Light.RED if self.is_late else Light.ORANGE
        days = by_member(sent)
        return max(
            (self.of_member(version, days.get(member, {})) for member in members),
            default=Light.GREEN,
        )


def by_member(sent: Collection[Sent]) -> dict[int, dict[int, date]]:
    """The first day on which each version left for each member."""
    days: dict[int, dict[int, date]] = {}
    for it in sent:
        own = days.setdefault(it.member_id, {})
        own[it.version] = min(it.day, own.get(it.version, it.day))
    return days
