"""Signed out, every address is the same, and leads to sign-in."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from httpx2 import Response

from tests.web.conftest import Browser
from tests.web.sample import pages

KNOWN = ["/people", "/people/7", "/edit", "/data", "/data/broken", "/fail/broken", "/kept"]
UNKNOWN = ["/nobody", "/people/x/y", "/admin", "/data/x/y", "/.env", "/people.css"]
ACCEPTS = ["text/html", "*/*", "application/json", "application/problem+json", "image/png", ""]


def _told(answer: Response, path: str) -> tuple[int, dict[str, str], str]:
    headers = {k: v.replace(quote(path, safe=""), "PATH") for k, v in answer.headers.items()}
    headers.pop("x-request-id")
    return answer.status_code, headers, answer.text.replace(path, "PATH")


@pytest.mark.parametrize("accept", ACCEPTS)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE"])
def test_known_and_unknown_do_not_differ(
    browse: Callable[..., Browser], method: str, accept: str
) -> None:
    visitor = browse()
    headers = {"Accept": accept, "Content-Length": "9000000", "Host": "127.0.0.1:8000"}
    told = {
        str(_told(visitor.request(method, path, headers=headers), path)) for path in KNOWN + UNKNOWN
    }
    assert len(told) == 1
    assert pages.seen == []


def test_a_page_leads_to_sign_in_and_back(browse: Callable[..., Browser]) -> None:
    answer = browse().get("/people?q=a%20b&x=é")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Fpeople%3Fq%3Da%2520b%26x%3D%25C3%25A9"
    assert browse().get("/").headers["location"] == "/sign-in"


def test_never_away(browse: Callable[..., Browser]) -> None:
    for path, back in [
        ("//evil.example", ""),
        ("//evil.example/%2e%2e", ""),
        ("/\\evil.example", "?next=%2F%255Cevil.example"),  # escaped, it stays a path of ours
    ]:
        answer = browse().get("http://127.0.0.1:8000" + path)
        assert answer.headers["location"] == "/sign-in" + back


def test_a_form_sent_after_the_session_ended(browse: Callable[..., Browser]) -> None:
    answer = browse().post("/move", data={"x": "y"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_htmx_comes_back_to_the_page_not_to_its_part(browse: Callable[..., Browser]) -> None:
    page = "http://127.0.0.1:8000/people?q=x"
    answer = browse().post("/move", headers={"HX-Request": "true", "HX-Current-URL": page})
    assert answer.status_code == 204
    assert answer.headers["hx-redirect"] == "/sign-in?next=%2Fpeople%3Fq%3Dx"


def test_scripts_are_told_in_their_words(browse: Callable[..., Browser]) -> None:
    answer = browse(accept="application/json", accept_language="fr").get("/data")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert "www-authenticate" in answer.headers
    assert answer.json() == {
        "type": "about:blank",
        "title": "Connectez-vous d’abord",
        "status": 401,
    }


@pytest.mark.parametrize("method", ["GET", "PROPFIND", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/dav/known", "/dav/missing", "/dav/"])
def test_dav_is_asked_for_a_password(
    browse: Callable[..., Browser], method: str, path: str
) -> None:
    answer = browse().request(method, path)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Basic realm="Parvis"'
    assert answer.headers["content-type"].startswith("application/xml")


def test_dav_takes_no_cookie(maud: Browser) -> None:
    assert maud.get("/dav/x").status_code == 401
    basic = maud.get("/dav/x", headers={"Authorization": "Basic TTpz"})
    assert (basic.status_code, basic.text) == (200, "GET 0 ")


def test_the_choice_of_language_keeps_where_one_was_going(browse: Callable[..., Browser]) -> None:
    page = browse().get("/sign-in?next=/people").text
    assert 'name="next" value="/sign-in?next=/people"' in page


def test_open_doors_are_open(browse: Callable[..., Browser]) -> None:
    assert browse().get("/sign-in").status_code == 200
    assert browse().get("/robots.txt").text == "User-agent: *\nDisallow: /\n"
    assert browse().get("/favicon.ico").headers["location"].startswith("/static/favicon")
    assert browse().put("/sign-in").status_code == 405


def test_a_session_that_ended_is_nobody(maud: Browser) -> None:
    assert maud.get("/people").status_code == 200
    maud.hub.sessions.clear()
    assert maud.get("/people").status_code == 303
