"""How passwords are stored and what they must be."""

from __future__ import annotations

import re

import anyio
import pytest
from argon2 import PasswordHasher

from hub.accounts import passwords
from hub.errors import Invalid, Unavailable

pytestmark = pytest.mark.anyio

GOOD = "sept lampes sur le quai vert"


@pytest.fixture(autouse=True)
def quick_hashing() -> None:
    """Not here: the parameters are what is tested."""


async def test_stored_as_argon2id_with_the_low_memory_profile_or_better() -> None:
    stored = await passwords.hash_password(GOOD)
    found = re.fullmatch(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$[^$]{22,}\$[^$]{43,}", stored)
    assert found
    memory, rounds, lanes = map(int, found.groups())
    # RFC 9106 §4, second recommended option.
    assert memory >= 2**16
    assert rounds >= 3
    assert lanes == 4
    assert stored != await passwords.hash_password(GOOD)


async def test_the_right_one_alone_is_right() -> None:
    stored = await passwords.hash_password(GOOD)
    assert await passwords.verify(stored, GOOD)
    for wrong in ("", GOOD + " ", GOOD.upper(), GOOD + "\0", "\ud800", "a" * 100_000):
        assert not await passwords.verify(stored, wrong)
    assert not await passwords.verify(None, GOOD)
    assert not await passwords.verify("", GOOD)
    assert not await passwords.verify("plain", "plain")


async def test_accents_typed_on_another_keyboard_are_the_same() -> None:
    stored = await passwords.hash_password("l’été à la plage, enfin")
    assert await passwords.verify(stored, "l’e\u0301te\u0301 a\u0300 la plage, enfin")


async def test_weaker_parameters_are_noticed() -> None:
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=1024).hash(GOOD))
    assert not passwords.is_outdated(await passwords.hash_password(GOOD))


@pytest.mark.parametrize(
    ("password", "is_administrator", "message"),
    [
        ("x7Kq92mmPzR", False, "12"),
        ("x7Kq92mmPzRtu3", True, "16"),
        ("é" * 11, False, "12"),
        ("aé" * 65, False, "128"),
        ("Bienvenue2026!", False, "first"),
        ("alice-martin-75", False, "first"),
    ],
)
async def test_refused(password: str, is_administrator: bool, message: str) -> None:
    from hub.language import using

    with using("en"), pytest.raises(Invalid, match=message) as caught:
        passwords.check(password, own=["Alice", "Martin"], is_administrator=is_administrator)
    assert set(caught.value.fields) == {"password"}


@pytest.mark.parametrize(
    "password",
    ["x7Kq92mmPzRt", "motsansmajusculeetlong", "漢字仮名交じり文章作成中です", "q" + "xv7k" * 31],
)
async def test_no_kind_of_character_is_asked_for(password: str) -> None:
    passwords.check(password, own=["Alice"], is_administrator=False)


async def test_at_most_two_hash_at_once_and_the_queue_is_short(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A flood is told to come back; it takes neither the memory nor the threads of the others."""
    running, most, refused = 0, 0, 0

    def slow(stored: str, password: bytes) -> bool:
        nonlocal running, most
        running += 1
        most = max(most, running)
        anyio.from_thread.run(anyio.sleep, 0.02)
        running -= 1
        return False

    async def one() -> None:
        nonlocal refused
        try:
            await passwords.verify(None, "x")
        except Unavailable:
            refused += 1

    monkeypatch.setattr(passwords, "_matches", slow)
    async with anyio.create_task_group() as group:
        for _ in range(100):
            group.start_soon(one)
    assert most == passwords.THREADS
    assert refused == 100 - passwords.THREADS - passwords.QUEUE
