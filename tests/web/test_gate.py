"""What is let in: whole requests, for us, by methods that exist (A7, G4)."""

from __future__ import annotations

import pytest

from hub import settings
from tests.web.asgi import HOST, call
from tests.web.conftest import Browser, SampleHub
from tests.web.sample import pages

PATHS = ["/", "/people", "/people/7", "/move", "/sign-in", "/data", "/dav/x", "/static/x", "/no"]
ODD = ["_helper", "get", "post", "Get", "G ET", "GET\r\n", "", "__class__", "GET/", "é"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("method", ODD)
def test_odd_methods(sample: SampleHub, path: str, method: str) -> None:
    assert call(sample, method, path).status == 400


@pytest.mark.parametrize("path", [it for it in PATHS if not it.startswith("/dav")])
@pytest.mark.parametrize("method", ["TRACE", "PURGE", "CONNECT", "OPTIONS", "PROPFIND", "HANDLE"])
def test_methods_of_others(sample: SampleHub, path: str, method: str) -> None:
    assert call(sample, method, path).status == 405


def test_methods_that_the_door_did_not_declare(maud: Browser) -> None:
    token = {"X-CSRF-Token": maud.token()}
    for method, path, allowed in [
        ("POST", "/people", "GET, HEAD"),
        ("GET", "/move", "POST"),
        ("PUT", "/edit", "GET, HEAD, POST"),
        ("PUT", "/data", "DELETE, GET, HEAD, POST"),
        ("DELETE", "/people/7", "GET, HEAD"),
    ]:
        answer = maud.request(method, path, headers=token)
        assert (answer.status_code, answer.headers["allow"]) == (405, allowed), (method, path)
    assert pages.seen == []


def test_head_is_get_without_its_body(maud: Browser) -> None:
    assert maud.head("/people").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "people",
        "",
        "*",
        "http://127.0.0.1:8000/people",
        "@evil.example/",
        "/a\x00b",
        "/a\nb",
        "/\x7f",
    ],
)
def test_paths_that_are_none(sample: SampleHub, path: str) -> None:
    assert call(sample, path=path).status == 400


@pytest.mark.parametrize(
    "host",
    [b"evil.example", b"a/?x=", b"127.0.0.1:8000/?x=", b"127.0.0.1@evil.example", b"", b" ", b"[",
     b"[::1",
     b"127.0.0.1:x", b"127.0.0.1:123456", b"127.0.0.1.evil.example", b"\xe9", b"a, 127.0.0.1"],
)  # fmt: skip
def test_other_hosts(sample: SampleHub, host: bytes) -> None:
    answer = call(sample, path="/sign-in", headers=[(b"host", host)])
    assert answer.status == 400
    assert b"evil" not in answer.body


def test_no_host_or_two(sample: SampleHub) -> None:
    assert call(sample, path="/sign-in", headers=[]).status == 400
    assert call(sample, path="/sign-in", headers=[HOST, HOST]).status == 400
    assert call(sample, path="/sign-in").status == 200


def _status(name: bytes, *, client: str = "192.0.2.7", host: str = "192.0.2.1") -> int:
    now = settings.load(public_url="https://hub.example.fr", host=host)
    with settings.current.bound(now):
        headers = [(b"host", name)]
        return call(SampleHub(now), path="/sign-in", headers=headers, client=(client, 5000)).status


def test_the_public_name_in_any_case() -> None:
    assert _status(b"HUB.example.fr") == 200
    assert _status(b"hub.example.fr:8443") == 200
    assert _status(b"hub.example.fr.") == 400


def test_loopback_names_are_for_this_machine() -> None:
    assert _status(b"localhost", host="127.0.0.1") == 200
    assert _status(b"localhost") == 400
    assert _status(b"localhost", client="127.0.0.1") == 200
    assert _status(b"localhost", client="not an address") == 400


def test_addresses_that_our_convertors_refuse_are_not_there(maud: Browser) -> None:
    for path in (
        "/people/0", "/people/007", "/people/-1", "/people/9223372036854775808",
        "/people/" + "9" * 5000, "/people/on/2026-02-31", "/people/on/2026-13-01", "/people/",
        "/people//7", "/PEOPLE",
    ):  # fmt: skip
        assert maud.get(path).status_code == 404, path
    assert maud.get("/people/9223372036854775807").status_code == 200
    assert maud.get("/people/on/2026-12-08").status_code == 200


def test_forwarded_headers_change_nothing(maud: Browser) -> None:
    plain = maud.get("/people").text
    forged = {
        "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.example",
        "X-Original-URL": "/admin", "X-HTTP-Method-Override": "DELETE",
    }  # fmt: skip
    assert maud.get("/people", headers=forged).text == plain
