"""Which methods are answered where: what OPTIONS tells, and whatever is not told is 405."""

from __future__ import annotations

from hub.dav.addresses import Address, CollectionPath, ObjectPath, OutboxPath

EVERYWHERE = frozenset({"OPTIONS", "PROPFIND", "PROPPATCH", "REPORT"})
_READ = frozenset({"GET", "HEAD"})


def answered_at(at: Address) -> frozenset[str]:
    """By what an address means and not by what is there: it is told to whoever may know nothing."""
    match at:
        case CollectionPath():
            # Making one is answered by "there is one" where there is (RFC 4918 §9.3.1).
            makes = {"MKCOL", at.home.dav.sort.make} - {""}
            return EVERYWHERE | _READ | {"DELETE"} | makes
        case ObjectPath():
            return EVERYWHERE | _READ | {"PUT", "DELETE", "MOVE", "COPY"}
        case OutboxPath():
            return EVERYWHERE | {"POST"}
    return EVERYWHERE


def told(methods: frozenset[str]) -> dict[str, str]:
    """As the header says it (RFC 9110 §10.2.1)."""
    return {"Allow": ", ".join(sorted(methods))}
