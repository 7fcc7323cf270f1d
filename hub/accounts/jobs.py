"""What follows a change of an account: mails, and sweeping what has ended."""

from __future__ import annotations

from datetime import timedelta

from hub.accounts import actions, clock, mails
from hub.actor import Actor
from hub.database import transaction, write
from hub.jobs.clock import Periodic
from hub.jobs.outbox import Happened, Reactions
from hub.mail.compose import queue
from hub.mail.unkept import send_unkept

KEPT_FOR = timedelta(days=30)
"""Used and expired tokens and old failures, for questions that come later."""

NOTICES = {
    "accounts.password.changed": "password_changed",
    "accounts.token.redeemed": "password_changed",
    "accounts.app_password.added": "app_password_added",
    "accounts.account.suspended": "suspended",
    "accounts.account.reinstated": "reinstated",
}


async def send_link(it: Happened, *, by: Actor) -> None:
    """The mail of an invitation or a reset. Asked for nobody (account 0), it is nothing."""
    written = await mails.link(it.object_id, by=by)
    if written is None:
        return
    mail, issued = written
    try:
        await send_unkept(mail, key=it.id)
    except BaseException:
        await actions.withdraw_token(issued.id, by=by)
        raise


async def send_notice(it: Happened, *, by: Actor) -> None:
    """Tells the owner, who may not be who did it (ASVS 6.3.7)."""
    if it.detail.get("purpose") == "invitation":
        return
    context = {"name": it.detail.get("name", "")}
    mail = await mails.notice(it.object_id, NOTICES[it.action], context)
    if mail is not None:
        async with transaction():
            await queue(mail)


async def sweep(*, by: Actor) -> None:
    """Deletes sessions, tokens and counts that have ended; none of them counted any more."""
    now = clock.now()
    before = now - KEPT_FOR
    async with transaction():
        await write("DELETE FROM session WHERE ends_at < :now", now=now)
        await write("DELETE FROM one_time_token WHERE expires_at < :before", before=before)
        await write("DELETE FROM sign_in_failure WHERE last_at < :before", before=before)


reactions: Reactions = {
    "accounts.account.invited": (send_link,),
    "accounts.reset.asked": (send_link,),
    **dict.fromkeys(NOTICES, (send_notice,)),
}
periodic = (Periodic("accounts.sweep", "17 3 * * *", sweep),)
