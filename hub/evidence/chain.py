"""The chain itself: pure functions from journal rows to seals and faults.

The seal of a row is SHA-256 over the seal before it and the row's own fields, so a row that is
changed, removed, added or moved breaks the chain there. Whoever can rewrite the database can also
compute a new chain from there on: that is what the roots are for, which are kept elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from hub.language import _

FORMAT = 1
GENESIS = "0" * 64
FIELDS = ("id", "action", "kind", "object_id", "actor_id", "actor_name", "via", "detail")


@dataclass(frozen=True, slots=True)
class Link:
    """The end of a chain: its number and its seal."""

    seq: int
    seal: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of the chain; the smallest `seq` is where to begin looking."""

    seq: int
    message: str
    entry_id: int | None = None


START = Link(0, GENESIS)


def canonical(row: Mapping[str, Any], seq: int) -> bytes:
    """The bytes that are sealed: one JSON array, so that no two rows have the same."""
    at: datetime = row["at"]
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    values = [FORMAT, seq, moment, *(row[name] for name in FIELDS)]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def sealed(row: Mapping[str, Any], previous: Link) -> Link:
    """The link that a row adds to the chain."""
    seq = previous.seq + 1
    return Link(seq, sha256(previous.seal.encode() + canonical(row, seq)).hexdigest())


def proves(row: Mapping[str, Any], previous: Link) -> bool:
    """Whether the row's own seal is the one it must have after `previous`."""
    try:
        return bool(sealed(row, previous).seal == row["seal"])
    except (TypeError, ValueError, AttributeError):
        return False  # SQLite keeps any type in any column: what is none of ours was put there


@dataclass(slots=True)
class Check:
    """Follows a chain from its start; `expected` are seals known from elsewhere, by number."""

    expected: Mapping[int, str] = field(default_factory=dict)
    last: Link = START

    def follow(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[Fault]:
        """Faults of the next rows, which come in the order of `seq`."""
        for row in rows:
            if type(row["seq"]) is not int:
                message = _("An entry has a number that is none.")
                yield Fault(self.last.seq + 1, message, row["id"])
                continue
            yield from self._missing_before(row["seq"])
            yield from self._of(row)
            # From the stored seal: the rows after a bad one are not bad for that.
            self.last = Link(row["seq"], str(row["seal"]))

    def end(self, head: Link | None) -> Iterator[Fault]:
        """Faults of what should have come after the last row."""
        if head is None:
            yield Fault(0, _("The record of the end of the chain is missing."))
            return
        yield from self._missing_before(head.seq + 1)
        if self.last.seq > head.seq:
            yield Fault(head.seq + 1, _("Entries follow the recorded end of the chain."))
        elif self.last.seq == head.seq and self.last.seal != head.seal:
            yield Fault(head.seq, _("The end of the chain is not the one recorded."))
        end = max(head.seq, self.last.seq)
        yield from self._unproved(end + 1, max(self.expected, default=end))

    def _missing_before(self, seq: int) -> Iterator[Fault]:
        first, last = self.last.seq + 1, seq - 1
        if first == last:
            yield Fault(first, _("Entry {first} is missing.", first=first))
        elif first < last:
            message = _("Entries {first} to {last} are missing.", first=first, last=last)
            yield Fault(first, message)
        if first <= last:
            yield from self._unproved(first, last)

    def _unproved(self, first: int, last: int) -> Iterator[Fault]:
        for seq in sorted(number for number in self.expected if first <= number <= last):
            yield Fault(seq, _("The root of entry {seq} has nothing to prove.", seq=seq))

    def _of(self, row: Mapping[str, Any]) -> Iterator[Fault]:
        seq, seal = row["seq"], row["seal"]
        if seq <= self.last.seq:
            yield Fault(seq, _("The number {seq} is there twice.", seq=seq), row["id"])
            return
        if seq == self.last.seq + 1 and not proves(row, self.last):
            yield Fault(seq, _("Entry {seq} was changed or moved.", seq=seq), row["id"])
        if seq in self.expected and self.expected[seq] != seal:
            message = _("Entry {seq} is not the one whose root was kept.", seq=seq)
            yield Fault(seq, message, row["id"])
