"""An address says what is meant; below another's home there is nothing."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.actor import ANYONE, SIGNED_IN, Actor, Via
from hub.dav.addresses import (
    Addresses,
    CollectionPath,
    HomePath,
    HomesPath,
    ObjectPath,
    PrincipalPath,
    PrincipalsPath,
    RootPath,
)
from hub.errors import NotFound

BY = Actor(frozenset({7, SIGNED_IN, ANYONE}), Via.APP_PASSWORD, "Alice Martin", person_id=7)


class Calendars:
    class sort:  # noqa: N801  # as the port names it
        segment = "calendars"


DAV = cast(Any, Calendars())
ADDRESSES = Addresses({"calendars": DAV})
HOME = HomePath(DAV, 7)


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/dav", RootPath()),
        ("/dav/", RootPath()),
        ("/dav/principals/", PrincipalsPath()),
        ("/dav/principals/9/", PrincipalPath(9)),
        ("/dav/calendars", HomesPath(DAV)),
        ("/dav/calendars/7", HOME),
        ("/dav/calendars/7/", HOME),
        ("/dav/calendars/7/12/", CollectionPath(HOME, "12")),
        ("/dav/calendars/7/12", CollectionPath(HOME, "12")),
        ("/dav/calendars/7/12/été 1.ics", ObjectPath(CollectionPath(HOME, "12"), "été 1.ics")),
    ],
)  # fmt: skip
def test_what_is_where(path: str, meant: object) -> None:
    read = ADDRESSES.read(path, by=BY)
    assert read == meant
    assert ADDRESSES.read(read.path, by=BY) == meant
    for said in (quote(path), f"https://hub.example.fr{quote(path)}", f" {quote(path)}\n"):
        assert ADDRESSES.of_href(said, by=BY) == meant


@pytest.mark.parametrize(
    "path",
    [
        "/", "/davx/", "/dav/calendars/8/", "/dav/calendars/8/12/", "/dav/calendars/07/",
        "/dav/calendars/7/../8/", "/dav//calendars/7/", "/dav/calendars/7//x", "/dav/calendars/0/",
        "/dav/calendars/7/12/a/b", "/dav/calendars/x/", "/dav/calendars/99999999999999999999/",
        "/dav/calendars/9999999999999999999/", "/dav/principals/x/", "/dav/principals/1/2",
        "/dav/addressbooks/7/", "/dav/calendars/7/" + "x" * 256, "/dav/calendars/٧/", "/dav/./",
    ],
)  # fmt: skip
def test_where_nothing_is(path: str) -> None:
    with pytest.raises(NotFound):
        ADDRESSES.read(path, by=BY)
    assert ADDRESSES.of_href(quote(path), by=BY) is None


@given(st.text())
def test_whatever_a_client_names(said: str) -> None:
    named = ADDRESSES.of_href(said, by=BY)
    if isinstance(named, HomePath):
        assert named.person_id == 7
