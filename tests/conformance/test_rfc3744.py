"""WebDAV access control: how a client finds the people whom it invites or shares with."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from hub.people import actions as people
from tests.calendar.conftest import ADMINISTRATOR
from tests.dav.conftest import Cast
from tests.dav.device import DECLARED, NAMESPACES, Device, Multistatus

pytestmark = pytest.mark.anyio

REPORTS = (
    "D:principal-property-search", "D:principal-search-property-set", "D:expand-property",
    "D:sync-collection", "C:calendar-query", "C:calendar-multiget", "C:free-busy-query",
    "D:principal-match", "D:acl-principal-prop-set", "D:version-tree",
)  # fmt: skip
ROOT, PRINCIPALS = "/dav/", "/dav/principals/"
NAMES = ("D:displayname", "C:calendar-user-address-set", "C:calendar-user-type")


def searched(*searches: tuple[str, str], test: str = "", apart: str = "") -> str:
    how = f' test="{test}"' if test else ""
    said = "".join(
        f"<D:property-search><D:prop><{name}/></D:prop><D:match>{text}</D:match>"
        "</D:property-search>"
        for name, text in searches
    )
    wanted = "".join(f"<{it}/>" for it in NAMES)
    return (
        f"<D:principal-property-search {DECLARED}{how}>{said}<D:prop>{wanted}</D:prop>{apart}"
        "</D:principal-property-search>"
    )


async def names(device: Device, body: str, path: str = PRINCIPALS) -> list[str]:
    found = Multistatus.of(await device.ask("REPORT", path, body, depth="0")).found
    return sorted(it["D:displayname"] for it in found.values())


async def test_5_8_the_principals_are_where_the_collection_set_says(cast: Cast) -> None:
    told = await cast.alice.propfind(ROOT, "D:principal-collection-set", "D:supported-report-set")
    assert told.found[ROOT]["D:principal-collection-set"] == [("D:href", PRINCIPALS)]
    assert "principal-property-search" in str(told.found[ROOT]["D:supported-report-set"])


async def test_9_4_somebody_is_found_by_name(cast: Cast) -> None:
    for path in (PRINCIPALS, ROOT):
        told = await cast.alice.report(path, searched(("D:displayname", "bob mar")))
        key = f"{PRINCIPALS}{cast.bob.person_id}/"
        assert list(told.found) == [key]
        assert told.found[key]["D:displayname"] == "Bob Martin"
        assert told.found[key]["C:calendar-user-type"] == "INDIVIDUAL"
        addresses = told.found[key]["C:calendar-user-address-set"]
        assert ("D:href", "mailto:bob@orbelle.example") in addresses


@pytest.mark.parametrize("name", ["C:calendar-user-address-set", "CS:email-address-set"])
async def test_9_4_somebody_is_found_by_address(cast: Cast, name: str) -> None:
    for text in ("bob@", "mailto:Bob@orbelle.example"):
        assert await names(cast.alice, searched((name, text))) == ["Bob Martin"]


async def test_9_4_a_group_is_found_too(cast: Cast) -> None:
    await people.create_unit(by=ADMINISTRATOR, name="Médiathèque")
    told = await cast.alice.report(PRINCIPALS, searched(("D:displayname", "mediath")))
    ((_path, group),) = told.found.items()
    assert (group["D:displayname"], group["C:calendar-user-type"]) == ("Médiathèque", "GROUP")


async def test_9_4_all_that_is_said_must_match_unless_any_is_asked(cast: Cast) -> None:
    both = ("D:displayname", "martin"), ("C:calendar-user-address-set", "bob@")
    assert await names(cast.alice, searched(*both)) == ["Bob Martin"]
    either = ("D:displayname", "edgar"), ("C:calendar-user-address-set", "bob@")
    assert await names(cast.alice, searched(*either)) == []
    assert await names(cast.alice, searched(*either, test="anyof")) == [
        "Bob Martin", "Edgar Martin",
    ]  # fmt: skip


async def test_9_4_from_anywhere_when_the_collection_set_is_meant(cast: Cast) -> None:
    apart = "<D:apply-to-principal-collection-set/>"
    body = searched(("D:displayname", "bob"), apart=apart)
    assert await names(cast.alice, body, cast.alice.home) == ["Bob Martin"]
    without = searched(("D:displayname", "bob"))
    assert (await cast.alice.ask("REPORT", cast.alice.home, without)).status == 403


async def test_9_4_without_a_word_nobody_is_listed_but_oneself(cast: Cast) -> None:
    assert await names(cast.alice, searched()) == ["Alice Martin"]
    for text in ("", "*", "%", "_", " "):
        assert await names(cast.alice, searched(("D:displayname", text))) == []
        assert await names(cast.alice, searched(("CS:email-address-set", text))) == []


async def test_9_4_a_long_answer_is_cut_and_says_so(cast: Cast) -> None:
    for number in range(52):
        await people.create_person(
            by=ADMINISTRATOR, given_name=f"Zoé {number:02}", family_name="Nombreux"
        )
    told = await cast.alice.report(PRINCIPALS, searched(("D:displayname", "nombreux")))
    assert len(told.found) == 50
    assert told.statuses == {PRINCIPALS: 507}
    both = searched(("D:displayname", "nombreux"), ("D:displayname", "51"))
    assert await names(cast.alice, both) == ["Zoé 51 Nombreux"]


async def test_9_4_by_what_nobody_is_found(cast: Cast) -> None:
    for name in ("D:resourcetype", "C:calendar-home-set"):
        answer = await cast.alice.ask("REPORT", PRINCIPALS, searched((name, "a")))
        assert answer.status == 403


async def test_9_4_nobody_asks_a_thousand_things_at_once(cast: Cast) -> None:
    said = ("D:displayname", "bob")
    for number, status in ((20, 207), (21, 400)):
        answer = await cast.alice.ask("REPORT", PRINCIPALS, searched(*[said] * number))
        assert answer.status == status


async def test_9_4_whoever_is_not_inside_finds_nobody_else(cast: Cast) -> None:
    assert await names(cast.school, searched(("D:displayname", "martin"))) == ["School Martin"]
    assert await names(cast.school, searched(("CS:email-address-set", "bob@"))) == []
    assert await names(cast.school, searched(("D:displayname", "tilleuls"))) == []
    for device in (cast.nobody, cast.stolen):
        answer = await device.ask("REPORT", PRINCIPALS, searched(("D:displayname", "bob")))
        assert answer.status == 401


async def test_9_5_it_says_by_what_one_can_search(cast: Cast) -> None:
    body = f"<D:principal-search-property-set {DECLARED}/>"
    answer = await cast.alice.ask("REPORT", PRINCIPALS, body)
    assert answer.status == 200
    root = ElementTree.fromstring(answer.body)
    assert root.tag == "{DAV:}principal-search-property-set"
    told = [it.tag for it in root.iterfind("D:principal-search-property/D:prop/*", NAMESPACES)]
    assert "{DAV:}displayname" in told
    for tag in told:
        name = f"x:{tag.rpartition('}')[2]}"
        uri = tag[1:].partition("}")[0]
        search = searched((name, "bob")).replace(f"<{name}/>", f'<{name} xmlns:x="{uri}"/>')
        assert (await cast.alice.ask("REPORT", PRINCIPALS, search)).status == 207


async def test_rfc_3253_3_1_5_reports_that_are_told_are_answered_and_no_others(cast: Cast) -> None:
    alice = cast.alice
    own = f"{PRINCIPALS}{alice.person_id}/"
    places = (ROOT, PRINCIPALS, own, f"{own}calendar-proxy-write/", cast.at(alice))
    seen = set[str]()
    for path in places:
        told = (await alice.propfind(path, "D:supported-report-set")).found[path]
        set_of = {it[1][0][1][0][0] for it in told["D:supported-report-set"]}
        seen |= set_of
        for name in REPORTS:
            body = f"<{name} {DECLARED}><D:prop/></{name}>"
            answer = await alice.ask("REPORT", path, body)
            is_refused = b"<D:supported-report/>" in answer.body
            assert is_refused is (name not in set_of), (path, name, answer.body)
    assert seen == set(REPORTS) - {
        "D:principal-match",
        "D:acl-principal-prop-set",
        "D:version-tree",
    }
