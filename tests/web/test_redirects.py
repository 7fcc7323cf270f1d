"""`next` leads nowhere but here (G5)."""

from __future__ import annotations

import pytest

from hub.web.redirects import page_of, redirect, safe_next
from tests.web.conftest import Browser

AWAY = [
    "", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example", "\t//evil.example", " //evil.example", "https:evil.example",
    "https://evil.example", "http://localhost@evil.example", "//localhost@evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "evil.example", "?next=/",
    "/a\r\nSet-Cookie: x=y", "/a\x00b", "/\x85/evil", "//[evil", "/" + "a" * 3000,
    "/ //evil.example",
]  # fmt: skip
HERE = ["/", "/people?q=a%20b&page=2", "/events/7#notes", "/spaces/%C3%A9cole", "/a@b/c:d", "/a//b"]


@pytest.mark.parametrize("wanted", AWAY)
def test_away_is_home(wanted: str) -> None:
    assert safe_next(wanted) == "/"


@pytest.mark.parametrize("wanted", HERE)
def test_here_stays(wanted: str) -> None:
    assert safe_next(wanted) == wanted


@pytest.mark.parametrize(
    ("url", "page"),
    [
        ("https://hub.example/people?q=a", "/people?q=a"), ("https://hub.example", "/"), ("", "/"),
        ("https://hub.example//evil.example/", "/"), ("http://[broken", "/"), ("javascript:1", "/"),
    ],
)  # fmt: skip
def test_of_another_address_its_path_alone_is_kept(url: str, page: str) -> None:
    assert page_of(url) == page


def test_what_urls_cannot_hold_is_escaped() -> None:
    assert safe_next("/école") == "/%C3%A9cole"
    assert safe_next('/a"b<c>') == "/a%22b%3Cc%3E"


@pytest.mark.parametrize("wanted", [it for it in AWAY if it])
def test_redirect_takes_our_own_paths_alone(wanted: str) -> None:
    with pytest.raises(ValueError, match="safe_next"):
        redirect(wanted)


def test_redirect_is_303() -> None:
    answer = redirect("/people?q=é")
    assert (answer.status_code, answer.headers["location"]) == (303, "/people?q=%C3%A9")


@pytest.mark.parametrize("wanted", AWAY)
def test_a_form_that_leads_away(maud: Browser, wanted: str) -> None:
    sent = {"csrf": maud.token(), "language": "en", "next": wanted}
    answer = maud.post("/language", data=sent)
    # Refused as a field of several lines, or led home: never away.
    assert answer.status_code == 422 or answer.headers["location"] == "/"


def test_htmx_is_told_to_go_there(maud: Browser) -> None:
    headers = {"HX-Request": "true", "X-CSRF-Token": maud.token()}
    answer = maud.post("/move", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["hx-redirect"] == "/people"
    assert "location" not in answer.headers
