"""Nobody changes anything here from the page of another site (F1)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable

import pytest

from hub import settings
from tests.web.conftest import Browser, SampleHub
from tests.web.sample import pages

ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"},
    {"Sec-Fetch-Site": "", "Origin": "http://evil.example"},
    {"Sec-Fetch-Site": "", "Origin": "null"},
    {"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1:8000.evil.example"},
    {"Sec-Fetch-Site": "", "Origin": "https://127.0.0.1:8000"},
    {"Sec-Fetch-Site": ""},
]
HERE = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Sec-Fetch-Site": "", "Origin": "http://127.0.0.1:8000"},
]


@pytest.mark.parametrize("headers", HERE)
def test_our_own_form_passes(maud: Browser, headers: dict[str, str]) -> None:
    answer = maud.post("/move", data={"csrf": maud.token()}, headers=headers)
    assert answer.status_code == 303
    assert pages.seen == ["moved"]


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_other_sites_do_not_even_with_the_token(maud: Browser, headers: dict[str, str]) -> None:
    answer = maud.post("/move", data={"csrf": maud.token()}, headers=headers)
    assert answer.status_code == 403
    assert "depuis un autre site" in answer.text
    assert pages.seen == []


@pytest.mark.parametrize("token", [None, "", "x", "é", "0" * 43])
def test_no_token_no_change(maud: Browser, token: str | None) -> None:
    answer = maud.post("/move", data={} if token is None else {"csrf": token})
    assert answer.status_code == 403
    assert "rechargez la page" in answer.text
    assert pages.seen == []


def test_the_token_of_somebody_else_is_not_mine(
    maud: Browser, browse: Callable[..., Browser]
) -> None:
    other = browse().signed_in()
    assert maud.post("/move", data={"csrf": other.token()}).status_code == 403
    assert pages.seen == []


def test_a_form_that_is_text_brings_no_token(maud: Browser) -> None:
    body = f'{{"csrf": "{maud.token()}"}}'
    answer = maud.post("/move", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 403


def test_the_header_serves_htmx(maud: Browser) -> None:
    assert maud.post("/move", headers={"X-CSRF-Token": maud.token()}).status_code == 303


def test_the_page_gives_scripts_the_same_token(maud: Browser) -> None:
    assert f'<meta name="csrf-token" content="{maud.token()}">' in maud.get("/").text


def test_the_token_in_the_address_counts_for_nothing(maud: Browser) -> None:
    assert maud.post("/move", params={"csrf": maud.token()}).status_code == 403


def test_a_file_beside_the_token(maud: Browser) -> None:
    files = {"file": ("note.txt", b"hello", "text/plain")}
    assert maud.post("/upload", data={"csrf": maud.token()}, files=files).status_code == 303
    assert pages.seen == ["note.txt 5"]


def test_a_file_in_place_of_the_token(maud: Browser) -> None:
    files = {"csrf": ("csrf", maud.token().encode(), "text/plain")}
    assert maud.post("/upload", files=files).status_code == 403


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_scripts_show_the_header(maud: Browser, method: str) -> None:
    token = maud.token()
    assert maud.request(method, "/data").status_code == 403
    assert maud.post("/data", data={"csrf": token}).status_code == 403
    assert pages.seen == []
    assert maud.request(method, "/data", headers={"X-CSRF-Token": token}).status_code == 200
    assert pages.seen == [method]


def test_signed_out_the_token_is_tied_to_a_cookie(browse: Callable[..., Browser]) -> None:
    visitor = browse(accept_language="fr")
    token = visitor.token("/sign-in")
    assert visitor.post("/sign-in", data={"csrf": token, "name": "maud"}).status_code == 303
    assert pages.seen == ["maud"]
    assert browse().post("/sign-in", data={"csrf": token, "name": "eve"}).status_code == 403
    assert pages.seen == ["maud"]


def test_only_a_secret_of_ours_is_one(browse: Callable[..., Browser]) -> None:
    visitor = browse()
    visitor.cookies.set("hub-form", "short")
    token = base64.urlsafe_b64encode(hmac.digest(b"short", b"csrf", "sha256")).decode().rstrip("=")
    assert visitor.post("/sign-in", data={"csrf": token, "name": "eve"}).status_code == 403


def test_the_same_cookie_serves_all_tabs(browse: Callable[..., Browser]) -> None:
    visitor = browse()
    first = visitor.token("/sign-in")
    assert "set-cookie" not in visitor.get("/sign-in").headers
    assert visitor.token("/sign-in") == first


def test_signing_in_changes_the_token(sample: SampleHub, browse: Callable[..., Browser]) -> None:
    visitor = browse()
    before = visitor.token("/sign-in")
    assert visitor.signed_in().token() != before


def test_programs_that_show_a_credential_need_no_token(browse: Callable[..., Browser]) -> None:
    answer = browse().post("/call", headers={"Sec-Fetch-Site": ""})
    assert answer.status_code == 200
    assert pages.seen == ["called"]


def test_and_never_bring_a_cookie(maud: Browser) -> None:
    assert maud.post("/call").json() == {"cookie": ""}


def test_another_name_of_this_machine() -> None:
    now = settings.load(public_url="http://127.0.0.1:8000")
    with settings.current.bound(now):
        maud = Browser(SampleHub(now)).signed_in()
        headers = {
            "Host": "localhost:8000",
            "Origin": "http://localhost:8000",
            "Sec-Fetch-Site": "",
        }
        assert maud.post("/move", data={"csrf": maud.token()}, headers=headers).status_code == 303
