"""What modules and domains bring: addresses, reactions, times, templates, ports, put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from starlette.routing import BaseRoute

from hub import domains, health
from hub.access import pages as access
from hub.access.things import Things
from hub.accounts import jobs as account_jobs
from hub.accounts import pages as accounts
from hub.accounts.pages import words as account_words
from hub.accounts.relying_party import pages as sign_on
from hub.audit import pages as audit
from hub.audit.pages import words as audit_words
from hub.dav.discovery import to_dav
from hub.dav.gateway import Gateway
from hub.demo import pages as demo
from hub.domain import AllThings, collecting, load
from hub.domain.letters import Receiver
from hub.domain.ports import Card, Digests, Importer, Place, Topic
from hub.home import pages as home
from hub.home.queries import Ports
from hub.imports import jobs as import_jobs
from hub.jobs.clock import Periodic
from hub.jobs.outbox import Reaction
from hub.mail import jobs as mail_jobs
from hub.mail import pages as mail
from hub.mailbox import jobs as mailbox_jobs
from hub.mailbox import pages as mailbox
from hub.search import jobs as search_jobs
from hub.search import pages as search
from hub.search.kinds import Kinds
from hub.web.limits import DAV
from hub.web.routes import Answers, mount

DOMAINS = load(domains.DOMAINS)

SERVED = [domain.dav for domain in DOMAINS if domain.dav]
"""Over DAV."""

ROUTES: tuple[BaseRoute, ...] = (
    *health.routes,
    *home.routes,
    *accounts.routes,
    *sign_on.routes,
    *access.routes,
    *audit.routes,
    *mail.routes,
    *mailbox.routes,
    *demo.routes,
    *search.routes,
    *(route for domain in DOMAINS for route in domain.routes),
    mount("/dav", Gateway(SERVED), name="dav", answers=Answers.DAV, limits=DAV),
    *(
        mount(
            f"/.well-known/{it.sort.scope}",
            to_dav,
            name=it.sort.scope,
            answers=Answers.DAV,
            open=True,
        )
        for it in SERVED
    ),
)

PERIODIC: tuple[Periodic, ...] = (
    *account_jobs.periodic,
    *mail_jobs.periodic,
    *mailbox_jobs.periodic,
    *import_jobs.periodic,
    Periodic("blobs.collect", "10 4 * * *", collecting.delete_unused),
    *(job for domain in DOMAINS for job in domain.jobs),
)

PLACES: tuple[Place, ...] = tuple(place for domain in DOMAINS for place in domain.places)
"""The navigation between home and administration, in the order of the domains."""

TOPICS: Mapping[str, Topic] = {
    word: may for domain in DOMAINS for word, may in domain.topics.items()
}

DAY = Ports(
    [domain.today for domain in DOMAINS if domain.today],
    [domain.todo for domain in DOMAINS if domain.todo],
    [domain.changes for domain in DOMAINS if domain.changes],
)
"""What the first page asks."""

DIGESTS: tuple[Digests, ...] = tuple(domain.digests for domain in DOMAINS if domain.digests)
"""What content is held, so stays."""

CARDS: tuple[Card, ...] = tuple(domain.card for domain in DOMAINS if domain.card)
"""What a person's card asks."""

NAMES: Mapping[str, str] = {
    name: words
    for said in (audit_words.NAMES, account_words.ACTIONS, *(it.journal for it in DOMAINS))
    for name, words in said.items()
}
"""How the journal says actions and kinds."""

DEMOS: tuple[str, ...] = tuple(domain.demo for domain in DOMAINS if domain.demo)
"""Modules; see `Domain.demo`."""

TEMPLATES = (
    "hub.home",
    "hub.accounts",
    "hub.accounts.relying_party",
    "hub.access",
    "hub.audit",
    "hub.mail",
    "hub.mailbox",
    "hub.demo",
    "hub.imports",
    "hub.search",
    *domains.DOMAINS,
)
"""Packages with `templates/`."""

THINGS: Things = AllThings([domain.attach for domain in DOMAINS if domain.attach])
KINDS = Kinds([domain.search for domain in DOMAINS if domain.search])
IMPORTERS: Mapping[str, Importer] = {
    kind: it for domain in DOMAINS for kind, it in domain.imports.items()
}

RECEIVERS: Mapping[str, Receiver] = {
    kind: it for domain in DOMAINS for kind, it in domain.letters.items()
}
"""Of what comes by mail."""


def _reactions() -> Mapping[str, Sequence[Reaction]]:
    """By action; of several that react to one, all do."""
    merged: dict[str, list[Reaction]] = defaultdict(list)
    sources = [account_jobs.reactions, search_jobs.reactions(DOMAINS)]
    for source in (*sources, *(domain.reactions for domain in DOMAINS)):
        for action, reactions in source.items():
            merged[action].extend(reactions)
    return merged


REACTIONS = _reactions()
