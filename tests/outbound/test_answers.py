"""Answers of others: told as they are, cut off where they go too far."""

from __future__ import annotations

import asyncio
import gzip
import os
import ssl
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub import outbound
from hub.errors import Invalid, Unavailable
from hub.outbound import transport
from tests.outbound.canary import Canary, canary, said, sent_on

pytestmark = pytest.mark.anyio


@pytest.mark.usefixtures("allowing")
async def test_an_answer_is_told_with_the_name_in_host(names: Any) -> None:
    names["feeds.example"] = [["127.0.0.1"]]
    async with canary(said(b"BEGIN:VCALENDAR", "200 OK", 'ETag: "7"')) as bird:
        url = f"http://feeds.example:{bird.port}/a.ics?x=1"
        answer = await outbound.fetch(url, headers={"If-None-Match": '"6"'})
    assert (answer.url, answer.status, answer.content) == (url, 200, b"BEGIN:VCALENDAR")
    assert answer.headers["etag"] == '"7"'
    line, headers = bird.requests[0]
    assert line == "GET /a.ics?x=1 HTTP/1.1"
    assert headers["host"] == f"feeds.example:{bird.port}"
    assert headers["if-none-match"] == '"6"'
    assert "cookie" not in headers


@pytest.mark.usefixtures("allowing")
async def test_what_is_sent_arrives_and_an_error_is_an_answer() -> None:
    async with canary(said(b"no", "403 Forbidden")) as bird:
        answer = await outbound.fetch(
            f"http://127.0.0.1:{bird.port}/", method="POST", content=b"a=1"
        )
    assert (answer.status, bird.requests[0][1]["body"]) == (403, "a=1")


@pytest.mark.usefixtures("allowing")
async def test_redirects_are_followed_so_far_and_tell_others_no_secret() -> None:
    async with canary() as end, canary(sent_on(f"http://127.0.0.1:{end.port}/end")) as start:
        answer = await outbound.fetch(
            f"http://127.0.0.1:{start.port}/", headers={"Authorization": "Bearer 7", "X-Key": "7"}
        )
        assert (answer.content, answer.url) == (b"hello", f"http://127.0.0.1:{end.port}/end")
        assert start.requests[0][1]["authorization"] == "Bearer 7"
        assert not {"authorization", "x-key"} & end.requests[0][1].keys()
    async with canary(lambda bird, _line, _headers: sent_on("/again")) as round_and_round:
        with pytest.raises(Invalid):
            await outbound.fetch(f"http://127.0.0.1:{round_and_round.port}/")
        assert len(round_and_round.requests) == outbound.REDIRECTS + 1
    async with canary() as end, canary(sent_on(f"http://127.0.0.1:{end.port}/")) as start:
        answer = await outbound.fetch(
            f"http://127.0.0.1:{start.port}/", method="POST", content=b"secret"
        )
        assert (answer.status, end.connects) == (302, 0)


@pytest.mark.usefixtures("allowing")
@pytest.mark.parametrize("is_announced", [True, False])
async def test_an_answer_that_is_too_large_is_cut_off(is_announced: bool) -> None:
    head = "Content-Length: 900000000" if is_announced else "X-Endless: yes"

    async def endless(bird: Canary, line: str, headers: dict[str, str]) -> bytes:
        return f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + b"x" * 3_000_000

    async with canary(endless) as bird:
        with pytest.raises(Invalid, match=r"too large|trop volumineux"):
            await outbound.fetch(f"http://127.0.0.1:{bird.port}/", limit=1_000_000)


@pytest.mark.usefixtures("allowing")
async def test_a_bomb_is_cut_off_before_it_has_gone_off() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(300)) + packer.flush()
    assert len(bomb) < 1_000_000
    before = _memory()
    async with canary(said(bomb, "200 OK", "Content-Encoding: gzip")) as bird:
        with pytest.raises(Invalid):
            await outbound.fetch(f"http://127.0.0.1:{bird.port}/", limit=5_000_000)
    assert _memory() - before < 100 * 2**20


@pytest.mark.usefixtures("allowing")
async def test_packed_answers_are_unpacked_and_only_as_they_were_asked_for() -> None:
    parts = gzip.compress(b"first ") + gzip.compress(b"second" * 100_000)
    async with canary(said(parts, "200 OK", "Content-Encoding: gzip")) as bird:
        answer = await outbound.fetch(f"http://127.0.0.1:{bird.port}/")
        assert answer.content == b"first " + b"second" * 100_000
        assert "content-encoding" not in answer.headers
        assert bird.requests[0][1]["accept-encoding"] == "gzip"
    for body, encoding in (
        (zlib.compress(b"x"), "deflate"), (parts, "gzip, gzip"), (b"not packed", "gzip"),
        (parts[:-20], "gzip"),
    ):  # fmt: skip
        async with canary(said(body, "200 OK", f"Content-Encoding: {encoding}")) as bird:
            with pytest.raises(Unavailable):
                await outbound.fetch(f"http://127.0.0.1:{bird.port}/")


@pytest.mark.usefixtures("allowing")
async def test_a_server_that_drips_is_given_up_at_the_deadline() -> None:
    async def drip(bird: Canary, line: str, headers: dict[str, str]) -> bytes:
        await asyncio.sleep(30)
        return said()

    async with canary(drip) as bird:
        started = asyncio.get_running_loop().time()
        with pytest.raises(Unavailable):
            await outbound.fetch(f"http://127.0.0.1:{bird.port}/", deadline=0.5)
        assert asyncio.get_running_loop().time() - started < 5


@pytest.mark.usefixtures("allowing")
async def test_nothing_there_is_unavailable() -> None:
    async with canary() as bird:
        pass
    with pytest.raises(Unavailable):
        await outbound.fetch(f"http://127.0.0.1:{bird.port}/")


@pytest.mark.usefixtures("allowing")
async def test_tls_is_checked_for_the_name_though_an_address_is_called(
    names: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = certificate(tmp_path, "good.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    transport._tls.cache_clear()
    names["good.example"] = names["bad.example"] = [["127.0.0.1"]]
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    seen: list[str | None] = []
    server.sni_callback = lambda _socket, name, _context: seen.append(name)
    try:
        async with canary(tls=server) as bird:
            answer = await outbound.fetch(f"https://good.example:{bird.port}/")
            assert answer.content == b"hello"
            with pytest.raises(Unavailable):
                await outbound.fetch(f"https://bad.example:{bird.port}/")
        assert seen == ["good.example", "bad.example"]
        assert len(bird.requests) == 1
        async with canary() as plain:
            down = sent_on(f"http://127.0.0.1:{plain.port}/")
            async with canary(down, tls=server) as secure:
                with pytest.raises(Invalid):
                    await outbound.fetch(f"https://good.example:{secure.port}/")
            assert plain.connects == 0
    finally:
        transport._tls.cache_clear()


def certificate(folder: Path, name: str) -> Path:
    """A self-signed certificate of the name and its key, in `folder`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime.now(UTC) - timedelta(days=1))
        .not_valid_after(datetime.now(UTC) + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )  # fmt: skip
    return folder / "cert.pem"


def _memory() -> int:
    """Bytes of this process in memory now."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
