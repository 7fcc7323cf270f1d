"""Messages about events that came by mail; who wrote them is proven (`hub.mailbox`).

Whatever is not in order in every point changes nothing, and says why (H2: Zimbra's CVE-2026-93628).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from hub.accounts import clock
from hub.actor import Actor
from hub.domain.letters import Letter
from hub.errors import Invalid
from hub.language import N_
from hub_calendar import actions
from hub_calendar.ics.answers import Answer, Unfit, read_answer
from hub_calendar.ics.lines import Component, Malformed, parse
from hub_calendar.ics.values import moment

UNREADABLE = N_("What it says to calendars cannot be read.")
MISNAMED = N_("It calls itself otherwise on the outside than on the inside.")
OTHERS = N_("Its sender answers for somebody else.")
PROPOSAL = N_("It proposes another time. Nothing was changed: whoever organizes the event decides.")
UNASKED = N_("It is neither an answer nor an invitation.")
STALE = N_("It is older than a month.")
OLDEST = timedelta(days=30)
"""As long as it is known what was taken: what is played again later is too old."""
MOST_PARTS = 100
MOST_TEXT = 1024 * 1024


async def receive(letter: Letter, /, *, by: Actor) -> str:
    """A `hub.domain.letters.Receiver`."""
    try:
        method, parts = _read(letter)
        if method == "REPLY":
            await _answer(parts, letter.sender, by)
            return ""
    except (Malformed, Invalid):
        return UNREADABLE
    except Unfit as error:
        return error.reason
    return PROPOSAL if method == "COUNTER" else UNASKED


def _read(letter: Letter) -> tuple[str, list[Component]]:
    """The method, and what the message says, component by component."""
    if len(letter.text) > MOST_TEXT:
        raise Unfit(UNREADABLE)
    tree = parse(letter.text.strip())
    method, outside = tree.value("METHOD"), letter.params.get("method", "").upper()
    if tree.name != "VCALENDAR" or outside not in {"", method}:  # RFC 6047 §2.4
        raise Unfit(MISNAMED)
    parts = [it for it in tree.components if it.name != "VTIMEZONE"]
    if not 0 < len(parts) <= MOST_PARTS or {it.name for it in parts} != {"VEVENT"}:
        raise Unfit(UNASKED)
    return method, parts


async def _answer(parts: list[Component], sender: str, by: Actor) -> None:
    uids = {it.text("UID").strip() for it in parts}
    answers = [read_answer(it) for it in parts]
    if any(it.address != sender for it in answers):
        raise Unfit(OTHERS)
    if len(uids) != 1 or "" in uids:
        raise Unfit(UNREADABLE)
    if any(_is_stale(it) for it in answers):
        raise Unfit(STALE)
    await actions.take_answers(uids.pop(), answers, by=by)


def _is_stale(answer: Answer) -> bool:
    at = moment(answer.stamp)
    return isinstance(at, datetime) and at < clock.now() - OLDEST
