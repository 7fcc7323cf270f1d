"""When people cannot be planned with, whatever their calendars say: outside of the hours that they
told, on public holidays, and while they are away."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from hub import holidays, settings
from hub.actor import Actor
from hub.people import policy
from hub.people import queries as people
from hub.people.models import WorkingHours
from hub.people.presence import at_minute, minutes_worked, time_away
from hub_calendar.queries.spans import Span, joined, without
from hub_calendar.queries.times import check_window


async def unavailable(
    person_ids: Collection[int], start: datetime, end: datetime, *, by: Actor
) -> dict[int, list[Span]]:
    """Of those of whom the actor reads the directory; the others' hours are not told. Whoever told
    none is not unavailable for that. Spans are apart, in their order. Two statements."""
    check_window(start, end)
    known = [it for it in person_ids if "read" in policy.abilities(by, it)]
    if not known:
        return {}
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    zone = settings.current.get().zone
    first, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    spans: dict[int, list[Span]] = {
        person: list(_off_duty(told, start, end))
        for person, told in (await people.working_hours(known, by=by)).items()
    }
    for absence in await people.absences(known, first, last, by=by):
        one, other = (it.astimezone(UTC) for it in time_away(absence, zone))
        spans.setdefault(absence.person_id, []).append((max(one, start), min(other, end)))
    return {person: list(joined(found)) for person, found in spans.items()}


def _off_duty(told: Sequence[WorkingHours], start: datetime, end: datetime) -> Iterator[Span]:
    """In UTC: two times of one zone are compared by the clock on the wall, which is put back."""
    zone = settings.current.get().zone
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    off = holidays.public_holidays(day, last)
    worked: list[Span] = []
    while day <= last:
        for stretch in () if day in off else minutes_worked(told, day):
            one, other = (at_minute(day, it, zone).astimezone(UTC) for it in stretch)
            worked.append((one, other))
        day += timedelta(1)
    return without([(start, end)], worked)
