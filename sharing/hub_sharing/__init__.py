"""Spaces, files and co-edited documents: WebDAV, share links, versions, records life cycle."""

from hub.domain import Domain
from hub.domain.ports import Place
from hub.language import N_
from hub_sharing import changes, jobs, journal, live, pages, queries
from hub_sharing.attach import Nodes
from hub_sharing.search import Nodes as FoundNodes

domain = Domain(
    name="sharing",
    label=N_("Documents"),
    routes=pages.routes,
    places=(Place(N_("Documents"), "/spaces", "folder", shown=lambda by: by.is_inside),),
    topics={"node": live.reads},
    reactions=jobs.reactions,
    jobs=jobs.periodic,
    search=FoundNodes(),
    changes=changes.changes,
    attach=Nodes(),
    digests=queries.digests,
    journal=journal.NAMES,
    demo="hub_sharing.demo",
)
