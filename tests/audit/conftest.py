"""A running hub with reads that are journaled, and the cast."""

from __future__ import annotations

import pytest

from hub.actor import ADMINISTRATORS, ANYONE, SIGNED_IN, Actor, Via
from hub.app import Hub
from hub.audit.reads import Reads


def person(name: str, number: int, *principals: int, via: Via = Via.SESSION) -> Actor:
    return Actor(frozenset({number, SIGNED_IN, ANYONE, *principals}), via, name, person_id=number)


NADIA = person("Nadia Bouvier", 90, ADMINISTRATORS)
ALICE = person("Alice Élodie Martin", 10)
BOB = person("Bob Durand", 11)


@pytest.fixture
def journal(hub: Hub) -> Reads:
    return hub.reads
