"""Dates, hours, numbers and names as the reader's language writes them.

Instants are aware datetimes and are shown in the hub's time zone; civil days are `date`s. French
binds with non-breaking spaces what must not part at the end of a line.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from datetime import UTC, date, datetime, time, timedelta

from babel import dates, numbers

from hub import settings
from hub.language import _, _n, locale

TIGHT = "\N{NO-BREAK SPACE}"
FACES = 6
SIZES = {"fr": ("octet", "ko", "Mo", "Go", "To"), "en": ("byte", "kB", "MB", "GB", "TB")}


def local(moment: datetime) -> datetime:
    """The instant by the clocks on the wall."""
    return moment.astimezone(settings.current.get().zone)


def now() -> datetime:
    return datetime.now(UTC)


def day(when: date | datetime, *, today: date | None = None) -> str:
    """`mardi 8 décembre`, with the year when it is another one."""
    return _written(_civil(when), "EEEE d MMMM", today)


def short_day(when: date | datetime, *, today: date | None = None) -> str:
    """`8 décembre`, with the year when it is another one."""
    return _written(_civil(when), "d MMMM", today)


def hour(when: time | datetime) -> str:
    """`10 h 00`, or `10:00` in English."""
    clock = local(when).time() if isinstance(when, datetime) else when
    if locale() == "fr":
        return f"{clock.hour}{TIGHT}h{TIGHT}{clock.minute:02}"
    return f"{clock.hour}:{clock.minute:02}"


def moment(when: datetime, *, at: datetime | None = None) -> str:
    """`aujourd’hui, 10 h 00`, `hier, 17 h 40`, else the day and the hour."""
    today = local(at or now()).date()
    civil = local(when).date()
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    name = near.get((civil - today).days) or short_day(civil, today=today)
    return f"{name}, {hour(when)}"


def distance(when: datetime, *, at: datetime | None = None) -> str:
    """`dans 48 min`, `il y a 3 h`, `dans 12 jours`: rounded down, so never later than true."""
    gap = when - (at or now())
    if abs(gap) < timedelta(minutes=1):
        return _("now")
    text = _duration(abs(gap))
    return _("in {duration}", duration=text) if gap > timedelta() else _ago(text)


def number(value: float) -> str:
    """`1 214`, `0,4`."""
    return str(numbers.format_decimal(value, locale=locale()))


def size(count: int) -> str:
    """A number of bytes as `12,4 Mo`, in powers of 1000."""
    units = SIZES[locale()]
    if count < 1000:
        return f"{number(count)}{TIGHT}{units[0]}{'s' if count > 1 else ''}"
    scaled, power = float(count), 0
    while scaled >= 999.5 and power < len(units) - 1:
        scaled, power = scaled / 1000, power + 1
    return f"{number(round(scaled, 0 if scaled >= 100 else 1))}{TIGHT}{units[power]}"


def sentence(text: str) -> str:
    """With a capital first letter, the rest as it is: `mardi 8 décembre` as a title."""
    return text[:1].upper() + text[1:]


def initials(name: str) -> str:
    """Two letters: `Solène Le Goff` is SL, `Marie d’Anjou` is MA, `Vie scolaire` is VS."""
    words = [re.sub(r"^\w{1,2}[’']", "", it) for it in name.split()]
    words = [it for it in words if it[:1].isalnum()]
    main = [it for it in words if not it[0].islower()]
    return "".join(it[0] for it in (main if len(main) > 1 else words)[:2]).upper()


def tint(name: str) -> str:
    """One of the six colours of people and calendars, always the same for a name."""
    folded = unicodedata.normalize("NFC", name).casefold()
    return f"c{zlib.crc32(folded.encode()) % FACES + 1}"


def _civil(when: date | datetime) -> date:
    return local(when).date() if isinstance(when, datetime) else when


def _written(civil: date, pattern: str, today: date | None) -> str:
    if civil.year != (today or local(now()).date()).year:
        pattern += " y"
    text = str(dates.format_date(civil, pattern, locale=locale()))
    if locale() == "fr" and civil.day == 1:
        return re.sub(r"(?<!\d)1(?= )", "1er", text, count=1)
    return text


def _duration(gap: timedelta) -> str:
    minutes = int(gap.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes}{TIGHT}min"
    if minutes < 24 * 60:
        return f"{minutes // 60}{TIGHT}h"
    return _n("{number} day", "{number} days", minutes // (24 * 60))


def _ago(text: str) -> str:
    return _("{duration} ago", duration=text)
