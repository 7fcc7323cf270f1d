"""Who may read mail that was written: everybody in the demo, nobody anywhere else."""

from __future__ import annotations

from hub import settings as hub_settings
from hub.errors import NotFound


def check_readable() -> None:
    """Raises NotFound unless this hub is a demo, whose people and passwords are known to all."""
    if not hub_settings.current.get().demo:
        raise NotFound
