"""What the running hub does with what comes by mail, as its domains declare it."""

from __future__ import annotations

from collections.abc import Mapping

from hub.current import Current
from hub.domain.letters import Receiver

current: Current[Mapping[str, Receiver]] = Current("receivers of mail")
"""By content type; of others nothing is taken."""
