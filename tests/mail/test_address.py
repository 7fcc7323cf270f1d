"""What goes into a header or an SMTP command cannot end it (H1)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.errors import Invalid
from hub.mail.address import Address, checked_email, checked_line

BREAKS = ["\r", "\n", "\r\n", "\0", "\u2028", "\u2029", "\x85", "\x0b", "\x7f", "\ud800"]


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("alice@example.fr", "alice@example.fr"),
        ("Alice.Martin+hub@Example.FR", "Alice.Martin+hub@Example.FR"),
        ("o'neil_x@a-b.example", "o'neil_x@a-b.example"),
        ("root@localhost", "root@localhost"),
        ("mairie@châteauneuf.fr", "mairie@xn--chteauneuf-44a.fr"),
        ("élodie@example.fr", "élodie@example.fr"),
    ],
)
def test_addresses_that_exist(given: str, sent: str) -> None:
    assert checked_email(given) == sent


@pytest.mark.parametrize(
    "text",
    [
        "", "alice", "@example.fr", "alice@", "a@b@example.fr", "alice@example..fr",
        ".alice@example.fr", "alice.@example.fr", "al ice@example.fr", "alice@exam ple.fr",
        '"a b"@example.fr', "<alice@example.fr>", "Alice <alice@example.fr>", "a,b@example.fr",
        "a;b@example.fr", "a:b@example.fr", "a(b)@example.fr", "a\\b@example.fr",
        "alice@[127.0.0.1]", "alice@-example.fr", "alice@example.fr.", "a" * 65 + "@example.fr",
        "a@" + "b" * 64 + ".fr", "alice@example.fr SIZE=1", "alice@example.fr>\tNOTIFY=NEVER",
        "alice\u00a0@example.fr",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        checked_email(text)


@pytest.mark.parametrize("end", BREAKS)
def test_a_break_is_refused_everywhere(end: str) -> None:
    for text in (
        f"alice@example.fr{end}", f"{end}alice@example.fr", f"ali{end}ce@example.fr",
        f"alice@exam{end}ple.fr", f"alice@example.fr{end}RCPT TO:<eve@example.org>",
    ):  # fmt: skip
        with pytest.raises(Invalid):
            checked_email(text)
    with pytest.raises(Invalid):
        checked_line(f"Conseil{end}Bcc: eve@example.org")
    with pytest.raises(Invalid):
        Address("alice@example.fr", f"Alice{end}Martin")


@given(st.text())
def test_whatever_is_accepted_fits_in_a_command(text: str) -> None:
    try:
        accepted = checked_email(text)
    except Invalid:
        return
    assert not any(letter.isspace() or letter in '<>",;:()[]\\' for letter in accepted)
    assert accepted.isprintable() or not accepted.isascii()
    assert accepted.count("@") == 1
    assert accepted.rpartition("@")[2].isascii()
