"""How big the fictional authority is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Counts of things; L is the full authority of the model user."""

    name: str
    directions: int
    services: int
    """a direction"""
    agents: int
    communes: int
    officials: int
    """who have a seat; as many substitutes as `substitutes` says come on top"""
    substitutes: int
    councillors: int
    """of communes, without a seat"""
    schools: int


SIZES = {
    "s": Size("s", 6, 2, 60, 12, 20, 4, 20, 4),
    "m": Size("m", 10, 4, 270, 20, 30, 15, 180, 14),
    "l": Size("l", 12, 5, 800, 55, 85, 45, 545, 40),
    "xl": Size("xl", 12, 5, 4000, 55, 425, 225, 2725, 200),
}
