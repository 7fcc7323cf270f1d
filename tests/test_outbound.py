"""What the hub calls for its users is never the inside of the house, by whatever spelling."""

from __future__ import annotations

import ast
import asyncio
import gzip
import ipaddress
import os
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpcore2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hub import outbound
from hub import settings as hub_settings
from hub.errors import Invalid, Unavailable
from hub.outbound import transport
from hub.settings import Settings, SettingsError

pytestmark = pytest.mark.anyio

ROOT = Path(__file__).parents[1]
Handler = Callable[["Canary", str, dict[str, str]], Awaitable[bytes] | bytes]


@dataclass
class Canary:
    """A server that counts who connects, and answers what it is told."""

    answer: Handler | bytes
    port: int = 0
    connects: int = 0
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connects += 1
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            lines = head.split("\r\n")
            named = (line.split(": ", 1) for line in lines[1:] if line)
            headers = {name.lower(): value for name, value in named}
            if length := int(headers.get("content-length", "0")):
                headers["body"] = (await reader.readexactly(length)).decode()
            self.requests.append((lines[0], headers))
            made = (
                self.answer
                if isinstance(self.answer, bytes)
                else self.answer(self, lines[0], headers)
            )
            writer.write(made if isinstance(made, bytes) else await made)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def said(body: bytes = b"hello", status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


def sent_on(url: str, status: str = "302 Found") -> bytes:
    return said(b"", status, f"Location: {url}")


HELLO = said()


@asynccontextmanager
async def canary(
    answer: Handler | bytes = HELLO, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Canary]:
    bird = Canary(answer)
    server = await asyncio.start_server(bird.serve, host, 0, ssl=tls)
    bird.port = server.sockets[0].getsockname()[1]
    async with server:
        yield bird


@pytest.fixture(autouse=True)
def house(tmp_path: Path) -> Iterator[Settings]:
    with hub_settings.current.bound(hub_settings.load(data=tmp_path)) as bound:
        yield bound


@pytest.fixture
def allowing(tmp_path: Path) -> Iterator[None]:
    """The operator lets loopback through, so that real servers can stand there."""
    loaded = hub_settings.load(data=tmp_path, outbound_allow="127.0.0.0/8, ::1/128")
    with hub_settings.current.bound(loaded):
        yield


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[list[str]]]:
    """Answers of the name service, one list a look-up; the last one stays."""
    known: dict[str, list[list[str]]] = {}
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *args: Any, **options: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name not in known:
            if not any(letter in str(name) for letter in ".:") and str(name) != "localhost":
                raise socket.gaierror(socket.EAI_NONAME, "unknown")
            return real(host, port, *args, **options)
        answers = known[name].pop(0) if len(known[name]) > 1 else known[name][0]
        return [
            (
                socket.AF_INET6 if ":" in it else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (it, port),
            )
            for it in answers
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


INSIDE = """
127.0.0.1 127.0.0.2 127.1 127.0.1 0.0.0.0 0 2130706433 017700000001 0x7f000001 0x7f.1 0177.0.0.1
0x7F.0x0.0x0.0x1 127.0.0.1. 127.0x0.0.1 localhost localhost. LOCALHOST [::1] [0:0:0:0:0:0:0:1] [::]
[::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b::127.0.0.1]
[2002:7f00:1::] １２７.０.０.１ ①②⑦.⓪.⓪.① user@127.0.0.1 user:secret@127.0.0.1
example.org@127.0.0.1 127。0。0。1
""".split()


@pytest.mark.parametrize("host", INSIDE)
async def test_no_spelling_of_this_machine_is_called(host: str) -> None:
    async with canary() as four, canary(host="::1") as six:
        for bird in (four, six):
            with pytest.raises(Invalid, match=r"cannot be used|ne peut pas"):
                await outbound.fetch(f"http://{host}:{bird.port}/")
        assert four.connects == six.connects == 0


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://127.0.0.1/", "//example.org/",
        "example.org", "", "http://", "http:///", "http://[::1", "http://\x00/", "http://a b/",
        "http://example.org:25/", "http://example.org:99999/", "http://" + "a" * 5000,
        "http://[fe80::1%25eth0]/", "http://nowhere.invalid/",
    ],
)  # fmt: skip
async def test_what_is_no_address_of_a_web_server_is_refused_in_the_same_words(url: str) -> None:
    with pytest.raises(Invalid) as told:
        await outbound.fetch(url)
    assert set(told.value.fields) == {"url"}
    assert told.value.message in {
        "This address cannot be used from here.", "Cette adresse ne peut pas être utilisée d’ici."
    }  # fmt: skip


INSIDE_ADDRESSES = """
0.0.0.0 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 168.63.129.16 169.254.169.254
172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1
203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:10.0.0.1
64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 2001::1 2001:0:7f00:1:: 2001:20::1 2001:db8::1 2002:a00:1::
3fff::1 5f00::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1
""".split()


def test_only_addresses_of_the_internet_are_public() -> None:
    for text in INSIDE_ADDRESSES:
        assert not outbound.is_public(ipaddress.ip_address(text)), text
    for text in ("1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::1.1.1.1"):
        assert outbound.is_public(ipaddress.ip_address(text)), text


async def test_a_name_of_an_inside_address_is_as_unknown_as_none(names: Any) -> None:
    names["intranet.example"] = [["10.0.0.5"]]
    names["metadata.example"] = [["169.254.169.254"]]
    names["mixed.example"] = [["1.1.1.1", "127.0.0.1"]]
    told = set()
    for host in ("intranet.example", "metadata.example", "mixed.example", "nowhere"):
        with pytest.raises(Invalid) as refusal:
            await outbound.fetch(f"http://{host}/")
        told.add(refusal.value.message)
    assert len(told) == 1


async def test_the_address_that_was_checked_is_the_one_that_is_called(
    names: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the second answer of the name service is this machine."""
    called: list[str] = []

    async def connect(self: Any, host: str, port: int, *args: Any, **options: Any) -> Any:
        called.append(host)
        raise httpcore2.ConnectError

    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", connect)
    names["rebind.example"] = [["1.1.1.1"], ["127.0.0.1"]]
    async with canary() as bird:
        with pytest.raises(Unavailable):
            await outbound.fetch(f"http://rebind.example:{bird.port}/")
        assert (called, bird.connects) == (["1.1.1.1"], 0)
        with pytest.raises(Invalid):
            await outbound.fetch(f"http://rebind.example:{bird.port}/")
        assert called == ["1.1.1.1"]


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


async def test_what_the_operator_chose_may_be_inside() -> None:
    async with canary() as bird:
        answer = await outbound.fetch(f"http://localhost:{bird.port}/", trusted=True)
        assert answer.content == b"hello"
        with pytest.raises(Invalid):
            await outbound.fetch(f"http://127.0.0.1:{bird.port}/")
        async with outbound.client(["127.0.0.1"]) as session:
            assert (await session.get(f"http://127.0.0.1:{bird.port}/")).text == "hello"
            with pytest.raises(outbound.Refused):
                await session.get(f"http://localhost:{bird.port}/")


async def test_the_operator_lets_through_networks_and_names(names: Any, tmp_path: Path) -> None:
    names["feeds.intern.example"] = names["other.example"] = [["127.0.0.1"]]
    loaded = hub_settings.load(data=tmp_path, outbound_allow="feeds.intern.example")
    async with canary() as bird:
        with hub_settings.current.bound(loaded):
            await outbound.fetch(f"http://Feeds.Intern.example:{bird.port}/")
            with pytest.raises(Invalid):
                await outbound.fetch(f"http://other.example:{bird.port}/")
    for wrong in ("10.0.0.1/8", "http://a.example", "a..b"):
        with pytest.raises(SettingsError, match="HUB_OUTBOUND_ALLOW: "):
            hub_settings.load(data=tmp_path, outbound_allow=wrong)


async def test_a_redirect_into_the_house_is_not_followed(tmp_path: Path) -> None:
    loaded = hub_settings.load(data=tmp_path, outbound_allow="127.0.0.1/32")
    async with canary(host="::1") as inside:
        targets = [
            f"http://[::1]:{inside.port}/", f"//[::1]:{inside.port}/", "file:///etc/passwd",
            f"http://u:p@[::1]:{inside.port}/", f"http://localhost:{inside.port}/", "http://[",
        ]  # fmt: skip
        with hub_settings.current.bound(loaded):
            for target in targets:
                async with canary(sent_on(target)) as outside:
                    with pytest.raises((Invalid, Unavailable)):
                        await outbound.fetch(f"http://127.0.0.1:{outside.port}/")
                    assert outside.connects == 1
        assert inside.connects == 0


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


@pytest.mark.usefixtures("allowing")
async def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with canary(said(b"proxy")) as proxy, canary() as bird:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        answer = await outbound.fetch(f"http://127.0.0.1:{bird.port}/")
    assert (answer.content, proxy.connects) == (b"hello", 0)


CLIENTS = {
    "aiohttp", "caldav", "http.client", "httpcore", "httpcore2", "httpx", "httpx2", "requests",
    "urllib.request", "urllib3", "websocket", "websockets.asyncio.client", "websockets.client",
    "websockets.sync.client", "xmlrpc.client",
}  # fmt: skip
OPENERS = {
    "create_connection", "open_connection", "connect_tcp", "PyHttpClient", "urlopen", "urlretrieve"
}  # fmt: skip
PACKAGES = ("hub", "calendar", "sharing", "directory", "extranet")


def test_nothing_else_can_call_out() -> None:
    """Drivers of the database, of mail and of S3 call what the operator configured."""
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.parent != ROOT / "hub" / "outbound"
        for name in _ways_out(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert sorted(set(found)) == ["hub/database/sqlite.py: create_connection"]  # to a file


def _ways_out(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (it.name for it in names if _is_client(it.name))
            case ast.ImportFrom(module=str(module), names=names):
                told = [module, *(f"{module}.{it.name}" for it in names)]
                yield from (it for it in told if _is_client(it) or it.rpartition(".")[2] in OPENERS)
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in OPENERS:
                yield name


def _is_client(module: str) -> bool:
    return any(module == it or module.startswith(f"{it}.") for it in CLIENTS)


def test_the_lint_sees_each_way_out() -> None:
    for source in (
        "import httpx2", "from urllib import request", "from http.client import HTTPConnection",
        "import asyncio\nasyncio.open_connection()", "from socket import create_connection as c\nc",
        "import requests.sessions",
    ):  # fmt: skip
        assert list(_ways_out(ast.parse(source))), source
    assert not list(_ways_out(ast.parse("from urllib.parse import quote\nimport http.cookies")))


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
