"""Bodies are bounded while they arrive (J1)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from hub import settings
from tests.web.asgi import HOST, call
from tests.web.conftest import Browser, SampleHub
from tests.web.sample import pages

MEBIBYTE = 1024 * 1024
FORM = (b"content-type", b"application/x-www-form-urlencoded")
MULTIPART = (b"content-type", b"multipart/form-data; boundary=x")


def _headers(maud: Browser, *more: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    cookie = f"hub={maud.cookies['hub']}".encode()
    own = [
        HOST,
        (b"cookie", cookie),
        (b"accept-language", b"fr"),
        (b"sec-fetch-site", b"same-origin"),
    ]
    return [*own, *more]


def test_a_large_form_is_refused_before_it_is_read(maud: Browser) -> None:
    headers = _headers(maud, FORM, (b"content-length", b"1048577"))
    answer = call(maud.hub, "POST", "/edit", headers=headers, chunks=[b"x"])
    assert (answer.status, answer.read) == (413, 0)
    assert "C’est trop gros" in answer.body.decode()


def test_a_body_without_a_length_is_refused_as_it_grows(maud: Browser) -> None:
    endless = itertools.repeat(b"x" * 65536)
    answer = call(maud.hub, "POST", "/edit", headers=_headers(maud, FORM), chunks=endless)
    assert answer.status in {400, 413}
    assert answer.read <= 17


def test_a_length_that_lies(maud: Browser) -> None:
    headers = _headers(maud, MULTIPART, (b"content-length", b"10"))
    part = b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n'
    endless = itertools.chain([part], itertools.repeat(b"x" * 65536))
    answer = call(maud.hub, "POST", "/upload", headers=headers, chunks=_most(endless, 20))
    assert answer.status == 403  # all of it fits an upload, and it carries no token
    answer = call(maud.hub, "POST", "/edit", headers=headers, chunks=_most(endless, 20))
    assert answer.status == 400  # a form without files takes none


@pytest.mark.parametrize("length", [b"-1", b"x", b"1e3", b"0x10", b"", b"1, 1", b"\xb2"])
def test_lengths_that_are_none(maud: Browser, length: bytes) -> None:
    headers = _headers(maud, FORM, (b"content-length", length))
    assert call(maud.hub, "POST", "/edit", headers=headers).status == 400


def test_two_lengths(maud: Browser) -> None:
    headers = _headers(maud, FORM, (b"content-length", b"1"), (b"content-length", b"1"))
    assert call(maud.hub, "POST", "/edit", headers=headers).status == 400


def test_uploads_have_the_limit_of_the_operator() -> None:
    now = settings.load(public_url="http://127.0.0.1:8000", upload_limit=2 * MEBIBYTE)
    with settings.current.bound(now):
        maud = Browser(SampleHub(now)).signed_in()
        pages.seen.clear()
        for size, status in [(2 * MEBIBYTE, 303), (3 * MEBIBYTE, 413)]:
            files = {"file": ("a.bin", b"x" * size)}
            answer = maud.post("/upload", files=files, headers={"X-CSRF-Token": maud.token()})
            assert answer.status_code == status
    assert pages.seen == [f"a.bin {2 * MEBIBYTE}"]


def test_a_mounted_application_too() -> None:
    now = settings.load(public_url="http://127.0.0.1:8000", upload_limit=MEBIBYTE)
    with settings.current.bound(now):
        hub = SampleHub(now)
        headers = [HOST, (b"authorization", b"Basic TTpz")]
        answer = call(
            hub, "PUT", "/dav/x", headers=headers, chunks=_most(itertools.repeat(b"x" * 65536), 40)
        )
    assert answer.status == 413
    assert b"DAV:" in answer.body


def test_many_parts(maud: Browser) -> None:
    token = {"X-CSRF-Token": maud.token()}
    many = "&".join(f"a{n}=1" for n in range(1100))
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert maud.post("/edit", content=many, headers=form).status_code == 400
    files = [("file", (f"{n}.txt", b"x")) for n in range(21)]
    assert maud.post("/upload", files=files).status_code == 400
    assert maud.post("/upload", files=files[:20], headers=token).status_code == 303


def test_one_huge_field(maud: Browser) -> None:
    assert maud.post("/edit", data={"name": "x" * 300_000}).status_code == 400


@pytest.mark.parametrize(
    "body", [b"", b"--y\r\n", b"--x\r\n\r\n\r\n--x--", b"x" * 5000, b"--x\r\nA: " + b"b" * 100_000]
)
def test_forms_that_are_none(maud: Browser, body: bytes) -> None:
    headers = _headers(maud, MULTIPART)
    assert call(maud.hub, "POST", "/upload", headers=headers, chunks=[body]).status in {400, 403}
    without = _headers(maud, (b"content-type", b"multipart/form-data"))
    assert call(maud.hub, "POST", "/upload", headers=without, chunks=[body]).status == 400


def test_what_stops_half_way_is_nobody(maud: Browser, caplog: pytest.LogCaptureFixture) -> None:
    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    async def send(message: object) -> None:
        raise AssertionError("there is nobody to answer")

    import asyncio

    scope = {
        "type": "http", "method": "POST", "path": "/edit", "query_string": b"", "scheme": "http",
        "headers": _headers(maud, FORM), "client": None, "root_path": "",
    }  # fmt: skip
    asyncio.run(maud.hub(scope, gone, send))
    assert pages.seen == []


def _most(chunks: Iterator[bytes], number: int) -> Iterator[bytes]:
    return itertools.islice(chunks, number)
