"""Passwords: how they are stored, what they must be, and that an unknown login costs as much."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import anyio
from anyio.lowlevel import RunVar
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION
from argon2.profiles import RFC_9106_LOW_MEMORY

from hub.accounts import common_passwords
from hub.errors import Invalid, Unavailable
from hub.language import _

R = TypeVar("R")

SHORTEST = 12
SHORTEST_OF_ADMINISTRATORS = 16
LONGEST = 128
THREADS = 2  # each takes 64 MiB for as long as it hashes
QUEUE = 64

HASHER = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)


async def hash_password(password: str) -> str:
    return await _in_thread(HASHER.hash, _normalised(password))


async def verify(stored: str | None, password: str) -> bool:
    """Whether `password` is the stored one; as long an answer when nothing is stored."""
    if len(password) > LONGEST:
        stored, password = None, password[:LONGEST]
    return await _in_thread(_matches, stored or _nobodys(), _normalised(password))


def is_outdated(stored: str) -> bool:
    """Whether it was stored with weaker parameters than today's."""
    return HASHER.check_needs_rehash(stored)


def check(password: str, *, own: Iterable[str], is_administrator: bool) -> None:
    """The whole policy: length and what is easily guessed; no kinds of characters, no renewal.

    Args:
        password: what somebody chose.
        own: names that a guesser tries first: the person's, the login, the authority's.
        is_administrator: whether more length is asked.

    Raises:
        Invalid: with one sentence for the field `password`.
    """
    shortest = SHORTEST_OF_ADMINISTRATORS if is_administrator else SHORTEST
    length = len(password)
    if length < shortest:
        raise Invalid(password=_("Use at least {number} characters.", number=shortest))
    if length > LONGEST:
        raise Invalid(password=_("Use at most {number} characters.", number=LONGEST))
    if common_passwords.is_common(password, own):
        raise Invalid(
            password=_(
                "This is among the first passwords that others would try: a name, a common word, a"
                " date or a run of keys. Several unrelated words are better."
            )
        )


async def _in_thread(function: Callable[..., R], *arguments: str | bytes) -> R:
    threads = _threads()
    # Beyond this a sign-in would wait longer than people do; say so at once instead.
    if threads.asked >= THREADS + QUEUE:
        message = _("Too many people are signing in. Try again in a moment.")
        raise Unavailable(message, retry_after=5)
    threads.asked += 1
    try:
        return await anyio.to_thread.run_sync(function, *arguments, limiter=threads.limiter)
    finally:
        threads.asked -= 1


@dataclass(slots=True)
class _Threads:
    limiter: anyio.CapacityLimiter
    asked: int = 0


def _threads() -> _Threads:
    try:
        return _of_this_loop.get()
    except LookupError:
        made = _Threads(anyio.CapacityLimiter(THREADS))
        _of_this_loop.set(made)
        return made


def _matches(stored: str, password: bytes) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _normalised(password: str) -> bytes:
    # NIST SP 800-63B §3.1.1.2: the same characters typed on another keyboard are the same password.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _nobodys() -> str:
    """A hash with today's parameters that no password has."""
    salt, empty = (base64.b64encode(bytes(n)).decode().rstrip("=") for n in (16, HASHER.hash_len))
    costs = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${empty}"


_of_this_loop: RunVar[_Threads] = RunVar("password threads")
