"""What can be wrong with what a provider says: for the journal and the log, never for others."""

from __future__ import annotations


class Distrusted(Exception):
    """An answer of a provider cannot be believed; `fault` says in a word or two why."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault
