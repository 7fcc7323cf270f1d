"""What is to be written for one line, once there is no doubt about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hub.people.models import Person
from hub.people.staff_csv.entries import Entry
from hub.people.staff_csv.posts import Post


@dataclass(slots=True)
class Intent:
    """What is to be written for one sound line."""

    entry: Entry
    person: Person | None
    """None is somebody to create."""
    details: dict[str, Any]
    returns: bool = False
    post: Post | None = None
    groups: list[int] = field(default_factory=list)
    """To join from today on."""

    @property
    def is_empty(self) -> bool:
        """Whether all is already as the line says."""
        if self.person is None or self.details or self.returns or self.groups:
            return False
        return self.post is None or (self.post.before is not None and not self.post.values)
