"""`current-user-principal`: who one is, from wherever one asks."""

from __future__ import annotations

import pytest

from tests.dav.conftest import EVENT, Cast
from tests.dav.device import Device, multiget

pytestmark = pytest.mark.anyio

NAME = "D:current-user-principal"


def places(cast: Cast, device: Device) -> list[str]:
    own = f"/dav/principals/{device.person_id}/"
    below = [cast.at(device), cast.at(device, "x.ics")] if device is not cast.charlie else []
    return ["/dav/", "/dav/principals/", own, f"{own}calendar-proxy-write/", "/dav/calendars/",
            device.home, *below]  # fmt: skip


async def test_3_it_is_told_of_each_thing(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "x.ics"), EVENT)
    for device in (cast.alice, cast.bob, cast.readonly, cast.charlie):
        for path in places(cast, device):
            told = (await device.propfind(path, NAME)).found[path]
            assert told[NAME] == [("D:href", f"/dav/principals/{device.person_id}/")], path


async def test_3_a_report_tells_it_too(cast: Cast) -> None:
    await cast.alice.put(cast.at(cast.alice, "x.ics"), EVENT)
    path = cast.at(cast.bob, "x.ics")
    told = await cast.bob.report(cast.at(cast.bob), multiget(path, names=(NAME,)))
    assert told.found[path][NAME] == [("D:href", f"/dav/principals/{cast.bob.person_id}/")]


async def test_3_it_is_not_among_all_properties(cast: Cast) -> None:
    """It SHOULD NOT be returned by `allprop`."""
    for path in places(cast, cast.alice)[:-1]:
        assert NAME not in (await cast.alice.propfind(path)).found[path]


async def test_3_nobody_is_nobody_here(cast: Cast) -> None:
    """`unauthenticated` is told to nobody: whoever is not signed in is asked to be."""
    for path in places(cast, cast.charlie):
        assert (await cast.nobody.ask("PROPFIND", path)).status == 401
