"""CardDAV: the directory as an address book, to be read and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import vobject

from hub.accounts.models import Account
from hub.app import Hub
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Person
from tests.access.worlds import snapshot
from tests.calendar.conftest import ADMINISTRATOR
from tests.dav.conftest import Cast, _password
from tests.dav.device import DECLARED, SECRET, Device, Multistatus, propfind, proppatch, sync

pytestmark = pytest.mark.anyio

APART = frozenset({"app_password", "sign_in_failure", "audit_entry", "outbox"})
WHOLE = ("D:getetag", "CR:address-data")


@dataclass(frozen=True)
class Readers:
    """Telephones with a password for contacts; Zoé is whom they look for."""

    alice: Device
    school: Device
    zoe: Person

    @property
    def book(self) -> str:
        return f"{self.home}staff/"

    @property
    def home(self) -> str:
        return f"/dav/contacts/{self.alice.person_id}/"

    @property
    def card(self) -> str:
        return f"{self.book}{self.zoe.id}.vcf"


@pytest.fixture
async def readers(hub: Hub, cast: Cast) -> Readers:
    made = []
    for device in (cast.alice, cast.school):
        account = await Account.get(login=device.login)
        secret = f"cards-{device.person_id}-{SECRET}"
        await _password(account.id, scopes={"carddav"}, secret=secret)
        made.append(replace(device, secret=secret))
    zoe = await people.create_person(
        by=ADMINISTRATOR, given_name="Zoé", family_name="d’Été; Blanc",
        email="zoe@orbelle.example", phone="0199001234", mobile="0639981207",
    )  # fmt: skip
    unit = await people.create_unit(by=ADMINISTRATOR, name="Éducation, jeunesse")
    await people.start_position(
        zoe.id, unit.id, by=ADMINISTRATOR, title="Cheffe", starts_on=today()
    )
    return Readers(made[0], made[1], zoe)


def asked(
    filters: str = "", test: str = "", data: str = "<CR:address-data/>", limit: int = 0
) -> str:
    how = f' test="{test}"' if test else ""
    cut = f"<CR:limit><CR:nresults>{limit}</CR:nresults></CR:limit>" if limit else ""
    return (
        f"<CR:addressbook-query {DECLARED}><D:prop><D:getetag/>{data}</D:prop>"
        f"<CR:filter{how}>{filters}</CR:filter>{cut}</CR:addressbook-query>"
    )


def prop(name: str, inside: str = "", test: str = "") -> str:
    how = f' test="{test}"' if test else ""
    return f'<CR:prop-filter name="{name}"{how}>{inside}</CR:prop-filter>'


def text(value: str, said: str = "") -> str:
    return f"<CR:text-match {said}>{value}</CR:text-match>"


def gotten(*hrefs: str, data: str = "<CR:address-data/>") -> str:
    told = "".join(f"<D:href>{it}</D:href>" for it in hrefs)
    return (
        f"<CR:addressbook-multiget {DECLARED}><D:prop><D:getetag/>{data}</D:prop>{told}"
        "</CR:addressbook-multiget>"
    )


async def names(readers: Readers, filters: str, test: str = "") -> list[str]:
    told = await readers.alice.report(readers.book, asked(filters, test))
    cards = [str(it["CR:address-data"]) for it in told.found.values()]
    return sorted(card.split("\r\nFN:")[1].split(" ")[0] for card in cards)


async def refusal(device: Device, path: str, body: str) -> tuple[int, str]:
    answer = await device.ask("REPORT", path, body)
    told = answer.body.decode().partition("<CR:")[2].partition("/>")[0]
    return answer.status, told


async def test_6_1_the_class_is_said(readers: Readers) -> None:
    for path in ("/dav/", readers.home, readers.book):
        said = (await readers.alice.ask("OPTIONS", path)).header("dav")
        assert "addressbook" in said.split(", ")


async def test_7_1_1_the_principal_leads_to_the_home_of_what_the_password_is_for(
    cast: Cast, readers: Readers
) -> None:
    path = f"/dav/principals/{cast.alice.person_id}/"
    homes = ("CR:addressbook-home-set", "C:calendar-home-set")
    told = await readers.alice.propfind(path, *homes)
    assert told.found[path] == {"CR:addressbook-home-set": [("D:href", readers.home)]}
    other = await cast.alice.propfind(path, *homes)
    assert other.found[path] == {"C:calendar-home-set": [("D:href", cast.alice.home)]}
    assert (await cast.alice.ask("PROPFIND", readers.home)).status == 403
    assert (await readers.alice.ask("PROPFIND", cast.alice.home)).status == 403


async def test_5_2_and_6_2_what_a_book_says_of_itself(readers: Readers) -> None:
    home = await readers.alice.propfind(
        readers.home, "D:resourcetype", "CR:supported-address-data", "CR:max-resource-size",
        "CR:supported-collation-set", "D:current-user-privilege-set", "D:displayname",
        "D:supported-report-set", depth=1,
    )  # fmt: skip
    told = home.found[readers.book]
    assert ("CR:addressbook", "") in told["D:resourcetype"]
    assert told["D:displayname"] == "Annuaire"
    versions = [dict(it[1:-1])["version"] for it in told["CR:supported-address-data"]]
    assert versions == ["3.0", "4.0"]
    assert int(told["CR:max-resource-size"]) > 1000
    collations = [it[1] for it in told["CR:supported-collation-set"]]
    assert collations == ["i;ascii-casemap", "i;unicode-casemap"]  # §8.3: both are a must
    granted = {it[1][0][0] for it in told["D:current-user-privilege-set"]}
    assert granted == {"D:read", "D:read-current-user-privilege-set"}
    for name in ("addressbook-query", "addressbook-multiget", "sync-collection"):
        assert name in str(told["D:supported-report-set"])
    assert len(home.found) == 2
    assert "D:displayname" in (await readers.alice.propfind(readers.book)).found[readers.book]


async def test_5_1_a_card_is_one_vcard(readers: Readers) -> None:
    got = await readers.alice.ask("GET", readers.card)
    assert (got.status, got.header("content-type")) == (200, "text/vcard; charset=utf-8")
    lines = got.body.decode().replace("\r\n ", "").split("\r\n")
    for line in (
        "BEGIN:VCARD", "VERSION:3.0", "FN:Zoé d’Été\\; Blanc", "N:d’Été\\; Blanc;Zoé;;;",
        "ORG:Éducation\\, jeunesse", "TITLE:Cheffe", 'TEL;TYPE=work,voice:+33199001234',
        'TEL;TYPE=work,cell:+33639981207', 'EMAIL;TYPE=internet,work:zoe@orbelle.example',
        "END:VCARD",
    ):  # fmt: skip
        assert line in lines, line
    assert sum(line.startswith("UID:") for line in lines) == 1
    read = vobject.readOne(got.body.decode())
    assert [it.params["TYPE"] for it in read.tel_list] == [["work", "voice"], ["work", "cell"]]
    assert (read.n.value.family, read.org.value) == ("d’Été; Blanc", ["Éducation, jeunesse"])
    known = got.header("etag")
    assert (await readers.alice.ask("GET", readers.card, if_none_match=known)).status == 304
    listed = await readers.alice.propfind(readers.book, "D:getetag", depth=1)
    assert listed.found[readers.card]["D:getetag"] == known
    whole = (await readers.alice.ask("GET", readers.book)).body.decode()
    assert whole.count("BEGIN:VCARD") == len(listed.found) - 1


async def test_5_1_what_a_card_says_changes_its_etag_and_nothing_else_does(
    readers: Readers,
) -> None:
    before = (await readers.alice.propfind(readers.book, "D:getetag", depth=1)).etags()
    await people.change_person(
        readers.zoe.id, by=ADMINISTRATOR, version=readers.zoe.version, phone="0199005678"
    )
    after = (await readers.alice.propfind(readers.book, "D:getetag", depth=1)).etags()
    assert [it for it in before if before[it] != after[it]] == [f"{readers.zoe.id}.vcf"]


async def test_8_7_these_cards(readers: Readers) -> None:
    hrefs = (readers.card, f"{readers.book}1.vcf", f"{readers.book}x.vcf", readers.home, "/else",
             f"{readers.book}{readers.zoe.id}", f"{readers.book}0{readers.zoe.id}.vcf")  # fmt: skip
    told = await readers.alice.report(readers.book, gotten(*hrefs))
    assert list(told.found) == [readers.card]
    assert set(told.statuses) == set(hrefs[1:])
    assert "Zoé" in str(told.found[readers.card]["CR:address-data"])


MATCHES = [
    (prop("FN", text("zoé")), ["Zoé"]), (prop("fn", text("ZOÉ")), ["Zoé"]),
    (prop("FN", text("ZOÉ", 'collation="i;ascii-casemap"')), []),
    (prop("FN", text("zoé", 'collation="i;ascii-casemap"')), ["Zoé"]),
    (prop("FN", text("ZO", 'collation="i;ascii-casemap" match-type="starts-with"')), ["Zoé"]),
    (prop("EMAIL", text("@orbelle.example", 'match-type="ends-with"') +
          text("zoe", 'match-type="starts-with"'), "allof"), ["Zoé"]),
    (prop("EMAIL", text("zoe@orbelle.example", 'match-type="equals"')), ["Zoé"]),
    (prop("EMAIL", text("zoe@orbelle", 'match-type="equals"')), []),
    (prop("TEL", text("639981207")), ["Zoé"]),
    (prop("TEL", '<CR:param-filter name="TYPE">' + text("cell") + "</CR:param-filter>"), ["Zoé"]),
    (prop("TEL", '<CR:param-filter name="TYPE">' + text("fax") + "</CR:param-filter>"), []),
    (prop("TEL", '<CR:param-filter name="TYPE"/>'), ["Zoé"]),
    (prop("TEL", '<CR:param-filter name="PREF"><CR:is-not-defined/></CR:param-filter>'), ["Zoé"]),
    (prop("TEL", '<CR:param-filter name="TYPE">' + text("cell") + "</CR:param-filter>"
          + text("199"), "allof"), []),  # of the same line
    (prop("ORG", text("éducation, j")), ["Zoé"]), (prop("N", text("été; b")), ["Zoé"]),
    (prop("TITLE"), ["Zoé"]), (prop("NICKNAME"), []), (prop("PHOTO", text("x")), []),
    (prop("FN", text("martin", 'negate-condition="yes"')), ["Zoé"]),
]  # fmt: skip


@pytest.mark.parametrize(("filters", "found"), MATCHES)
async def test_10_5_who_is_found(readers: Readers, filters: str, found: list[str]) -> None:
    assert await names(readers, filters) == found


async def test_10_5_all_that_is_said_or_any_of_it(readers: Readers) -> None:
    both = prop("FN", text("zoé")) + prop("FN", text("bob"))
    assert await names(readers, both) == await names(readers, both, "anyof") == ["Bob", "Zoé"]
    assert await names(readers, both, "allof") == []
    assert "Zoé" not in await names(readers, prop("TEL", "<CR:is-not-defined/>"))
    everybody = await names(readers, "")
    assert {"Alice", "Bob", "Zoé"} <= set(everybody)


async def test_8_6_2_as_many_as_were_asked_for_and_that_there_are_more(readers: Readers) -> None:
    answer = await readers.alice.ask("REPORT", readers.book, asked(limit=2))
    told = Multistatus.of(answer)
    assert (len(told.found), told.statuses) == (2, {readers.book: 507})
    assert b"<D:number-of-matches-within-limits/>" in answer.body
    enough = await readers.alice.report(readers.book, asked(limit=1000))
    assert enough.statuses == {}
    for said in ("0", "x", "-1"):
        body = asked(limit=7).replace(">7<", f">{said}<")
        assert (await readers.alice.ask("REPORT", readers.book, body)).status == 400


@pytest.mark.parametrize(
    ("body", "condition"),
    [
        (asked(prop("FN", text("x", 'collation="i;nobody"'))), "supported-collation"),
        (asked(prop("FN", text("x", 'match-type="sounds-like"'))), "supported-filter"),
        (asked(prop("FN"), "noneof"), "supported-filter"), (asked(prop("")), "supported-filter"),
        (asked("<CR:nonsense/>"), "supported-filter"),
        (asked(prop("FN", "<CR:nonsense/>")), "supported-filter"),
        (asked(prop("FN") * 60), "supported-filter"),
        (asked(data='<CR:address-data content-type="text/html"/>'), "supported-address-data"),
        (asked(data='<CR:address-data version="2.1"/>'), "supported-address-data"),
    ],
)  # fmt: skip
async def test_8_6_what_is_not_understood_is_refused_by_name(
    readers: Readers, body: str, condition: str
) -> None:
    assert await refusal(readers.alice, readers.book, body) == (403, condition)


async def test_10_4_of_a_card_the_parts_that_are_wanted(readers: Readers) -> None:
    data = '<CR:address-data><CR:prop name="FN"/><CR:prop name="tel" novalue="yes"/>'
    for body in (asked(prop("TITLE"), data=f"{data}</CR:address-data>"),
                 gotten(readers.card, data=f"{data}</CR:address-data>")):  # fmt: skip
        told = (await readers.alice.report(readers.book, body)).found[readers.card]
        assert told["CR:address-data"].split("\r\n") == [
            "BEGIN:VCARD", "VERSION:3.0", "FN:Zoé d’Été\\; Blanc", 'TEL;TYPE=work,voice:',
            'TEL;TYPE=work,cell:', "END:VCARD", "",
        ]  # fmt: skip
    whole = asked(prop("TITLE"), data="<CR:address-data><CR:allprop/></CR:address-data>")
    told = (await readers.alice.report(readers.book, whole)).found[readers.card]
    got = (await readers.alice.ask("GET", readers.card)).body.decode()
    assert told["CR:address-data"] == got


async def test_5_1_and_10_4_in_the_version_that_is_wanted(readers: Readers) -> None:
    data = '<CR:address-data content-type="text/vcard" version="4.0"/>'
    told = await readers.alice.report(readers.book, gotten(readers.card, data=data))
    card = told.found[readers.card]["CR:address-data"]
    assert "VERSION:4.0" in card
    assert "TEL;TYPE=work,cell;VALUE=uri:tel:+33639981207" in card


async def test_6_3_and_rfc_3744_nothing_is_changed_through_it(readers: Readers) -> None:
    alice, book, card = readers.alice, readers.book, readers.card
    text_of = (await alice.ask("GET", card)).body
    before = {k: v for k, v in (await snapshot()).items() if k not in APART}
    renamed = proppatch("<D:set><D:prop><D:displayname>x</D:displayname></D:prop></D:set>")
    making = proppatch(
        "<D:set><D:prop><D:resourcetype><D:collection/><CR:addressbook/></D:resourcetype>"
        "</D:prop></D:set>", "D:mkcol",
    )  # fmt: skip
    for method, path, body in (
        ("PUT", card, text_of), ("PUT", f"{book}new.vcf", text_of), ("DELETE", card, b""),
        ("DELETE", book, b""), ("MOVE", card, b""), ("COPY", card, b""),
        ("MKCOL", f"{readers.home}new/", making.encode()),
    ):  # fmt: skip
        answer = await alice.ask(method, path, body, destination=f"{book}y.vcf")
        assert answer.status == 403, method
        assert "annuaire" in answer.body.decode().lower()
    changed = Multistatus.of(await alice.ask("PROPPATCH", book, renamed))
    assert changed.other[book] == {"D:displayname": 403}
    assert (await alice.ask("MKCALENDAR", f"{readers.home}new/")).status == 405
    allowed = (await alice.ask("OPTIONS", f"{readers.home}new/")).header("allow")
    assert "" not in allowed.split(", ")
    assert {k: v for k, v in (await snapshot()).items() if k not in APART} == before


async def test_rfc_6578_one_hears_of_what_changed(readers: Readers) -> None:
    alice, book = readers.alice, readers.book
    first = await alice.sync(book)
    assert f"{readers.zoe.id}.vcf" in first.etags()
    assert (await alice.sync(book, first.token)).found == {}
    told = (await alice.propfind(book, "D:sync-token", "CS:getctag")).found[book]
    assert set(told.values()) == {first.token}
    seen, token = list[str](), ""
    while True:
        some = await alice.sync(book, token, limit=2)
        seen, token = seen + list(some.etags()), some.token
        if book not in some.statuses:
            break
    assert sorted(seen) == sorted(first.etags())
    assert token == first.token
    part = (await alice.sync(book, limit=2)).token
    await people.leave_person(readers.zoe.id, by=ADMINISTRATOR, on=today() - timedelta(days=1))
    for stale in (first.token, part, f"{first.token}+x", f"{first.token}+", "+1", "x"):
        answer = await alice.ask("REPORT", book, sync(stale))
        assert (answer.status, b"<D:valid-sync-token/>" in answer.body) == (403, True), stale
    assert f"{readers.zoe.id}.vcf" not in (await alice.sync(book)).etags()
    assert (await alice.ask("GET", readers.card)).status == 404


async def test_8_whoever_does_not_read_the_directory_finds_no_book(
    cast: Cast, readers: Readers
) -> None:
    school = readers.school
    home = f"/dav/contacts/{school.person_id}/"
    assert list((await school.propfind(home, "D:displayname", depth=1)).found) == [home]
    for path in (f"{home}staff/", f"{home}staff/{readers.zoe.id}.vcf", readers.book, readers.card):
        for method, body in (
            ("GET", ""), ("PROPFIND", propfind("D:displayname")), ("REPORT", asked()),
            ("REPORT", gotten(readers.card)), ("REPORT", sync()), ("PUT", "x"), ("DELETE", ""),
        ):  # fmt: skip
            answer = await school.ask(method, path, body)
            # Of the shape of an address it is told what it takes, whatever there is.
            is_shape = method == "PUT" and not path.endswith(".vcf")
            is_shape |= method == "REPORT" and path.endswith(".vcf")
            is_own = path.startswith(home)
            assert answer.status in ({403, 405} if is_shape and is_own else {404}), (method, path)
            assert b"Zo" not in answer.body
    for device in (cast.nobody, cast.stolen):
        assert (await device.ask("PROPFIND", readers.book)).status == 401
    assert (await readers.alice.ask("PROPFIND", f"{readers.home}other/")).status == 404


async def test_8_6_radicale_is_not_asked(cast: Cast, hub: Hub, readers: Readers) -> None:
    """Also not where everything about calendars is."""
    from tests.dav.test_differential import _without_native

    device = replace(readers.alice, app=_without_native(readers.alice.app, hub.settings))
    told = await device.report(readers.book, asked(prop("FN", text("zoé"))))
    assert list(told.found) == [readers.card]
