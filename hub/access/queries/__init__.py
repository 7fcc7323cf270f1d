"""Reads of access: what an actor may do here, and who else may, and why."""

from hub.access.queries.readers import closed_inside, members, who_can_see
from hub.access.queries.roles import Place, abilities_of, place_of, require, role_of, roles_of
from hub.access.queries.verdicts import why

__all__ = [
    "Place",
    "abilities_of",
    "closed_inside",
    "members",
    "place_of",
    "require",
    "role_of",
    "roles_of",
    "who_can_see",
    "why",
]
