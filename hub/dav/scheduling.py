"""The outbox (RFC 6638 §5): when others have time, asked and answered in one request."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.exceptions import HTTPException

from hub.actor import READ_ONLY, Actor
from hub.dav import answers, xml
from hub.dav.addresses import OutboxPath
from hub.dav.answers import Answer
from hub.dav.properties import RESOURCE_TYPE, Properties, of_home
from hub.dav.requests import Request
from hub.dav.xml import caldav, dav
from hub.domain.dav import Reply, Sort, Unmet

_SENDING = (
    "schedule-send", "schedule-send-invite", "schedule-send-reply", "schedule-send-freebusy",
)  # fmt: skip


async def post(request: Request) -> Answer:
    """A message to those whom it names, with what each of them answers."""
    door = request.at.home.dav if isinstance(request.at, OutboxPath) else None
    if door is None or door.scheduling is None:
        raise HTTPException(405)
    _check(request, door.sort, door.scheduling.largest)
    originator = request.headers.get("originator", "")
    replies = await door.scheduling.sent(request.body, originator, by=request.by)
    opened, closed = xml.root(caldav("schedule-response"))
    told = "".join(_reply(it, door.sort) for it in replies)
    return Answer(200, {"Content-Type": answers.XML}, opened + told + closed)


def of_outbox(at: OutboxPath, by: Actor) -> Properties:
    """Its owner's alone; who else asks it has not got so far."""
    scheduling = at.home.dav.scheduling
    own = scheduling.properties if scheduling else {}
    return {
        **of_home(at.home.person_id, by),
        RESOURCE_TYPE: xml.elements([dav("collection"), caldav("schedule-outbox")]),
        dav("current-user-privilege-set"): "".join(map(_privilege, _granted(by))),
        dav("supported-privilege-set"): _SUPPORTED,
        **own,
    }


def _check(request: Request, sort: Sort, largest: int) -> None:
    """Raises `Unmet` (RFC 6638 §5.2)."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != sort.media_type:
        raise Unmet(caldav("supported-calendar-data"))
    if len(request.body) > largest:
        raise Unmet(caldav("max-resource-size"))


def _reply(it: Reply, sort: Sort) -> str:
    told = xml.element(caldav("recipient"), f"<D:href>{xml.text(it.recipient)}</D:href>")
    told += xml.element(caldav("request-status"), xml.text(it.status))
    if it.data:
        told += xml.element(sort.data, xml.text(it.data))
    return xml.element(caldav("response"), told)


def _granted(by: Actor) -> Iterable[str]:
    """RFC 6638 §6.2: to ask when others have time changes nothing."""
    yield from (dav("read"), dav("read-current-user-privilege-set"))
    if READ_ONLY in by.scope:
        yield caldav("schedule-send-freebusy")
        return
    yield from map(caldav, _SENDING)


def _privilege(name: str) -> str:
    return xml.element(dav("privilege"), xml.element(name))


def _supported(name: str, said: str, *inside: str) -> str:
    """A privilege and those that it contains (RFC 3744 §5.3)."""
    described = f'<D:description xml:lang="en">{said}</D:description>'
    told = _privilege(name) + described + "".join(inside)
    return xml.element(dav("supported-privilege"), told)


_SUPPORTED = _supported(
    dav("all"), "Everything",
    _supported(
        dav("read"), "Read",
        _supported(dav("read-current-user-privilege-set"), "Read what one may do"),
    ),
    _supported(
        caldav("schedule-send"), "Send to others",
        _supported(caldav("schedule-send-invite"), "Invite"),
        _supported(caldav("schedule-send-reply"), "Answer"),
        _supported(caldav("schedule-send-freebusy"), "Ask when somebody has time"),
    ),
)  # fmt: skip
