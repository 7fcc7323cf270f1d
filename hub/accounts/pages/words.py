"""How states, reasons and journal entries are said, marked with `N_`."""

from __future__ import annotations

from hub.accounts.models import AccountStatus
from hub.accounts.queries.listing import Attention, Show, Who
from hub.language import N_

STATUS = {
    AccountStatus.INVITED: N_("invited, not come yet"),
    AccountStatus.ACTIVE: N_("active"),
    AccountStatus.SUSPENDED: N_("suspended"),
}
ATTENTION = {
    Attention.LEFT: N_("has left"),
    Attention.GUESSED: N_("wrong passwords within a day"),
    Attention.UNANSWERED: N_("invitation ran out"),
    Attention.DORMANT: N_("not seen for six months"),
}
SHOWN = {
    Show.ATTENTION: N_("to look at"),
    Show.ALL: N_("all"),
    Show.ACTIVE: N_("active"),
    Show.INVITED: N_("invited"),
    Show.SUSPENDED: N_("suspended"),
}
WHO = {
    Who.EVERYBODY: N_("everybody"),
    Who.STAFF: N_("staff"),
    Who.OFFICIALS: N_("officials"),
    Who.SCHOOLS: N_("schools"),
}
ACTIONS = {
    "accounts.account.created": N_("Account made"),
    "accounts.account.invited": N_("Invited"),
    "accounts.account.suspended": N_("Suspended"),
    "accounts.account.reinstated": N_("Open again"),
    "accounts.app_password.added": N_("App password added"),
    "accounts.app_password.revoked": N_("App password removed"),
    "accounts.identity.linked": N_("Identity linked"),
    "accounts.identity.provided": N_("Identity linked by a command"),
    "accounts.identity.unlinked": N_("Identity unlinked"),
    "accounts.invitation.accepted": N_("Invitation accepted with an identity"),
    "accounts.password.changed": N_("Password changed"),
    "accounts.password.set": N_("Password set by a command"),
    "accounts.reset.asked": N_("Another password asked for"),
    "accounts.session.closed": N_("Signed out"),
    "accounts.session.ended": N_("One session closed"),
    "accounts.session.opened": N_("Signed in"),
    "accounts.session.refused": N_("Wrong password or code"),
    "accounts.sessions.ended": N_("Sessions closed"),
    "accounts.sessions.ended_by_provider": N_("Signed out by the provider"),
    "accounts.sign_on.opened": N_("Signed in with an identity"),
    "accounts.sign_on.refused": N_("Sign-in with an identity refused"),
    "accounts.slip.issued": N_("Slip printed"),
    "accounts.token.issued": N_("Link sent"),
    "accounts.token.redeemed": N_("Password chosen, signed in"),
    "accounts.token.withdrawn": N_("Link withdrawn: the mail did not go"),
}
