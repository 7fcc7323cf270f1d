"""A sender is believed only if the border vouches for the one address that stands in `From`."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.mailbox import proof, results
from hub.mailbox.proof import Unproven

BORDER = "mx.orbelle.example MX2.orbelle.example"
EVE = "eve@prefecture.example"
DOMAIN = "prefecture.example"
PASSED = "mx.orbelle.example; dmarc=pass header.from=prefecture.example"


def sender(*written: str, results: tuple[str, ...] = (PASSED,), border: str = BORDER) -> str:
    return proof.sender(written, results, border)


@pytest.mark.parametrize(
    "written",
    [
        EVE, f" {EVE} ", f"<{EVE}>", f"Ève Petit <{EVE}>", f'"Petit, Ève (DGFiP)" <{EVE}>',
        f"=?utf-8?Q?=C3=88ve_Petit?= <{EVE}>", "Eve <EVE@Prefecture.Example>", f"a.b c-d' <{EVE}>",
        f'"mallory@evil.example" <{EVE}>', f'"a \\" <x@y>" <{EVE}>',
    ],
)  # fmt: skip
def test_one_address_however_it_is_written(written: str) -> None:
    assert sender(written) == EVE


@pytest.mark.parametrize(
    "written",
    [
        (), ("",), (EVE, EVE), (EVE, "mallory@evil.example"), (f"{EVE}, mallory@evil.example",),
        (f"Team: {EVE};",), ("undisclosed-recipients:;",), (f"<{EVE}> <mallory@evil.example>",),
        (f"<mallory@evil.example> <{EVE}>",), (f"mallory@evil.example <{EVE}>",),
        ("=?utf-8?Q?eve=40prefecture.example?=",), (f"(<{EVE}>) mallory@evil.example",),
        (f"({EVE}) <{EVE}>",), (f'"x" <"{EVE}"@evil.example>',), (f"<@evil.example:{EVE}>",),
        (f"Eve <{EVE}\0@evil.example>",), (f'"unclosed <{EVE}>',), ("eve",), ("@a.example",),
        (f"Eve <{EVE}> trailing",), (f"Eve <{EVE};dmarc=pass>",),
    ],
)  # fmt: skip
def test_a_sender_that_could_be_read_in_two_ways_is_none(written: tuple[str, ...]) -> None:
    with pytest.raises(Unproven) as refused:
        sender(*written)
    assert refused.value.reason == proof.NO_SENDER


@pytest.mark.parametrize(
    "told",
    [
        PASSED,
        "MX2.Orbelle.Example 1; spf=fail smtp.mailfrom=x@y; dmarc=pass (p=none dis=none)"
        " header.from=Prefecture.Example",
        f"mx.orbelle.example (a (nested; dmarc=fail) comment); dmarc=pass header.from={DOMAIN}",
        "mx.orbelle.example; dkim=pass (2048-bit key) header.d=prefecture.example header.s=a",
        f"mx.orbelle.example; dkim=fail header.d={DOMAIN}; dkim=pass header.d={DOMAIN}",
        f"mx.orbelle.example; dmarc=none header.from={DOMAIN}; dkim=pass header.i=@{DOMAIN}",
        'mx.orbelle.example; dkim = pass reason="good; dmarc=fail" header.d = "prefecture.example"',
    ],
)
def test_what_the_border_may_say(told: str) -> None:
    assert sender(EVE, results=(told,)) == EVE


@pytest.mark.parametrize(
    "told",
    [
        (),
        ("",),
        ("mx.evil.example; dmarc=pass header.from=prefecture.example",),
        ("dmarc=pass header.from=prefecture.example",),
        ("mx.orbelle.example.evil.example; dmarc=pass header.from=prefecture.example",),
        ("spf=pass; mx.orbelle.example; dmarc=pass header.from=prefecture.example",),
    ],
)
def test_others_say_nothing(told: tuple[str, ...]) -> None:
    with pytest.raises(Unproven) as refused:
        sender(EVE, results=told)
    assert refused.value.reason == proof.NO_BORDER


@pytest.mark.parametrize(
    "told",
    [
        "none",
        "dmarc=fail header.from=prefecture.example",
        "dmarc=fail header.from=prefecture.example; dkim=pass header.d=prefecture.example",
        "dmarc=pass",
        "dmarc=pass header.from=evil.example",
        "dmarc=pass header.from=evil.example; dkim=pass header.d=evil.example",
        "dmarc=pass header.from=prefecture.example; dmarc=fail header.from=prefecture.example",
        "dkim=pass header.d=evil.example",
        "dkim=pass header.d=example",
        "dkim=pass header.d=xprefecture.example",
        "dkim=pass header.d=mail.prefecture.example",
        "dkim=fail header.d=prefecture.example",
        "dkim=none; spf=pass smtp.mailfrom=eve@prefecture.example",
        'spf=pass smtp.mailfrom="x;dmarc=pass header.from=prefecture.example"',
        "spf=fail (x; dmarc=pass header.from=prefecture.example)",
        "spf=pass smtp.mailfrom=x dmarc=pass header.from=prefecture.example",
        'spf=pass smtp.mailfrom="never closed; dmarc=pass header.from=prefecture.example',
        "dkim=pass header.b=x header.d=evil.example header.d=prefecture.example",
    ],
)
def test_what_proves_nothing(told: str) -> None:
    with pytest.raises(Unproven) as refused:
        sender(EVE, results=(f"mx.orbelle.example; {told}",))
    assert refused.value.reason == proof.UNPROVEN


def test_only_the_topmost_word_of_the_border_counts() -> None:
    """A sender can write the border's name below what the border itself writes."""
    failed = "mx.orbelle.example; dmarc=fail header.from=prefecture.example"
    with pytest.raises(Unproven):
        sender(EVE, results=(failed, PASSED))
    assert sender(EVE, results=("other.example; dmarc=fail", PASSED, failed)) == EVE


def test_a_signature_of_the_domain_above_is_as_good() -> None:
    told = "mx.orbelle.example; dkim=pass header.d=prefecture.example"
    assert sender("eve@mail.prefecture.example", results=(told,)) == "eve@mail.prefecture.example"


def test_without_a_border_nobody_is_believed() -> None:
    with pytest.raises(Unproven):
        sender(EVE, results=("; dmarc=pass header.from=prefecture.example", PASSED), border="")


@given(st.text(alphabet='()";= \\.abdkim=pasx', max_size=200))
def test_any_text_is_read(text: str) -> None:
    results.read(text)


def test_long_headers_are_read_at_once() -> None:
    begun = time.process_time()
    for text in ("(" * 8000, '"' * 8000, "a=b;" * 2000, "\\" * 8000, '"\\' * 4000):
        results.read(text)
        with pytest.raises(Unproven):
            sender(text + "<")
    assert time.process_time() - begun < 5  # a regular expression that goes back takes for ever
