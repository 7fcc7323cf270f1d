"""Finding things by their words.

Domains say what each of their things is to be found by (`hub.domain.ports.Search`) and whether an
actor may read it (`Attach`). An `Index` (`port`) keeps the words: that of the hub's own database
(`sqlite`, `postgres`: the same stems in both), or a server's. `queries.find` asks it for what the
actor's grants let through, and checks each hit again before anything of it is shown or counted.
"""

from hub.search.actions import forget_scope, index, rebuild, refresh, remove
from hub.search.queries import Count, Hit, Results, find, survey

__all__ = [
    "Count",
    "Hit",
    "Results",
    "find",
    "forget_scope",
    "index",
    "rebuild",
    "refresh",
    "remove",
    "survey",
]
