"""What an answer costs: texts are read when they are asked for, and sent as they are written."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.calendar.conftest import ics
from tests.dav.conftest import EVENT, PRIVATE, WEEKLY, Cast
from tests.dav.device import Multistatus, between, query, sync
from tests.home.counting import counting

pytestmark = pytest.mark.anyio

WEEK = ("20261207T000000Z", "20261214T000000Z")


async def fill(cast: Cast) -> None:
    for name, text in (("x", EVENT), ("p", PRIVATE), ("w", WEEKLY)):
        assert (await cast.alice.put(cast.at(cast.alice, f"{name}.ics"), text)).status == 201


async def test_texts_are_read_for_whoever_asks_for_them(cast: Cast) -> None:
    await fill(cast)
    for device in (cast.alice, cast.bob):
        path, etag = cast.at(device), ("D:getetag",)
        whole = ("D:getetag", "C:calendar-data")
        requests: list[Callable[[tuple[str, ...]], str]] = [
            lambda names: sync(names=names), lambda names: query("", names),
            lambda names: query(between(*WEEK), names),
            lambda names: query(between(WEEK[0]), names),
        ]  # fmt: skip
        for asked in requests:
            with counting() as sent:
                told = await device.report(path, asked(etag))
            assert not [it for it in sent if "o.ics" in it and "expanded_until <" not in it]
            assert len([it for it in sent if "calendar" in it]) <= 4
            assert told.etags() == (await device.report(path, asked(whole))).etags() != {}


async def test_repetitions_are_written_out_whatever_else_is_asked_for(cast: Cast) -> None:
    await fill(cast)
    start, end = WEEK
    data = f'<C:calendar-data><C:expand start="{start}" end="{end}"/></C:calendar-data>'
    twice = query(between(*WEEK), ("D:getetag",)).replace(
        "<C:filter>", f"<D:prop>{data}</D:prop><C:filter>"
    )
    assert set((await cast.alice.report(cast.at(cast.alice), twice)).etags()) >= {"x.ics", "w.ics"}


async def test_a_long_answer_comes_as_it_is_written(cast: Cast) -> None:
    alice, path = cast.alice, cast.at(cast.alice)
    for number in range(12):
        text = ics("DTSTART:20261207T090000Z", f"DESCRIPTION:{'é' * 9000}", uid=str(number))
        assert (await alice.put(f"{path}{number}.ics", text)).status == 201
    body = query(between(*WEEK), ("C:calendar-data",))
    answer = await alice.ask("REPORT", path, body, depth="1")
    assert answer.header("content-length") == ""
    assert answer.header("content-type") == "application/xml; charset=utf-8"
    assert len(Multistatus.of(answer).found) == 12
