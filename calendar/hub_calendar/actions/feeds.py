"""Feeds of a calendar: opened and closed by whoever shares it."""

from __future__ import annotations

from hub.accounts import clock, secret
from hub.action import action, happened
from hub.actor import Actor, Via
from hub.database import read
from hub.errors import Forbidden, Invalid, NotFound
from hub.language import _
from hub_calendar.models import CalendarFeed, FeedKind
from hub_calendar.queries.calendars import entered

MOST = 20


async def open_feed(calendar_id: int, *, by: Actor, name: str, kind: FeedKind) -> str:
    """Makes a feed and gives its secret for the only time.

    Raises:
        NotFound, Forbidden: the actor does not share the calendar, or is in no session.
        Invalid: the name; or there are too many already.
    """
    token = secret.new_token()
    await keep_feed(calendar_id, secret.digest(token), by=by, name=name, kind=kind)
    return token


@action("calendar.feed.opened")
async def keep_feed(
    calendar_id: int, token_hash: str, *, by: Actor, name: str, kind: FeedKind
) -> int:
    """Stores the digest of a secret that was just made; gives the key of its feed."""
    await entered(calendar_id, by=by, to="share")
    if by.person_id is None or by.via is not Via.SESSION:
        raise Forbidden
    tidy = " ".join(name.split())
    if not 0 < len(tidy) <= 100 or "\0" in tidy:
        raise Invalid(name=_("A feed needs a name, of at most {most} characters.", most=100))
    if await CalendarFeed.filter(calendar_id=calendar_id).count() >= MOST:
        raise Invalid(_("There are {most} feeds already. Close one first.", most=MOST))
    row = await CalendarFeed.create(
        calendar_id=calendar_id, maker_id=by.person_id, name=tidy, kind=kind,
        token_hash=token_hash, made_at=clock.now(),
    )  # fmt: skip
    detail = {"feed": str(row.id), "name": tidy, "kind": kind.value}
    happened("calendar", calendar_id, detail=detail)
    return int(row.id)


@action("calendar.feed.closed")
async def close_feed(feed_id: int, *, by: Actor) -> int:
    """Nothing is at its address any more, at once; gives the key of the calendar.

    Raises:
        NotFound, Forbidden: the actor does not share the calendar; or it is closed already.
    """
    rows = await read("SELECT calendar_id, name FROM calendar_feed WHERE id = :id", id=feed_id)
    if not rows:
        raise NotFound
    calendar_id = int(rows[0]["calendar_id"])
    await entered(calendar_id, by=by, to="share")
    if not await CalendarFeed.filter(id=feed_id).delete():
        raise NotFound
    detail = {"feed": str(feed_id), "name": rows[0]["name"]}
    happened("calendar", calendar_id, detail=detail)
    return calendar_id
