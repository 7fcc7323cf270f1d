"""Guessing gets slower and slower; who knows the password still enters."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from hub.accounts import actions, app_passwords, passwords, throttle
from hub.accounts.models import AppPassword, Door, Purpose, SignInFailure
from hub.accounts.throttle import ALL_ACCOUNTS, ONE_ACCOUNT
from hub.accounts.visitor import Visitor
from hub.actor import NOBODY
from hub.audit.models import Entry
from hub.errors import Invalid, Unavailable
from hub.language import using
from tests.accounts.conftest import HOME, OFFICE, PASSWORD, Clock, Member

pytestmark = pytest.mark.anyio


async def attempt(login: str, password: str, visitor: Visitor) -> str:
    try:
        await actions.sign_in(login, password, by=NOBODY, visitor=visitor)
    except Invalid:
        return "refused"
    except Unavailable as error:
        return "throttled" if error.retry_after > 0 else "throttled for no time"
    return "entered"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four hundred tries without four hundred times argon2: it is not what is tested here."""

    async def verify(stored: str | None, password: str) -> bool:
        await asyncio.sleep(0.001)
        return stored is not None and password == PASSWORD

    monkeypatch.setattr(passwords, "verify", verify)


async def test_two_hundred_in_turn_and_two_hundred_at_once(
    alice: Member, now: Clock, quick: None
) -> None:
    in_turn = Counter([await attempt(alice.login, f"wrong {n}", OFFICE) for n in range(200)])
    assert in_turn == {"refused": ONE_ACCOUNT.free, "throttled": 200 - ONE_ACCOUNT.free}
    elsewhere = Visitor("192.0.2.99", "")
    tries = (attempt(alice.login, f"wrong {n}", elsewhere) for n in range(200))
    at_once = Counter(await asyncio.gather(*tries))
    assert at_once == {"refused": ONE_ACCOUNT.free, "throttled": 200 - ONE_ACCOUNT.free}
    # Only what was checked is journaled: a flood does not fill the journal.
    refusals = await Entry.filter(action="accounts.session.refused").count()
    assert refusals == 2 * ONE_ACCOUNT.free
    assert await attempt(alice.login, PASSWORD, OFFICE) == "throttled"
    assert await attempt(alice.login, PASSWORD, HOME) == "entered"


async def test_each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(
    alice: Member, now: Clock, quick: None
) -> None:
    waits: list[int] = []
    while len(waits) < 20:
        try:
            await actions.sign_in(alice.login, "wrong", by=NOBODY, visitor=OFFICE)
        except Invalid:
            continue
        except Unavailable as error:
            waits.append(error.retry_after)
            now.advance(seconds=error.retry_after)
    assert waits[:6] == [1, 2, 4, 8, 16, 32]
    assert waits == sorted(waits)
    assert waits[-1] == ONE_ACCOUNT.ceiling
    assert await attempt(alice.login, PASSWORD, OFFICE) == "entered"


async def test_successes_are_not_counted(alice: Member, quick: None) -> None:
    outcomes = {await attempt(alice.login, PASSWORD, OFFICE) for _ in range(100)}
    assert outcomes == {"entered"}
    assert [row.failures for row in await SignInFailure.all()] == [0]


async def test_a_success_starts_the_count_of_its_account_again(alice: Member, quick: None) -> None:
    for _ in range(3):
        for _ in range(ONE_ACCOUNT.free - 1):
            assert await attempt(alice.login, "wrong", OFFICE) == "refused"
        assert await attempt(alice.login, PASSWORD, OFFICE) == "entered"
    shared = await SignInFailure.get(account_id=None)
    assert shared.failures == 3 * (ONE_ACCOUNT.free - 1)


async def test_one_password_on_many_logins_is_slowed_down_too(
    alice: Member, now: Clock, quick: None
) -> None:
    outcomes = Counter([await attempt(f"login{n}", "Bienvenue2026", OFFICE) for n in range(100)])
    assert outcomes["refused"] == ALL_ACCOUNTS.free
    now.advance(seconds=ALL_ACCOUNTS.ceiling)
    assert await attempt(alice.login, PASSWORD, OFFICE) == "entered"


async def test_a_days_mistakes_of_a_town_hall_stop_nobody(
    alice: Member, now: Clock, quick: None
) -> None:
    """Three hundred in eight hours, all from one address."""
    outcomes: Counter[str] = Counter()
    for n in range(300):
        outcomes[await attempt(f"agent{n}", "wrong", OFFICE)] += 1
        now.advance(seconds=96)
    assert outcomes == {"refused": 300}
    assert await attempt(alice.login, PASSWORD, OFFICE) == "entered"


async def test_failures_are_forgotten_with_time(alice: Member, now: Clock, quick: None) -> None:
    for _ in range(ONE_ACCOUNT.free):
        await attempt(alice.login, "wrong", OFFICE)
    now.advance(minutes=15 * ONE_ACCOUNT.free)
    for _ in range(ONE_ACCOUNT.free):
        assert await attempt(alice.login, "wrong", OFFICE) == "refused"
    assert await attempt(alice.login, "wrong", OFFICE) == "throttled"


async def test_patience_gives_a_hundred_guesses_a_day(
    alice: Member, now: Clock, quick: None
) -> None:
    """Whoever tries again as soon as it is allowed, for a day, from one address."""
    guesses, end = 0, now.at + timedelta(days=1)
    while now.at < end:
        try:
            await actions.sign_in(alice.login, "wrong", by=NOBODY, visitor=OFFICE)
        except Invalid:
            guesses += 1
        except Unavailable as error:
            now.advance(seconds=error.retry_after)
    assert 90 <= guesses <= 120


async def test_the_message_says_how_long(alice: Member, quick: None) -> None:
    with using("en"), pytest.raises(Unavailable, match="Try again in 1 second"):
        for _ in range(ONE_ACCOUNT.free + 1):
            await throttle.admit(Door.PASSWORD, "somebody", OFFICE.address)


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("", "local"),
        ("testclient", "local"),
    ],
)
async def test_what_of_an_address_counts(address: str, counted_as: str) -> None:
    assert throttle.prefix(address) == counted_as


@pytest.mark.parametrize(
    "headers",
    [
        [(b"x-forwarded-for", b"198.51.100.1")],
        [(b"forwarded", b"for=198.51.100.1")],
        [(b"x-real-ip", b"198.51.100.1")],
    ],
)
async def test_no_header_moves_a_visitor(headers: list[tuple[bytes, bytes]]) -> None:
    scope = {"client": ("203.0.113.7", 4711), "headers": headers}
    assert Visitor.of(scope) == Visitor("203.0.113.7", "")


async def test_every_door_is_counted(alice: Member, quick: None) -> None:
    """Links, slips and app passwords are no side door; nor does one use up another's tries."""

    async def knock(door: str, n: int) -> Any:
        if door == "app password":
            return await app_passwords.check(alice.login, f"wrong {n}", visitor=OFFICE)
        if door == "reset":
            return await actions.ask_reset(alice.login, by=NOBODY, visitor=OFFICE)
        purpose, typed = (
            (Purpose.SLIP, "ACDE" + f"{n:06}")
            if door == "slip"
            else (Purpose.INVITATION, f"token {n}")
        )
        return await actions.redeem(purpose, typed, PASSWORD, by=NOBODY, visitor=OFFICE)

    admitted = {}
    for door in ("app password", "slip", "link", "reset"):
        for n in range(200):
            try:
                await knock(door, n)
            except Invalid:
                pass
            except Unavailable:
                admitted[door] = n
                break
    assert admitted == {"app password": 5, "slip": 5, "link": 60, "reset": 3}
    assert await attempt(alice.login, PASSWORD, OFFICE) == "entered"


async def test_an_old_telephone_disturbs_nobody(
    alice: Member, charlie: Member, quick: None
) -> None:
    """It asks for months with a revoked secret: its owner and the neighbours enter (D5)."""
    secret = await actions.add_app_password(
        "tablet", by=alice.actor, visitor=OFFICE, password=PASSWORD, scopes={"caldav"},
        is_read_only=False,
    )  # fmt: skip
    await AppPassword.all().delete()
    for _ in range(100):
        assert await app_passwords.check(alice.login, secret, visitor=OFFICE) is None
    row = await SignInFailure.get(door=Door.APP_PASSWORD, account_id=alice.account_id)
    assert row.failures == 1
    assert secret not in row.fingerprints
    assert await attempt(alice.login, PASSWORD, OFFICE) == "entered"
    assert await attempt(charlie.login, PASSWORD, OFFICE) == "entered"
    assert await Entry.filter(action="accounts.session.refused").count() == 1


async def test_a_right_app_password_enters_whatever_a_neighbour_guesses(
    alice: Member, quick: None
) -> None:
    made = await actions.add_app_password(
        "téléphone", by=alice.actor, visitor=OFFICE, password=PASSWORD, scopes={"caldav"},
        is_read_only=False,
    )  # fmt: skip
    for n in range(ONE_ACCOUNT.free):
        assert await app_passwords.check(alice.login, f"guess {n}", visitor=OFFICE) is None
    with pytest.raises(Unavailable):
        await app_passwords.check(alice.login, "guess", visitor=OFFICE)
    assert await app_passwords.check(alice.login, made, visitor=OFFICE)
