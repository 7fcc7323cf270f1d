"""What a recipient of a convocation is written: the mail, which leads to the meeting's page."""

from __future__ import annotations

from hub.language import using
from hub.mail.compose import Composed, compose
from hub.people.models import Person
from hub.web.formats import day, hour
from hub_extranet.councils.models import Role
from hub_extranet.councils.queries.meetings import Found

TEMPLATE = "extranet/mail/convocation"


def convocation(person: Person, role: Role, meeting: Found, version: int) -> Composed | None:
    """The mail of one recipient, in their language; None without an address to send it to."""
    if not person.email:
        return None
    with using(person.language):
        context = {
            "body": meeting.body,
            "title": meeting.title,
            "day": day(meeting.starts_at),
            "hour": hour(meeting.starts_at),
            "place": meeting.place,
            "path": f"/meetings/{meeting.id}",
            "role": role.value,
            "version": version,
        }
    return compose(person, TEMPLATE, context)
