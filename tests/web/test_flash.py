"""One sentence on the next page, in our own words."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable

import pytest

from hub.web.flash import message
from tests.web.conftest import Browser


def _forged(waiting: object, signature: bytes = b"") -> str:
    def encode(data: bytes) -> str:
        return base64.urlsafe_b64encode(data).rstrip(b"=").decode()

    return f"{encode(json.dumps(waiting).encode())}.{encode(signature)}"


def test_said_once_after_the_redirect(maud: Browser) -> None:
    maud.post("/move", data={"csrf": maud.token()})
    page = maud.get("/people")
    assert "Hello &lt;i&gt;Maud&lt;/i&gt;." in page.text
    assert "3 dates moved." in page.text
    assert "Hello" not in maud.get("/people").text
    assert "hub-flash" not in maud.cookies


def test_a_redirect_to_a_redirect_keeps_it(maud: Browser) -> None:
    maud.post("/move", data={"csrf": maud.token()})
    assert maud.get("/favicon.ico").status_code == 302
    assert "3 dates moved." in maud.get("/people").text


def test_the_cookie_is_short_lived_and_small(maud: Browser) -> None:
    line = maud.post("/move", data={"csrf": maud.token()}).headers["set-cookie"]
    assert "Max-Age=60" in line
    assert len(line) < 500


@pytest.mark.parametrize(
    "cookie",
    [
        _forged([["sample.greeted", {"name": "call this number"}]]),
        _forged([["sample.greeted", {"name": "call this number"}]], b"0" * 32),
        _forged([["nobody.says.this", {}]]),
        _forged([["sample.greeted", {}]]),
        _forged([["sample.moved", {}]]),
        _forged([["sample.saved"]]),
        _forged({"sample.saved": 1}),
        _forged(7),
        _forged([[[], {}]]),
        "x",
        ".",
        "é.é",
        "a" * 5000,
        _forged([]).replace("W10", base64.urlsafe_b64encode(b"[" * 1400).decode()),
    ],
)
def test_nobody_puts_words_in_our_mouth(maud: Browser, cookie: str) -> None:
    sent = f"hub={maud.cookies['hub']}; hub-flash={cookie}".encode("latin-1")
    answer = maud.get("/people", headers={b"Cookie": sent})
    assert answer.status_code == 200
    assert "data-said" not in answer.text


def test_what_was_signed_for_somebody_else_is_not_shown(
    maud: Browser, browse: Callable[..., Browser]
) -> None:
    maud.post("/move", data={"csrf": maud.token()})
    stolen = maud.cookies["hub-flash"]
    other = browse().signed_in()
    other.cookies.set("hub-flash", stolen)
    assert "3 dates moved." not in other.get("/people").text


def test_signing_in_changes_the_key_so_bare_sentences_alone_pass(
    browse: Callable[..., Browser],
) -> None:
    visitor = browse()
    visitor.post("/sign-in", data={"csrf": visitor.token("/sign-in"), "name": "Maud"})
    page = visitor.signed_in().get("/people").text
    assert "Saved." in page
    assert "Hello" not in page


def test_an_id_is_taken_once() -> None:
    with pytest.raises(RuntimeError):
        message("sample.saved", "Saved again.")
