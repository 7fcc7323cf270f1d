"""CalDAV: what a collection is for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from hub_calendar import actions
from hub_calendar.actions.importing import Outcome, import_objects
from hub_calendar.ics.objects import read_object
from tests.calendar.conftest import ics, wrapped
from tests.dav.conftest import EVENT, Cast, actor
from tests.dav.device import Multistatus, proppatch

pytestmark = pytest.mark.anyio

SET = "C:supported-calendar-component-set"
TASK = wrapped(
    "BEGIN:VTODO", "UID:tache@example", "DTSTAMP:20260101T000000Z", "SUMMARY:Rappeler", "END:VTODO"
)
ALL = ["VEVENT", "VTODO", "VJOURNAL"]


def made_for(*components: str) -> str:
    named = "".join(f'<C:comp name="{it}"/>' for it in components)
    return proppatch(f"<D:set><D:prop><{SET}>{named}</{SET}></D:prop></D:set>", "C:mkcalendar")


async def taken(cast: Cast, path: str) -> list[str]:
    told = (await cast.alice.propfind(path, SET)).found[path][SET]
    return [dict([it[1]])["name"] for it in told]


async def test_5_2_3_a_list_of_tasks_takes_tasks_alone(cast: Cast) -> None:
    path = f"{cast.alice.home}taches/"
    assert (await cast.alice.ask("MKCALENDAR", path, made_for("VTODO"))).status == 201
    assert await taken(cast, path) == ["VTODO"]
    assert (await cast.alice.put(f"{path}t.ics", TASK)).status == 201
    assert await taken(cast, cast.at(cast.alice)) == ALL


@pytest.mark.parametrize(
    ("named", "kept"),
    [(("vtodo", "VJOURNAL", "VFREEBUSY"), ["VTODO", "VJOURNAL"]), ((), ALL), (("X-ANY",), ALL)],
)
async def test_5_2_3_what_is_not_kept_is_passed_over(
    cast: Cast, named: tuple[str, ...], kept: list[str]
) -> None:
    path = f"{cast.alice.home}divers/"
    assert (await cast.alice.ask("MKCALENDAR", path, made_for(*named))).status == 201
    assert await taken(cast, path) == kept


async def test_5_2_3_it_is_said_once(cast: Cast) -> None:
    path = cast.at(cast.alice)
    body = made_for("VTODO").replace("C:mkcalendar", "D:propertyupdate")
    assert (await cast.alice.ask("PROPPATCH", path, body)).status == 207
    assert await taken(cast, path) == ALL


async def test_5_3_2_1_another_component_is_refused_by_every_way(cast: Cast) -> None:
    path = f"{cast.alice.home}taches/"
    await cast.alice.ask("MKCALENDAR", path, made_for("VTODO"))
    await cast.alice.put(cast.at(cast.alice, "e.ics"), EVENT)
    put = await cast.alice.put(f"{path}e.ics", EVENT)
    moved = await cast.alice.ask("MOVE", cast.at(cast.alice, "e.ics"), destination=f"{path}e.ics")
    for answer in (put, moved):
        assert answer.status == 403
        assert b"<C:supported-calendar-component/>" in answer.body
    listed = Multistatus.of(await cast.alice.ask("PROPFIND", path, "", depth="1"))
    assert list(listed.found) == [path]
    assert (await cast.alice.ask("GET", cast.at(cast.alice, "e.ics"))).status == 200


async def test_5_3_2_1_nor_does_a_file_bring_it_in(cast: Cast) -> None:
    by = await actor(cast.alice)
    made = await actions.create_calendar(by=by, name="Tâches", components="VTODO")
    paris = ZoneInfo("Europe/Paris")
    event = ics("DTSTART:20261207T090000Z", uid="e@example")
    found = await import_objects(made.id, [read_object(it, paris) for it in (TASK, event)], by=by)
    assert (found[Outcome.CREATE], found[Outcome.ERROR]) == (1, 1)
