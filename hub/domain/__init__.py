"""What a domain is to the hub: one frozen value, `domain = Domain(...)`, in its package.

Plain data and typed ports. The hub asks the ports of every domain and never learns which domains
there are; domains learn of each other in no other way. Every port takes `by: Actor` and answers
what that actor may know, and nothing of the rest: not a count, not a gap.

    domain = Domain(
        name="calendar",
        label=N_("Calendar"),
        routes=pages.routes,
        places=(Place(N_("Calendar"), "/calendars", "cal"),),
        attach=attach.Events(),
        today=queries.today,
    )

A port that is left out answers nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from starlette.routing import BaseRoute

from hub.access.things import Ref, Thing
from hub.actor import Actor
from hub.domain.dav import Dav
from hub.domain.letters import Receiver
from hub.domain.ports import (
    Attach,
    BusyTimes,
    Card,
    Changes,
    Digests,
    Doctor,
    Importer,
    PersonalDataOf,
    Place,
    Retention,
    Search,
    Today,
    Todo,
    Topic,
)
from hub.jobs.clock import Periodic
from hub.jobs.outbox import Reaction


@dataclass(frozen=True)
class Domain:
    """A part of the hub that people use. `hub/domains.py` names its package; the package also has
    `models` and `migrations`, and may have `templates`, `static` and `locale`."""

    name: str
    label: str
    """Marked with `N_`."""
    routes: Sequence[BaseRoute] = ()
    places: Sequence[Place] = ()
    reactions: Mapping[str, Sequence[Reaction]] = field(default_factory=dict)
    """By the name of an action, of any domain: coroutine functions told after its commit."""
    jobs: Sequence[Periodic] = ()
    topics: Mapping[str, Topic] = field(default_factory=dict)
    """By the word before the colon: `{"calendar": may_see}`."""
    search: Search | None = None
    todo: Todo | None = None
    today: Today | None = None
    changes: Changes | None = None
    card: Card | None = None
    busy: BusyTimes | None = None
    attach: Attach | None = None
    imports: Mapping[str, Importer] = field(default_factory=dict)
    """By kind of file, a word that no other domain uses."""
    dav: Dav | None = None
    letters: Mapping[str, Receiver] = field(default_factory=dict)
    """What is done with parts of received mail, by content type, one that no other domain has."""
    digests: Digests | None = None
    """A domain that keeps content must have it, or its content is deleted at night."""
    retention: Retention | None = None
    personal_data: PersonalDataOf | None = None
    journal: Mapping[str, str] = field(default_factory=dict)
    """How the journal says its actions and its kinds, by name, marked with `N_`."""
    demo: str = ""
    """The module whose `demo` is a `ports.Demo`, by name: what makes fiction, and the typesetter
    that it needs, is loaded by who fills a demo and never by what answers people."""
    doctor: Doctor | None = None


def load(names: Sequence[str]) -> list[Domain]:
    """The domains of these packages, in that order.

    Raises:
        RuntimeError: one has no `domain`, or two have the same name or a kind in common.
    """
    domains = [_load(name) for name in names]
    words = [domain.name for domain in domains]
    words += [f"kind {kind}" for domain in domains for kind in _kinds(domain)]
    if twice := sorted({word for word in words if words.count(word) > 1}):
        raise RuntimeError(f"Two domains have: {', '.join(twice)}.")
    return domains


class AllThings:
    """The things of all `attach` ports, as `hub.access.things.current` wants them."""

    def __init__(self, ports: Sequence[Attach]) -> None:
        self._ports = {kind: port for port in ports for kind in port.kinds}

    async def find(self, refs: Collection[Ref], *, by: Actor) -> dict[Ref, Thing]:
        found: dict[Ref, Thing] = {}
        for port in dict.fromkeys(self._ports[ref.kind] for ref in refs if ref.kind in self._ports):
            found |= await port.find([ref for ref in refs if ref.kind in port.kinds], by=by)
        return found


def _load(name: str) -> Domain:
    domain = getattr(import_module(name), "domain", None)
    if not isinstance(domain, Domain):
        raise RuntimeError(f"{name} has no `domain = Domain(...)`.")
    return domain


def _kinds(domain: Domain) -> Collection[str]:
    things = domain.attach.kinds if domain.attach else ()
    return [*things, *(f"of import {kind}" for kind in domain.imports)]
