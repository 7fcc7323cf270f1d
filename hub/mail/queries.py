"""Mail as the demo shows it."""

from __future__ import annotations

import unicodedata

from hub.actor import Actor
from hub.database import LARGEST, read
from hub.errors import NotFound
from hub.mail import policy
from hub.mail.models import Mail

PAGE = 50


async def written(*, by: Actor, to: str = "", before: int = LARGEST) -> list[Mail]:
    """At most `PAGE` mails older than `before`, the newest first; `to` is one address, or none."""
    policy.check_readable()
    mails = Mail.filter(id__lt=before)
    return await (mails.filter(recipient=to) if to else mails).order_by("-id").limit(PAGE)


async def recipients(*, by: Actor) -> dict[str, str]:
    """Names of all who were written to, by address, as names are sorted."""
    policy.check_readable()
    rows = await read(
        "SELECT recipient, max(recipient_name) AS name FROM mail_outbox GROUP BY recipient"
    )
    names = {row["recipient"]: row["name"] or row["recipient"] for row in rows}
    return dict(sorted(names.items(), key=lambda it: _unaccented(it[1])))


def _unaccented(name: str) -> str:
    # The databases do not agree about where É stands.
    return unicodedata.normalize("NFKD", name.casefold())


async def one(mail_id: int, *, by: Actor) -> Mail:
    """One mail with its bodies."""
    policy.check_readable()
    mail = await Mail.get_or_none(id=mail_id)
    if mail is None:
        raise NotFound
    return mail
