"""The way to a provider: to sign in, to accept an invitation, or to link one's own account."""

from __future__ import annotations

from dataclasses import dataclass

from hub.accounts import throttle
from hub.accounts.actions.passwords import confirm, own_account
from hub.accounts.actions.signing_in import journal_refusal
from hub.accounts.models import Door, Purpose
from hub.accounts.queries import token_of
from hub.accounts.relying_party import attempts, exchange, providers
from hub.accounts.relying_party.actions.refusing import worded
from hub.accounts.relying_party.attempts import Begun
from hub.accounts.relying_party.faults import Distrusted
from hub.accounts.secret import digest
from hub.accounts.visitor import Visitor
from hub.actor import Actor
from hub.errors import Invalid
from hub.language import _

OWN_PAGE = "/account"


@dataclass(frozen=True, slots=True)
class Way:
    """Where the browser goes, and the secret that it keeps until it is back."""

    url: str
    browser: str


async def begin(
    name: str, cookie: str, *, by: Actor, visitor: Visitor, back: str, token: str = ""
) -> Way:
    """A sign-in with the provider called `name`; with `token`, whose invitation it accepts.

    Raises:
        NotFound: no provider is called so.
        Invalid: `token` is no invitation, or no longer.
        Unavailable: the provider does not answer, or there were too many wrong tokens.
        Refused: what it says cannot be believed.
    """
    token_id = await _invitation(token, by=by, visitor=visitor) if token else None
    browser = attempts.browser(cookie)
    begun = await attempts.begin(_known(name), browser, back=back, token_id=token_id)
    return await _way(begun, browser, by=by, visitor=visitor)


async def begin_link(name: str, cookie: str, current: str, *, by: Actor, visitor: Visitor) -> Way:
    """To the provider, to link who comes back to the actor's own account.

    A borrowed session must not open a second door for later, so the password is asked again.

    Raises:
        Invalid: `current` is not the actor's password.
        NotFound, Unavailable, Refused: as `begin`.
    """
    account = await own_account(by)
    known = _known(name)
    await confirm(account, current, by=by, visitor=visitor)
    browser = attempts.browser(cookie)
    begun = await attempts.begin(known, browser, back=OWN_PAGE, session_id=by.session_id)
    return await _way(begun, browser, by=by, visitor=visitor)


async def _way(begun: Begun, browser: str, *, by: Actor, visitor: Visitor) -> Way:
    provider = providers.current.get().named(begun.provider)
    try:
        return Way(await exchange.way_there(provider, begun), browser)
    except Distrusted as error:
        raise await worded(error, provider, by=by, visitor=visitor) from None


async def _invitation(token: str, *, by: Actor, visitor: Visitor) -> int:
    attempt = await throttle.admit(Door.TOKEN, digest(token), visitor.address)
    found = await token_of(Purpose.INVITATION, token)
    if found is None:
        await journal_refusal(0, by=by, visitor=visitor)
        raise Invalid(token=_("This link has been used or is too old. Ask for another."))
    await throttle.forgive(attempt)
    return int(found.id)


def _known(name: str) -> str:
    return providers.current.get().named(name).name
