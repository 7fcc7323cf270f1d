"""Every answer leaves dressed: pages, errors, redirects, refusals of the gate, files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hub import settings
from tests.web.asgi import call
from tests.web.conftest import Browser, SampleHub

ALWAYS = {
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
POLICY = {
    "default-src 'self'", "script-src 'self'", "style-src 'self'", "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:", "connect-src 'self' ws://127.0.0.1:8000", "object-src 'none'",
    "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
}  # fmt: skip
SIGNED_IN = [
    "/", "/people", "/edit", "/data", "/nowhere", "/fail/missing", "/fail/forbidden",
    "/fail/invalid",
    "/fail/unavailable", "/fail/many", "/fail/broken", "/data/broken", "/dav/missing",
    "/favicon.ico",
]  # fmt: skip
SIGNED_OUT = ["/", "/nowhere", "/sign-in", "/robots.txt", "/open/missing", "/dav/x", "/static/none"]


@pytest.mark.parametrize("path", SIGNED_IN)
def test_signed_in(maud: Browser, path: str) -> None:
    answer = maud.get(path)
    assert ALWAYS.items() <= dict(answer.headers).items()
    assert set(answer.headers["content-security-policy"].split("; ")) == POLICY
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert len(answer.headers["x-request-id"]) == 12


@pytest.mark.parametrize("path", SIGNED_OUT)
def test_signed_out(browse: Callable[..., Browser], path: str) -> None:
    answer = browse().get(path)
    assert ALWAYS.items() <= dict(answer.headers).items()
    assert set(answer.headers["content-security-policy"].split("; ")) == POLICY
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("_helper", "/", ()),
        ("TRACE", "/", ()),
        ("GET", "nowhere", ()),
        ("GET", "/", ((b"host", b"e"),)),
    ],
)
def test_turned_away_at_the_gate(
    sample: SampleHub, method: str, path: str, headers: tuple[tuple[bytes, bytes], ...]
) -> None:
    answer = call(sample, method, path, headers=headers or [(b"host", b"127.0.0.1")])
    assert answer.status in {400, 405}
    assert ALWAYS.items() <= answer.headers.items()
    assert "content-security-policy" in answer.headers


def test_only_our_pages_say_where_they_are_and_only_to_us(maud: Browser) -> None:
    assert maud.get("/").headers["referrer-policy"] == "same-origin"
    assert maud.get("/data").headers["referrer-policy"] == "no-referrer"


def test_https_is_strict_about_itself() -> None:
    now = settings.load(public_url="https://hub.example.fr")
    with settings.current.bound(now):
        answer = Browser(SampleHub(now)).get("/sign-in")
    assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
    assert "connect-src 'self' wss://hub.example.fr" in answer.headers["content-security-policy"]


def test_plain_http_is_not(maud: Browser) -> None:
    assert "strict-transport-security" not in maud.get("/").headers


def test_a_handler_may_be_stricter(maud: Browser) -> None:
    assert maud.get("/kept").headers["content-security-policy"] == "sandbox"


def test_assets_are_kept_for_ever_and_hold_nothing_of_anybody(maud: Browser) -> None:
    answer = maud.get(maud.hub.site.assets.path("app.css"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "set-cookie" not in answer.headers


def test_a_page_behind_a_file_name_is_not_there(maud: Browser) -> None:
    assert maud.get("/people/x.css").status_code == 404


@pytest.mark.parametrize("public_url", ["http://127.0.0.1:8000", "https://hub.example.fr"])
def test_cookies_are_guarded(public_url: str) -> None:
    now = settings.load(public_url=public_url)
    with settings.current.bound(now):
        maud = Browser(SampleHub(now)).signed_in()
        told = [
            Browser(maud.hub).get("/sign-in"),
            maud.post("/move", data={"csrf": maud.token()}),
            maud.post("/language", data={"csrf": maud.token(), "language": "en", "next": "/"}),
        ]
    lines = [line for it in told for line in it.headers.get_list("set-cookie")]
    assert len(lines) == 3
    for line in lines:
        assert {"HttpOnly", "Path=/"} <= set(line.split("; "))
        assert "SameSite=Lax" in line or "SameSite=Strict" in line
        assert "Domain" not in line
        assert line.startswith("__Host-hub-") == ("Secure" in line) == now.is_https
