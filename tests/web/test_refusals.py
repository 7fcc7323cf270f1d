"""What went wrong, in the words of its reader, and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
import structlog
from starlette.websockets import WebSocketDisconnect

from hub.audit.logging import set_up
from hub.language import using
from hub.web.wording import wording
from tests.web.asgi import HOST, call
from tests.web.conftest import Browser, SampleHub

STATUSES = {
    "missing": 404, "forbidden": 403, "invalid": 422, "conflict": 409, "unavailable": 503,
    "many": 429,
    "broken": 500,
}  # fmt: skip
INTERNAL = ["hunter2", "RuntimeError", "Traceback", "internal words", "the secret meeting"]


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
@pytest.mark.parametrize("language", ["fr", "en"])
def test_pages(maud: Browser, kind: str, status: int, language: str) -> None:
    answer = maud.get(f"/fail/{kind}", headers={"Accept-Language": language})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    with using(language):
        assert f"<h1>{wording(status).title}</h1>" in answer.text
    assert f'<html lang="{language}"' in answer.text
    assert ("mon compte" in answer.text) == (language == "fr")
    assert not [it for it in INTERNAL if it in answer.text]


def test_what_remains_possible(maud: Browser) -> None:
    assert "Only the head may." in maud.get("/fail/forbidden").text
    assert "No search now." in maud.get("/fail/unavailable").text
    assert "Chercher partout" in maud.get("/nowhere").text
    broken = maud.get("/fail/broken")
    assert f"Référence\u00a0: {broken.headers['x-request-id']}" in broken.text


def test_retry_after(maud: Browser) -> None:
    assert maud.get("/fail/unavailable").headers["retry-after"] == "7"
    assert maud.get("/fail/many").headers["retry-after"] == "60"


def test_missing_and_unknown_are_one(maud: Browser) -> None:
    def told(path: str) -> tuple[int, str]:
        answer = maud.get(path)
        return answer.status_code, answer.text.replace(path, "PATH")

    assert told("/fail/missing") == told("/nowhere")


@pytest.mark.parametrize(("kind", "status"), STATUSES.items())
def test_json(maud: Browser, kind: str, status: int) -> None:
    answer = maud.get(f"/data/{kind}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    with using("fr"):
        assert problem["title"] == wording(status).title
    assert not [it for it in INTERNAL if it in answer.text]


def test_json_says_what_is_wrong_where(maud: Browser) -> None:
    assert maud.get("/data/invalid").json()["errors"] == [
        {"detail": "Too long.", "pointer": "#/name"},
        {"detail": "Too early.", "pointer": "#/day"},
    ]
    assert maud.get("/data/forbidden").json()["detail"] == "Only the head may."


def test_an_unknown_address_goes_by_what_is_accepted(maud: Browser) -> None:
    answer = maud.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert maud.get("/nowhere", headers={"Accept": "*/*"}).text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize(("path", "status"), [("/dav/missing", 404), ("/dav/broken", 500)])
def test_dav(browse: Callable[..., Browser], path: str, status: int) -> None:
    answer = browse(authorization="Basic TTpz", accept_language="fr").request("PROPFIND", path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    tree = ElementTree.fromstring(answer.content)
    assert tree.tag == "{DAV:}error"
    with using("fr"):
        assert tree.findtext("{DAV:}responsedescription") == wording(status).title


def test_htmx_gets_a_note_at_the_top_of_the_page(maud: Browser) -> None:
    headers = {"HX-Request": "true", "HX-Request-Type": "partial"}
    answer = maud.get("/fail/forbidden", headers=headers)
    assert answer.status_code == 403
    assert answer.headers["hx-retarget"] == "#messages"
    assert answer.headers["hx-reswap"].startswith("innerHTML")
    assert 'role="alert"' in answer.text
    assert "<html" not in answer.text


def test_htmx_that_wants_a_page_gets_one(maud: Browser) -> None:
    for more in ({"HX-Request-Type": "full"}, {"HX-History-Restore-Request": "true"}):
        answer = maud.get("/fail/forbidden", headers={"HX-Request": "true"} | more)
        assert "<html" in answer.text
        assert "hx-retarget" not in answer.headers


def test_signed_out_there_is_no_shell_to_see(browse: Callable[..., Browser]) -> None:
    answer = browse(accept_language="fr").get("/open/missing")
    assert answer.status_code == 404
    assert "Se connecter" in answer.text
    assert "Agenda" not in answer.text


def test_the_language_of_the_account_goes_before_that_of_the_browser(
    browse: Callable[..., Browser],
) -> None:
    maud = browse(accept_language="fr").signed_in(language="en")
    assert "This page is not here" in maud.get("/nowhere").text
    assert "This is too large" in maud.post("/edit", content=b"x" * 2_000_000).text


def test_the_language_of_the_cookie(browse: Callable[..., Browser]) -> None:
    visitor = browse(accept_language="fr")
    token = visitor.token("/sign-in")
    visitor.post("/language", data={"csrf": token, "language": "en", "next": "/sign-in"})
    assert '<html lang="en"' in visitor.get("/sign-in").text
    answer = visitor.post("/language", data={"csrf": token, "language": "xx", "next": "/"})
    assert answer.status_code == 422


def test_half_an_answer_is_cut_not_mended(maud: Browser) -> None:
    headers = [HOST, (b"cookie", f"hub={maud.cookies['hub']}".encode())]
    with pytest.raises(RuntimeError, match="half way"):
        call(maud.hub, path="/late", headers=headers)


def test_a_shell_that_breaks_leaves_words(maud: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maud.hub.site.assets, "_names", {})
    answer = maud.get("/nowhere")
    assert answer.status_code == 404
    assert answer.text == "Cette page n’est pas là"


def test_the_log_holds_no_cookie_and_no_token_of_an_address(
    maud: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up("info", "json")
    try:
        maud.get("/fail/broken?token=s3cret")
    finally:
        structlog.reset_defaults()
    logged = capsys.readouterr().err
    assert "request_failed" in logged
    assert "/fail/{kind}" in logged
    assert "s3cret" not in logged
    assert maud.cookies["hub"] not in logged


def test_sockets_pass_the_gate(maud: Browser) -> None:
    with maud.websocket_connect("ws://127.0.0.1:8000/echo") as socket:
        socket.send_text("hello")
        assert socket.receive_text() == "hello"
    for url in ("ws://evil.example/echo", "ws://127.0.0.1:8000/people"):
        with pytest.raises(WebSocketDisconnect), maud.websocket_connect(url):
            pass


def test_a_socket_that_is_not_there(sample: SampleHub) -> None:
    import asyncio

    sent = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {
        "type": "websocket",
        "path": "/nowhere",
        "headers": [HOST],
        "query_string": b"",
        "scheme": "ws",
    }
    asyncio.run(sample(scope, None, send))
    assert sent == [{"type": "websocket.close", "code": 1008}]
