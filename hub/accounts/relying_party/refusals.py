"""Why somebody did not come in by a provider, in the reader's words."""

from __future__ import annotations

from enum import StrEnum

from hub.errors import Forbidden
from hub.language import _


class Reason(StrEnum):
    ATTEMPT = "attempt"
    """The answer belongs to no attempt of this browser, or to one that was used or is too old."""
    DECLINED = "declined"
    """The provider says that it signed nobody in."""
    ANSWER = "answer"
    """What the provider says cannot be believed."""
    UNKNOWN = "unknown"
    """It is somebody, whose identity opens no account here."""
    CLOSED = "closed"
    """The account that the identity opens is suspended."""
    TAKEN = "taken"
    """The identity is somebody else's here already."""


class Refused(Forbidden):
    """`reason` decides what the page advises; `fault` is for the journal alone."""

    def __init__(
        self,
        reason: Reason,
        *,
        fault: str = "",
        account_id: int = 0,
        issuer: str = "",
        subject: str = "",
    ) -> None:
        super().__init__()
        self.reason, self.fault, self.account_id = reason, fault, account_id
        self.issuer, self.subject = issuer, subject

    def worded(self, label: str) -> Refused:
        """The same, with its sentence for the reader."""
        self.message = _sentence(self.reason, label)
        return self


def _sentence(reason: Reason, label: str) -> str:
    match reason:
        case Reason.ATTEMPT:
            return _("This sign-in took too long, was finished already, or began elsewhere.")
        case Reason.DECLINED:
            return _("{label} has not signed you in.", label=label)
        case Reason.ANSWER:
            return _("The answer of {label} cannot be trusted. Nothing was changed.", label=label)
        case Reason.UNKNOWN:
            return _("{label} knows you, but no account here is linked to you yet.", label=label)
        case Reason.CLOSED:
            return _("Your account here is suspended.")
        case Reason.TAKEN:
            return _("This identity of {label} is linked to another account here.", label=label)
