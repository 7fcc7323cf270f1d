"""Finding a server by the name of a domain: the records that an operator writes, as documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hub.dav.addresses import ROOT
from hub.parts import SERVED
from tests.dav.conftest import Cast

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[2] / "docs/dav-support.md"


def records() -> list[tuple[str, str, str]]:
    """Name, kind and content of each record of the page."""
    written = re.search(r"```dns\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert written is not None
    lines = [line.split(None, 3) for line in written[1].splitlines() if line]
    return [(name, kind, said) for name, _in, kind, said in lines]


@pytest.mark.parametrize("scope", [it.sort.scope for it in SERVED])
async def test_3_each_service_has_its_record_over_tls_and_none_in_the_clear(scope: str) -> None:
    """Passwords go over https alone, so the name without `s` is said not to be there (RFC 2782:
    a target of a single point)."""
    found = {(name.split(".")[0], kind): said for name, kind, said in records()}
    priority, weight, port, target = found[f"_{scope}s", "SRV"].split()
    assert (priority, weight, port) == ("0", "1", "443")
    assert target.endswith(".")
    assert found[f"_{scope}", "SRV"] == "0 0 0 ."


@pytest.mark.parametrize("scope", [it.sort.scope for it in SERVED])
async def test_4_the_path_is_where_we_are(cast: Cast, scope: str) -> None:
    found = {(name.split(".")[0], kind): said for name, kind, said in records()}
    path = found[f"_{scope}s", "TXT"].strip('"').removeprefix("path=")
    assert path == ROOT
    told = (await cast.alice.propfind(path, "D:current-user-principal")).found[path]
    assert told["D:current-user-principal"]


async def test_6_without_records_the_well_known_address_is_enough(cast: Cast) -> None:
    for it in SERVED:
        led = await cast.nobody.ask("PROPFIND", f"/.well-known/{it.sort.scope}")
        assert (led.status, led.header("location")) == (301, ROOT)
        asked = await cast.nobody.ask("PROPFIND", led.header("location"))
        assert asked.status == 401
        assert asked.header("www-authenticate").startswith("Basic ")
