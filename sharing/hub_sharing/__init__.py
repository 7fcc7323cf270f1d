"""Spaces, files and co-edited documents: WebDAV, share links, versions, records life cycle."""

from hub.domain import Domain
from hub.language import N_
from hub_sharing import jobs
from hub_sharing.attach import Nodes
from hub_sharing.search import Nodes as FoundNodes

domain = Domain(
    name="sharing",
    label=N_("Documents"),
    reactions=jobs.reactions,
    jobs=jobs.periodic,
    search=FoundNodes(),
    attach=Nodes(),
)
