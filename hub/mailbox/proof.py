"""Who wrote a message, if the mail server at our border vouches for it.

`From` is what guests are known by, and anybody can write anything there. The border has looked for
a signature of that domain and says so on top of the message (RFC 8601); what others say there is
not read, and what a sender wrote in the border's name stands below, where the border did not take
it out as it must (§5). The hub itself asks no name server.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hub.errors import Invalid
from hub.language import N_
from hub.mail.address import checked_email
from hub.mailbox.results import Results, read

NO_SENDER = N_("It does not say who wrote it, or says it twice.")
NO_BORDER = N_("Our mail server did not say who wrote it.")
UNPROVEN = N_("Nobody vouches that its sender wrote it.")

# A name, quoted or not, and one address: no group, no second address, no comment to hide one in.
# Possessive: whatever stands there is read once.
_ONE = re.compile(
    r'\s*+(?:(?:"(?:[^"\\]|\\.)*+"|[^\s"<>@,;:()\[\]\\]++)\s*+)*+<([^\s"<>,;:()\[\]\\]++)>\s*+'
)
_BARE = re.compile(r'\s*+([^\s"<>,;:()\[\]\\]++)\s*+')


class Unproven(Exception):
    """`reason` is marked with `N_`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def sender(written: Sequence[str], results: Sequence[str], border: str) -> str:
    """The address that wrote it, in lower case.

    Args:
        written: every `From`, as it stands there.
        results: every `Authentication-Results`, from the top.
        border: the names of our mail servers, apart by spaces.

    Raises:
        Unproven: for whatever reason.
    """
    address = _address(written)
    names = set(border.lower().split())
    ours = next((it for it in map(read, results) if it.by in names), None)
    if ours is None:
        raise Unproven(NO_BORDER)
    if not _vouches(ours, address.rpartition("@")[2]):
        raise Unproven(UNPROVEN)
    return address


def _address(written: Sequence[str]) -> str:
    if len(written) != 1:
        raise Unproven(NO_SENDER)
    found = _ONE.fullmatch(written[0]) or _BARE.fullmatch(written[0])
    if found is None:
        raise Unproven(NO_SENDER)
    try:
        return checked_email(found[1]).lower()
    except Invalid:
        raise Unproven(NO_SENDER) from None


def _vouches(results: Results, domain: str) -> bool:
    """DMARC if that domain has a policy; else a signature of the domain or of one above it, which
    could sign in its name anyway."""
    dmarc = [it for it in results.all if it.method == "dmarc"]
    if len(dmarc) > 1:
        return False  # two opinions: somebody's text became part of the header
    if dmarc and dmarc[0].outcome != "none":
        return dmarc[0].outcome == "pass" and dmarc[0].facts.get("header.from") == domain
    return any(
        it.method == "dkim" and it.outcome == "pass" and _is_above(_signer(it.facts), domain)
        for it in results.all
    )


def _signer(facts: dict[str, str]) -> str:
    return facts.get("header.d") or facts.get("header.i", "").rpartition("@")[2]


def _is_above(signer: str, domain: str) -> bool:
    return "." in signer and (domain == signer or domain.endswith(f".{signer}"))
