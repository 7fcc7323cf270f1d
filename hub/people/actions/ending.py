"""The end of dated rows: what holds after the last day is cut, what would begin later goes."""

from __future__ import annotations

from datetime import date

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from hub.people.models import Membership, Position


async def end_after(rows: QuerySet[Membership] | QuerySet[Position], last: date) -> set[int]:
    """Ends the rows that hold after the day; the groups they are about."""
    later = rows.filter(Q(ends_on=None) | Q(ends_on__gt=last))
    groups = await later.values_list("group_id", flat=True)
    await later.filter(starts_on__gt=last).delete()
    await later.update(ends_on=last)
    return {int(str(group)) for group in groups}
