"""Clear days (`jours francs`): how long before a meeting its convocation must have been sent.

Neither the day of sending nor that of the meeting counts; every day between does, Saturdays,
Sundays and public holidays too, and nothing prolongs the delay (CE 13 October 1993, d’André,
no. 141677). Days are civil days by the clocks of the authority, whatever the hour.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hub import settings


def civil_day(instant: datetime) -> date:
    """The day on which something happened, as the law counts days."""
    return wall(instant).date()


def wall(instant: datetime) -> datetime:
    """The instant by the clocks where the meeting is, without their name."""
    return instant.astimezone(settings.current.get().zone).replace(tzinfo=None)


def instant_of(day: date, hour: time) -> datetime:
    """When those clocks show that, in UTC."""
    return datetime.combine(day, hour, settings.current.get().zone).astimezone(UTC)


def latest_sending_day(meeting_day: date, clear_days: int) -> date:
    """The last day on which a convocation with that delay is sent in time."""
    if clear_days < 0:
        raise ValueError("A delay is not negative.")
    return meeting_day - timedelta(days=clear_days + 1)


def clear_days_between(sending_day: date, meeting_day: date) -> int:
    """How many clear days there are; -1 for the same day, less for one after it."""
    return (meeting_day - sending_day).days - 1
