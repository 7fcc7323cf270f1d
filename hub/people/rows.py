"""What hand-written SQL about people has in common, whoever writes it."""

from __future__ import annotations

from hub.database import Row


def name_of(row: Row, prefix: str = "") -> str:
    """Of the person whose `given_name` and `family_name` the row has; empty if there is none."""
    return f"{row[f'{prefix}given_name'] or ''} {row[f'{prefix}family_name'] or ''}".strip()


def in_force(alias: str) -> str:
    """The condition that a position or seat is held on the day `:on`; its last day may be open."""
    return f"{alias}.starts_on <= :on AND ({alias}.ends_on IS NULL OR {alias}.ends_on >= :on)"
