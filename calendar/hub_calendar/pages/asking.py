"""An invitation in words: who invites whom, what was answered, and what can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hub.language import N_, _
from hub_calendar.ics.answers import KNOWN, LONGEST_COMMENT
from hub_calendar.queries import Event
from hub_calendar.queries.invitations import Invitation

ANSWERS = {
    "ACCEPTED": (N_("comes"), "ok"),
    "DECLINED": (N_("does not come"), "bad"),
    "TENTATIVE": (N_("may come"), "warn"),
}
WAITING = (N_("has not answered"), "calm")
_OWN = {
    "ACCEPTED": N_("You have answered that you come."),
    "DECLINED": N_("You have answered that you do not come."),
    "TENTATIVE": N_("You have answered that you may come."),
}
_THEIRS = {
    "ACCEPTED": N_("{name} has answered: comes."),
    "DECLINED": N_("{name} has answered: does not come."),
    "TENTATIVE": N_("{name} has answered: may come."),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page of an event asks."""

    title: str
    said: str
    """What was answered until now."""
    buttons: tuple[tuple[str, str, str], ...]
    """What is sent, its words, its icon."""
    partstat: str
    comment: str
    most: int
    """Characters of a comment."""
    sequence: int
    reaches: Mapping[str, str]
    reach: str
    warning: str


def asked(event: Event) -> Asked | None:
    it = event.invitation
    if it is None:
        return None
    return Asked(
        _title(it), _said(it), _buttons(it), it.partstat, it.comment, LONGEST_COMMENT, it.sequence,
        _reaches(it), "this" if it.partstat in KNOWN or not it.is_of_series else "all",
        _warning(it),
    )  # fmt: skip


def _title(it: Invitation) -> str:
    if it.is_own:
        return _("{organizer} invites you", organizer=it.organizer)
    return _("{organizer} invites {name}", organizer=it.organizer, name=it.guest)


def _said(it: Invitation) -> str:
    if it.partstat not in KNOWN:
        return "" if it.is_own else _("You answer for {name}.", name=it.guest)
    return _(_OWN[it.partstat]) if it.is_own else _(_THEIRS[it.partstat], name=it.guest)


def _buttons(it: Invitation) -> tuple[tuple[str, str, str], ...]:
    own = {"ACCEPTED": _("I come"), "TENTATIVE": _("Perhaps"), "DECLINED": _("I do not come")}
    theirs = {"ACCEPTED": _("Comes"), "TENTATIVE": _("Perhaps"), "DECLINED": _("Does not come")}
    icons = {"ACCEPTED": "ok", "TENTATIVE": "clock", "DECLINED": "x"}
    words = own if it.is_own else theirs
    return tuple((key, words[key], icon) for key, icon in icons.items())


def _reaches(it: Invitation) -> Mapping[str, str]:
    if not it.is_of_series:
        return {}
    return {"this": _("This date alone"), "all": _("The whole series")}


def _warning(it: Invitation) -> str:
    if it.partstat not in KNOWN or it.is_told:
        return ""
    return _("{organizer} is not told by Parvis: write to them.", organizer=it.organizer)
