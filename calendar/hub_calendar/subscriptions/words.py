"""Why a subscribed calendar could not be had, for whoever follows it."""

from __future__ import annotations

from hub.language import N_, _
from hub_calendar.subscriptions.models import Reason

WORDS = {
    Reason.REFUSED: N_("This address cannot be used from here."),
    Reason.SILENT: N_("Nothing answers there, or not in time."),
    Reason.TOO_LARGE: N_("What is there is too large for a calendar."),
    Reason.SIGN_IN: N_("It is shown only to those who sign in there."),
    Reason.MISSING: N_("There is nothing at this address any more."),
    Reason.STATUS: N_("The server there answers with the error {status}."),
    Reason.NO_CALENDAR: N_("What is there is no calendar: perhaps a page about it."),
    Reason.CUT: N_("What came stops in the middle."),
    Reason.TOO_MANY: N_("There are too many events in it."),
    Reason.EMPTY: N_("It is suddenly empty. If it still is the next time, that is believed."),
    Reason.ORPHANED: N_(
        "Whoever subscribed may not manage this calendar any more. Give its address again."
    ),
    Reason.LOST: N_("The address can no longer be read here. Give it again."),
    Reason.BROKEN: N_("Something went wrong here. The log of the hub says where."),
}


def why(reason: Reason | str, status: int) -> str:
    return _(WORDS[Reason(reason)], status=status)
