"""The kinds of files that the running hub can import, as its domains declare them."""

from __future__ import annotations

from collections.abc import Mapping

from hub.current import Current
from hub.domain.ports import Importer
from hub.errors import NotFound

current: Current[Mapping[str, Importer]] = Current("importers")


def importer(kind: str) -> Importer:
    """Raises `NotFound` for a kind that no domain imports."""
    found = current.get().get(kind)
    if found is None:
        raise NotFound
    return found
