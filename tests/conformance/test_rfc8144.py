"""How much a client wants to be told: `Prefer: return=…`, and Apple's `Brief`."""

from __future__ import annotations

import pytest

from tests.dav.conftest import EVENT, Cast
from tests.dav.device import Multistatus, multiget, propfind, proppatch, query

pytestmark = pytest.mark.anyio

ASKED = propfind("D:displayname", "D:quota-used-bytes")
LATER = EVENT.replace("Réunion", "Autre")
APPLIED = "preference-applied"


@pytest.mark.parametrize(
    ("header", "said", "is_brief"),
    [("prefer", "return=minimal", True), ("brief", "t", True), ("brief", "T", True),
     ("prefer", 'respond-async, return="minimal"; x=1', True), ("prefer", "return=other", False),
     ("brief", "f", False), ("prefer", "handling=lenient", False)],
)  # fmt: skip
async def test_2_1_nothing_is_said_of_what_there_is_not(
    cast: Cast, header: str, said: str, *, is_brief: bool
) -> None:
    path = cast.at(cast.alice)
    await cast.alice.put(f"{path}x.ics", EVENT)
    names = ("D:getetag", "D:owner")
    for method, body in (("PROPFIND", ASKED), ("REPORT", query("", names=names)),
                         ("REPORT", multiget(f"{path}x.ics", names=names))):  # fmt: skip
        answer = await cast.alice.ask(method, path, body, **{header: said})
        told = Multistatus.of(answer)
        assert told.found[path if method == "PROPFIND" else f"{path}x.ics"]
        assert bool(told.missing) is not is_brief
        assert answer.header(APPLIED) == ("return=minimal" if is_brief else "")


async def test_2_1_an_answer_of_nothing_has_a_place_for_it(cast: Cast) -> None:
    body = propfind("D:quota-used-bytes")
    answer = await cast.alice.ask("PROPFIND", cast.at(cast.alice), body, prefer="return=minimal")
    assert Multistatus.of(answer).found == {cast.at(cast.alice): {}}


async def test_2_2_a_change_that_succeeds_is_not_told_in_detail(cast: Cast) -> None:
    path, inside = cast.at(cast.alice), "<D:set><D:prop><D:{0}>x</D:{0}></D:prop></D:set>"
    fine = proppatch(inside.format("displayname"))
    answer = await cast.alice.ask("PROPPATCH", path, fine, prefer="return=minimal")
    assert (answer.status, answer.body, answer.header(APPLIED)) == (200, b"", "return=minimal")
    wrong = proppatch(inside.format("getetag"))
    refused = await cast.alice.ask("PROPPATCH", path, wrong, prefer="return=minimal")
    assert Multistatus.of(refused).other == {path: {"D:getetag": 403}}


async def test_3_what_was_put_is_given_back(cast: Cast) -> None:
    path, wish = cast.at(cast.alice, "é x.ics"), {"prefer": "return=representation"}
    first = await cast.alice.put(path, EVENT, if_none_match="*", **wish)
    assert (first.status, first.body.decode()) == (201, EVENT)
    assert first.header(APPLIED) == "return=representation"
    assert first.header("content-location").endswith("/%C3%A9%20x.ics")
    second = await cast.alice.put(path, LATER, if_match=first.header("etag"), **wish)
    assert (second.status, second.body.decode()) == (200, LATER)


async def test_3_2_who_comes_too_late_is_given_what_is_there(cast: Cast) -> None:
    path, wish = cast.at(cast.alice, "x.ics"), {"prefer": "return=representation"}
    etag = (await cast.alice.put(path, EVENT)).header("etag")
    for condition in ({"if_match": '"old"'}, {"if_none_match": "*"}):
        late = await cast.alice.put(path, LATER, **condition, **wish)
        assert (late.status, late.body.decode(), late.header("etag")) == (412, EVENT, etag)
    nothing = await cast.alice.put(f"{path}2", LATER, if_match='"old"', **wish)
    assert nothing.status == 412
    read = await cast.bob.put(cast.at(cast.bob, "x.ics"), LATER, if_match='"old"', **wish)
    assert read.status == 403
