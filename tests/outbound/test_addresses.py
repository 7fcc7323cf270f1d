"""What the hub calls for its users is never the inside of the house, by whatever spelling."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any

import httpcore2
import pytest

from hub import outbound
from hub import settings as hub_settings
from hub.errors import Invalid, Unavailable
from hub.settings import SettingsError
from tests.outbound.canary import canary, said, sent_on

pytestmark = pytest.mark.anyio

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
async def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with canary(said(b"proxy")) as proxy, canary() as bird:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        answer = await outbound.fetch(f"http://127.0.0.1:{bird.port}/")
    assert (answer.content, proxy.connects) == (b"hello", 0)
