"""Mail as the demo shows it."""

from __future__ import annotations

from hub.actor import Actor
from hub.database import LARGEST
from hub.errors import NotFound
from hub.mail import policy
from hub.mail.models import Mail

PAGE = 50


async def written(*, by: Actor, before: int = LARGEST) -> list[Mail]:
    """At most `PAGE` mails older than `before`, the newest first."""
    policy.check_readable()
    return await Mail.filter(id__lt=before).order_by("-id").limit(PAGE)


async def one(mail_id: int, *, by: Actor) -> Mail:
    """One mail with its bodies."""
    policy.check_readable()
    mail = await Mail.get_or_none(id=mail_id)
    if mail is None:
        raise NotFound
    return mail
