"""What the first migration leaves behind."""

from __future__ import annotations

from datetime import date

import pytest

from hub.actor import (
    ADMINISTRATORS,
    ANYONE,
    OFFICIALS,
    PLANNERS,
    SCHOOLS,
    SECRETARIES,
    SIGNED_IN,
    STAFF,
)
from hub.app import Hub
from hub.people.models import Group, GroupKind, Principal, PrincipalKind
from hub.people.queries import principals_of

pytestmark = pytest.mark.anyio


async def test_the_fixed_principals_are_seeded(hub: Hub) -> None:
    kinds = {row.id: row.kind for row in await Principal.all()}
    assert kinds == {
        SIGNED_IN: PrincipalKind.SIGNED_IN,
        ANYONE: PrincipalKind.ANYONE,
        ADMINISTRATORS: PrincipalKind.GROUP,
        STAFF: PrincipalKind.GROUP,
        OFFICIALS: PrincipalKind.GROUP,
        SCHOOLS: PrincipalKind.GROUP,
        SECRETARIES: PrincipalKind.GROUP,
        PLANNERS: PrincipalKind.GROUP,
    }
    groups = await Group.filter(id__gte=ADMINISTRATORS, id__lte=PLANNERS)
    assert [group.kind for group in groups] == [GroupKind.SYSTEM] * 6


async def test_somebody_in_no_group_has_what_everyone_has(hub: Hub) -> None:
    assert await principals_of(77, date(2026, 11, 23)) == {77, SIGNED_IN, ANYONE}
