"""XML that comes in is small and has no document type; what goes out says what was meant."""

from __future__ import annotations

import time
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.dav import xml
from hub.dav.properties import Wanted

BOMB = """<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a xmlns="DAV:">&c;</a>"""
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'


@pytest.mark.parametrize(
    "body",
    [
        b"", b"  ", b"text", b"<a>", b"<a/><b/>", b"<a b=c/>", b"\xff\xfe\x00", b"<a>&nothing;</a>",
        b"<a>\x00</a>", b'<?xml version="1.0" encoding="klingon"?><a/>', BOMB.encode(),
        BOMB.encode("utf-16"), OUTSIDE.encode(), b"<!DOCTYPE a><a/>", b"<a>" * 70 + b"</a>" * 70,
        b"<a>" * 200_000 + b"</a>" * 200_000,
    ],
)  # fmt: skip
def test_what_nobody_should_read_is_refused_at_once(body: bytes) -> None:
    started = time.process_time()
    with pytest.raises(xml.Malformed):
        xml.parse(body)
    assert time.process_time() - started < 5


def test_what_is_plain_is_read() -> None:
    read = xml.parse('<?xml version="1.0"?><D:a xmlns:D="DAV:">é</D:a>'.encode())
    assert (read.tag, read.text) == ("{DAV:}a", "é")
    assert xml.parse("<a>é</a>".encode("utf-16")).text == "é"


@given(st.text())
def test_text_comes_back_but_for_what_xml_cannot_say(value: str) -> None:
    opened, closed = xml.root("{DAV:}prop")
    written = f'{opened}<D:x y="{xml.attribute(value)}">{xml.text(value)}</D:x>{closed}'
    read = ElementTree.fromstring(written.encode())[0]
    said = "".join(it for it in value if not _is_unspeakable(it))
    assert (read.text or "") == said
    assert read.get("y") == said.replace("\n", " ").replace("\t", " ")


def _is_unspeakable(letter: str) -> bool:
    code = ord(letter)
    return (code < 32 and letter not in "\t\n\r") or 0xD800 <= code < 0xE000 or code in {
        0xFFFE, 0xFFFF,
    }  # fmt: skip


@given(st.text(min_size=1).filter(lambda it: it.isprintable() and "}" not in it))
def test_a_property_of_any_namespace_comes_back(uri: str) -> None:
    opened, closed = xml.root("{DAV:}prop")
    written = opened + xml.element(f"{{{uri}}}thing", "in") + closed
    assert ElementTree.fromstring(written.encode())[0].tag == f"{{{uri}}}thing"


@given(st.text(max_size=40).filter(lambda it: it[:1] < "\ud800" and it.isprintable()))
def test_an_address_comes_back(name: str) -> None:
    read = ElementTree.fromstring(f'<x xmlns:D="DAV:">{xml.href("/dav/" + name)}</x>')
    assert unquote(str(read[0].text)) == "/dav/" + name


def test_what_a_client_wants() -> None:
    def wanted(inside: str) -> Wanted:
        body = f'<propfind xmlns="DAV:" xmlns:x="x:">{inside}</propfind>'
        return Wanted.of_propfind(xml.parse(body.encode()))

    known = {"{DAV:}getetag", "{DAV:}owner", "{x:}b"}
    asked = wanted("<prop><x:b/><getetag/><x:c/><x:b/></prop>")
    assert asked.chosen(known) == (["{x:}b", "{DAV:}getetag"], ["{x:}c"])
    assert wanted("<allprop/>").chosen(known) == (["{DAV:}getetag"], [])
    assert wanted("<allprop/><include><x:b/></include>").chosen(known)[0][1:] == ["{x:}b"]
    assert set(wanted("<propname/>").chosen(known)[0]) == known
    assert Wanted.of_propfind(None) == Wanted(is_all=True)
    for bad in ("", "<x:b/>"):
        with pytest.raises(xml.Malformed):
            wanted(bad)
