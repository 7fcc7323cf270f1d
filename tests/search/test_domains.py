"""What every domain owes the search: all that it holds is told to the index's job alone."""

from __future__ import annotations

import pytest

from hub.access import actors
from hub.access.things import Ref
from hub.actor import ADMINISTRATORS, ANYONE, NOBODY, OFFICIALS, SIGNED_IN, STAFF, Actor, Via
from hub.app import Hub
from hub.domain import Domain
from hub.errors import NotFound
from hub.parts import DOMAINS

pytestmark = pytest.mark.anyio

SEARCHED = [domain for domain in DOMAINS if domain.search]
INSIDE = frozenset({SIGNED_IN, ANYONE, STAFF, OFFICIALS, ADMINISTRATORS})


@pytest.mark.parametrize("domain", SEARCHED, ids=[it.name for it in SEARCHED])
async def test_only_a_job_is_told_all_there_is(domain: Domain, hub: Hub) -> None:
    assert domain.search is not None
    others = [NOBODY, *(Actor(INSIDE, it, "Nadia", 7) for it in Via if it is not Via.JOB)]
    for kind in domain.search.kinds:
        for by in others:
            with pytest.raises(NotFound):
                await domain.search.text(Ref(kind, 1), by=by)
        assert await domain.search.text(Ref(kind, 1), by=await actors.of_job("search")) is None
    for by in others:
        with pytest.raises(NotFound):
            _all = [text async for text in domain.search.texts(by=by)]
    assert [it async for it in domain.search.texts(by=await actors.of_job("search"))] == []
