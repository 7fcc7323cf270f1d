"""What the first page is asked."""

from __future__ import annotations

from hub.web.forms import Fields


def wants_all(fields: Fields) -> bool:
    """All that has changed, not the latest of it."""
    return fields.flag("all")
