"""Somebody's telephone: the calendar that is their own, by CalDAV and their device's password."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import caldav

from hub.demo.load import DEVICE
from tests.system.running import Running

PARIS = ZoneInfo("Europe/Paris")
OWN = "Mon agenda"


def today() -> date:
    return datetime.now(PARIS).date()


class Telephone:
    """It asks anew each time: a calendar that it keeps is kept by address alone."""

    def __init__(self, site: Running, login: str) -> None:
        self.site, self.login = site, login

    def notes(self, title: str, day: date, hour: int, hours: int = 1) -> None:
        """What has that title already is written anew."""
        start = datetime.combine(day, time(hour), PARIS)
        end, uid = start + timedelta(hours=hours), f"{title}@{self.login}.example"
        with self._own() as own:
            own.save_event(dtstart=start, dtend=end, summary=title, uid=uid)

    def sees(self, day: date) -> str:
        """What its own calendar has on that day, as files of events."""
        start = datetime.combine(day, time(), PARIS)
        with self._own() as own:
            found = own.search(start=start, end=start + timedelta(1), event=True)
            return "".join(it.data for it in found)

    @contextmanager
    def _own(self) -> Iterator[caldav.Calendar]:
        with caldav.DAVClient(
            url=f"{self.site.url}/dav/", username=self.login, password=DEVICE
        ) as client:  # fmt: skip
            yield {it.get_display_name(): it for it in client.principal().calendars()}[OWN]
