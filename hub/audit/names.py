"""How actions and kinds are said to people: the modules and the domains bring the words."""

from __future__ import annotations

from collections.abc import Mapping

from hub.current import Current
from hub.language import _

current: Current[Mapping[str, str]] = Current("names of what the journal tells")
"""By the name of an action or the word of a kind; the values are marked with `N_`."""


def said(name: str) -> str:
    """In the reader's language; the name itself if nobody has words for it."""
    known = current.get().get(name)
    return _(known) if known else name
