"""Well-known addresses (RFC 8615, before it 5785), as RFC 6764 §5 gives them names."""

from __future__ import annotations

import pytest

from hub.parts import SERVED
from tests.dav.conftest import Cast
from tests.dav.device import propfind

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("name", [it.sort.scope for it in SERVED])
async def test_3_it_leads_on_whatever_is_asked_and_whoever_asks(cast: Cast, name: str) -> None:
    """A client that knows no more than a host has shown no password yet."""
    for device in (cast.nobody, cast.stolen, cast.alice):
        for method in ("GET", "HEAD", "OPTIONS", "PROPFIND"):
            for path in (f"/.well-known/{name}", f"/.well-known/{name}/"):
                body = propfind("D:current-user-principal") if method == "PROPFIND" else ""
                answer = await device.ask(method, path, body)
                assert (answer.status, answer.header("location")) == (301, "/dav/"), path
                assert "private" in answer.header("cache-control") or "no-store" in answer.header(
                    "cache-control"
                )


async def test_3_others_are_not_there(cast: Cast) -> None:
    for name in ("", "caldavs", "CALDAV", "core-dav"):
        answer = await cast.nobody.ask("GET", f"/.well-known/{name}")
        assert answer.status in {303, 404}, name  # a page that is none leads to signing in
        assert "/dav/" not in answer.header("location").split("?")[0]
