"""The rules of law that a meeting is held to, each with the article that its page shows.

Articles of the code général des collectivités territoriales. L5211-1 applies to a community what
holds for communes: as of 3,500 inhabitants and more, if one of its members has as many.
"""

from __future__ import annotations

from dataclasses import dataclass

from hub.language import _
from hub_extranet.councils.models import BodyKind, Regime


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it stands since a day, and where it stands."""

    article: str
    """Empty: the body's own rules of procedure."""

    @property
    def source(self) -> str:
        """Where it stands, in the reader's language."""
        if not self.article:
            return _("rules of procedure")
        return _(
            "article {article} of the code général des collectivités territoriales",
            article=self.article,
        )


SYNTHESIS = Rule("L2121-12")
"""A note on each matter that is decided goes with the convocation."""
QUORUM = Rule("L2121-17")
"""More than half of the members in office are there."""
AGENDA = Rule("L2121-10")
"""The convocation lists the matters; what is not on it is not decided."""
_DELAYS = {Regime.GE3500: Rule("L2121-12"), Regime.LT3500: Rule("L2121-11")}
_CLEAR_DAYS = {Regime.GE3500: 5, Regime.LT3500: 3}


def delay(kind: BodyKind, regime: Regime) -> Rule:
    """The rule that says how long before a meeting the convocation is sent."""
    return Rule("") if kind is BodyKind.ADVISORY else _DELAYS[regime]


def least_clear_days(kind: BodyKind, regime: Regime) -> int:
    """How many clear days the law asks for; the rules of procedure may ask for more."""
    return 0 if kind is BodyKind.ADVISORY else _CLEAR_DAYS[regime]


def asks_for_synthesis(kind: BodyKind, regime: Regime) -> bool:
    return kind is not BodyKind.ADVISORY and regime is Regime.GE3500


def quorum(in_office: int) -> int:
    """How many must be there: more than half."""
    return in_office // 2 + 1
