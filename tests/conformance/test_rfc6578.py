"""Collection synchronisation: what changed since last time, all of it and once."""

from __future__ import annotations

import pytest

from hub_calendar.actions.importing import import_objects
from hub_calendar.ics.objects import read_object
from tests.calendar.conftest import ics
from tests.dav.conftest import EVENT, WEEKLY, Cast, actor
from tests.dav.device import Device, Multistatus, sync

pytestmark = pytest.mark.anyio

LATER = EVENT.replace("Réunion", "Autre")


async def asked(device: Device, path: str, body: str, **headers: str) -> tuple[int, bytes]:
    answer = await device.ask("REPORT", path, body, **headers)
    return answer.status, answer.body


async def filled(cast: Cast, count: int) -> None:
    """So many events, each a change of its own."""
    for number in range(count):
        text = ics("DTSTART:20261207T090000Z", uid=str(number))
        await cast.alice.put(cast.at(cast.alice, f"{number}.ics"), text)


async def test_3_2_it_is_told_that_there_is_this_report(cast: Cast) -> None:
    path = cast.at(cast.alice)
    told = (await cast.alice.propfind(path, "D:supported-report-set", "D:sync-token")).found[path]
    assert "D:sync-collection" in str(told["D:supported-report-set"])
    assert told["D:sync-token"] == (await cast.alice.sync(path)).token


async def test_3_2_depth_is_0(cast: Cast) -> None:
    """Other values are 400; 1 is taken, for programs older than the standard say their level
    with it (appendix A), also where they say it in the body too."""
    path, old = cast.at(cast.alice), sync().replace("<D:sync-level>1</D:sync-level>", "")
    for depth, status in (("0", 207), ("1", 207), ("infinity", 400), ("2", 400)):
        for body in (sync(), old):
            assert (await asked(cast.alice, path, body, depth=depth))[0] == status, depth
    assert (await asked(cast.alice, path, sync()))[0] == 207


async def test_3_3_every_level_is_the_one_that_there_is(cast: Cast) -> None:
    await filled(cast, 2)
    path = cast.at(cast.alice)
    for level, status in (("1", 207), ("infinite", 207), (" 1 ", 207), ("0", 400), ("all", 400)):
        body = sync().replace("level>1<", f"level>{level}<")
        assert (await asked(cast.alice, path, body))[0] == status, level
    told = Multistatus.of(
        await cast.alice.ask("REPORT", path, sync().replace("level>1<", "level>infinite<"))
    )
    assert set(told.found) == {f"{path}0.ics", f"{path}1.ics"}


async def test_3_4_the_first_time_everything_that_is_there_and_nothing_that_was(
    cast: Cast,
) -> None:
    await filled(cast, 3)
    path = cast.at(cast.alice)
    await cast.alice.ask("DELETE", f"{path}1.ics")
    first = await cast.alice.sync(path)
    assert set(first.etags()) == {"0.ics", "2.ics"}
    assert first.statuses == {}  # §3.4: no member that is gone


async def test_3_5_1_a_member_that_changed_is_told_once(cast: Cast) -> None:
    path = cast.at(cast.alice)
    token = (await cast.alice.sync(path)).token
    await cast.alice.put(f"{path}x.ics", EVENT)
    last = await cast.alice.put(f"{path}x.ics", LATER)
    answer = await cast.alice.ask("REPORT", path, sync(token))
    assert answer.body.count(b"<D:response>") == 1
    assert Multistatus.of(answer).etags() == {"x.ics": last.header("etag")}


async def test_3_5_2_a_member_that_is_gone_is_404_without_properties(cast: Cast) -> None:
    path = cast.at(cast.alice)
    await cast.alice.put(f"{path}x.ics", EVENT)
    token = (await cast.alice.sync(path)).token
    await cast.alice.ask("DELETE", f"{path}x.ics")
    answer = await cast.alice.ask("REPORT", path, sync(token))
    assert Multistatus.of(answer).statuses == {f"{path}x.ics": 404}
    assert b"propstat" not in answer.body


async def test_3_5_2_made_and_deleted_in_between_may_be_told_as_gone(cast: Cast) -> None:
    path = cast.at(cast.alice)
    token = (await cast.alice.sync(path)).token
    await cast.alice.put(f"{path}x.ics", EVENT)
    await cast.alice.ask("DELETE", f"{path}x.ics")
    told = await cast.alice.sync(path, token)
    assert (told.found, told.statuses) == ({}, {f"{path}x.ics": 404})


async def test_3_5_deleted_and_made_again_is_there(cast: Cast) -> None:
    path = cast.at(cast.alice)
    await cast.alice.put(f"{path}x.ics", EVENT)
    token = (await cast.alice.sync(path)).token
    await cast.alice.ask("DELETE", f"{path}x.ics")
    await cast.alice.put(f"{path}x.ics", WEEKLY)
    told = await cast.alice.sync(path, token)
    assert (set(told.etags()), told.statuses) == ({"x.ics"}, {})


async def test_3_5_moved_is_gone_under_one_name_and_there_under_another(cast: Cast) -> None:
    path = cast.at(cast.alice)
    await cast.alice.put(f"{path}x.ics", EVENT)
    token = (await cast.alice.sync(path)).token
    await cast.alice.ask("MOVE", f"{path}x.ics", destination=f"{path}y.ics")
    told = await cast.alice.sync(path, token)
    assert (set(told.etags()), told.statuses) == ({"y.ics"}, {f"{path}x.ics": 404})


async def test_3_6_an_answer_that_is_cut_is_507_of_the_collection(cast: Cast) -> None:
    """Its token leads to the rest, and nothing is left out or told twice."""
    await filled(cast, 5)
    path, token, seen, rounds = cast.at(cast.alice), "", list[str](), 0
    for _round in range(9):
        answer = await cast.alice.ask("REPORT", path, sync(token, 2))
        some = Multistatus.of(answer)
        seen += some.etags()
        token, rounds = some.token, rounds + 1
        if path not in some.statuses:
            break
        assert some.statuses[path] == 507
        assert b"<D:error><D:number-of-matches-within-limits/></D:error>" in answer.body
        # What happens meanwhile is not lost either.
        await cast.alice.put(f"{path}0.ics", ics(f"DTSTART:2026120{rounds}T090000Z", uid="0"))
    assert sorted(set(seen)) == [f"{number}.ics" for number in range(5)]
    assert (await cast.alice.sync(path, token)).found == {}
    assert seen[-1] == "0.ics"


async def test_3_6_also_of_what_is_gone(cast: Cast) -> None:
    await filled(cast, 4)
    path = cast.at(cast.alice)
    token = (await cast.alice.sync(path)).token
    for number in range(4):
        await cast.alice.ask("DELETE", f"{path}{number}.ics")
    first = await cast.alice.sync(path, token, limit=3)
    assert sorted(first.statuses.values()) == [404, 404, 404, 507]
    second = await cast.alice.sync(path, first.token, limit=3)
    assert second.statuses == {f"{path}3.ics": 404}


async def test_3_6_what_is_one_change_is_not_parted(cast: Cast) -> None:
    """A file that was imported is one; whoever stopped within it would have half of it for good."""
    by = await actor(cast.alice)
    objects = [read_object(ics("DTSTART:20261207T090000Z", uid=str(it)), None) for it in range(5)]
    await import_objects(cast.calendar_id, objects, by=by)
    path = cast.at(cast.alice)
    told = await cast.alice.sync(path, limit=2)
    assert len(told.etags()) in {2, 5}
    seen, token = set(told.etags()), told.token
    while path in told.statuses:
        told = await cast.alice.sync(path, token, limit=2)
        seen, token = seen | set(told.etags()), told.token
    assert len(seen) == 5


async def test_3_7_a_limit_that_is_none_is_refused(cast: Cast) -> None:
    for said in ("0", "-1", "x", "", "1e3", "٣", "9" * 40):
        body = sync(limit=1).replace("results>1<", f"results>{said}<")
        assert (await asked(cast.alice, cast.at(cast.alice), body))[0] == 400, said
    assert (await asked(cast.alice, cast.at(cast.alice), sync(limit=999_999_999)))[0] == 207


async def test_3_8_a_token_of_another_calendar_or_of_nothing_is_refused_by_name(
    cast: Cast,
) -> None:
    alice = cast.alice
    other = f"{alice.home}autre/"
    await alice.ask("MKCALENDAR", other)
    strange = (await alice.sync(other)).token
    now = (await alice.sync(cast.at(alice))).token
    ahead = f"{now.rpartition(':')[0]}:{int(now.rpartition(':')[2]) + 1}"
    for token in (strange, ahead, "x", "urn:parvis:sync::all:1", "%00", "é" * 300):
        status, body = await asked(alice, cast.at(alice), sync(token))
        assert (status, b"<D:valid-sync-token/>" in body) == (403, True), token
        assert b"<D:response>" not in body


async def test_3_8_a_calendar_made_again_under_its_name_is_another(cast: Cast) -> None:
    path = f"{cast.alice.home}autre/"
    await cast.alice.ask("MKCALENDAR", path)
    await cast.alice.put(f"{path}x.ics", EVENT)
    token = (await cast.alice.sync(path)).token
    await cast.alice.ask("DELETE", path)
    await cast.alice.ask("MKCALENDAR", path)
    assert (await asked(cast.alice, path, sync(token)))[0] == 403
    assert (await cast.alice.sync(path)).found == {}


async def test_3_1_only_collections_of_objects_have_it(cast: Cast) -> None:
    """A home does not: a client asks each calendar, whose token the home tells in one answer."""
    await cast.alice.put(cast.at(cast.alice, "x.ics"), EVENT)
    for path in ("/dav/", cast.alice.home, "/dav/principals/", cast.at(cast.alice, "x.ics")):
        status, body = await asked(cast.alice, path, sync())
        assert (status, b"<D:supported-report/>" in body) == (403, True), path


async def test_4_the_token_is_a_property_and_changes_with_what_is_shown(cast: Cast) -> None:
    alice, bob = cast.alice, cast.bob
    seen = set[str]()
    await alice.put(cast.at(alice, "x.ics"), EVENT)
    for body in (LATER, EVENT, WEEKLY.replace("hebdo", "lundi")):
        await alice.put(cast.at(alice, "x.ics"), body)
        home = await bob.propfind(bob.home, "D:sync-token", depth=1)
        seen.add(home.found[cast.at(bob)]["D:sync-token"])
    assert len(seen) == 3
    assert all(it.startswith("urn:") for it in seen)  # §4: a URI
    told = await bob.propfind(cast.at(bob))
    assert "D:sync-token" not in told.found[cast.at(bob)]  # §4: not by allprop
