"""What administrators see of accounts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hub.accounts import actions
from hub.accounts.models import Account, AccountStatus
from hub.accounts.queries import accounts as one
from hub.accounts.queries.listing import Attention, Counts, Show, Wanted, Who, counts, listing
from hub.accounts.visitor import device
from hub.actor import NOBODY
from hub.errors import Invalid, NotFound
from hub.people import actions as people
from hub.people.days import today
from hub.people.models import Person
from tests.accounts.conftest import ADMINISTRATOR, HOME, OFFICE, Clock, Member

pytestmark = pytest.mark.anyio


async def logins(**wanted: object) -> list[str]:
    found = await listing(Wanted(**{"show": Show.ALL, **wanted}), by=ADMINISTRATOR)  # type: ignore[arg-type]
    return [line.login for line in found.lines]


async def test_by_name_login_and_state(alice: Member, charlie: Member, field_agent: Person) -> None:
    await actions.create_account(field_agent.id, by=ADMINISTRATOR)
    assert await logins() == ["charlie.durand", "solene.legoff", "alice.martin"]
    assert await logins(text="sole goff") == ["solene.legoff"]
    assert await logins(text="legoff") == ["solene.legoff"]
    assert await logins(text="alice.mar") == ["alice.martin"]
    assert await logins(text="%") == await logins()
    assert await logins(text="nobody") == []
    assert await logins(show=Show.INVITED) == ["solene.legoff"]
    assert await logins(show=Show.ACTIVE) == ["charlie.durand", "alice.martin"]
    await actions.suspend(alice.account_id, by=ADMINISTRATOR)
    assert await logins(show=Show.SUSPENDED) == ["alice.martin"]


async def test_staff_officials_and_schools(alice: Member, charlie: Member) -> None:
    unit = await people.create_unit(by=ADMINISTRATOR, name="Voirie")
    commune = await people.create_commune(by=ADMINISTRATOR, name="Vernoy", insee_code="71500")
    await people.start_position(
        alice.person.id,
        by=ADMINISTRATOR,
        group_id=unit.id,
        title="Cheffe d’équipe",
        starts_on=today(),
    )
    await people.start_position(
        charlie.person.id,
        by=ADMINISTRATOR,
        group_id=commune.id,
        title="Maire",
        starts_on=today(),
    )
    assert await logins(who=Who.STAFF) == ["alice.martin"]
    assert await logins(who=Who.OFFICIALS) == ["charlie.durand"]
    assert await logins(who=Who.SCHOOLS) == []
    (line,) = (await listing(Wanted(who=Who.STAFF, show=Show.ALL), by=ADMINISTRATOR)).lines
    assert line.position == "Cheffe d’équipe, Voirie"


async def test_what_is_to_be_looked_at(
    alice: Member, charlie: Member, field_agent: Person, now: Clock
) -> None:
    async def shown() -> dict[str, Attention | None]:
        lines = (await listing(Wanted(), by=ADMINISTRATOR)).lines
        return {line.login: line.attention for line in lines}

    await alice.sign_in()
    assert await shown() == {}
    await people.leave_person(charlie.person.id, by=ADMINISTRATOR)
    assert await shown() == {"charlie.durand": Attention.LEFT}
    for _ in range(5):
        with pytest.raises(Invalid):
            await actions.sign_in(alice.login, "wrong", by=NOBODY, visitor=HOME)
        now.advance(seconds=30)
    assert (await shown())["alice.martin"] is Attention.GUESSED
    now.advance(days=1, seconds=1)
    assert "alice.martin" not in await shown()
    await actions.issue_slips([field_agent.id], by=ADMINISTRATOR)
    now.advance(days=29)
    assert "solene.legoff" not in await shown()
    now.advance(days=2)
    assert (await shown())["solene.legoff"] is Attention.UNANSWERED
    now.advance(days=180)
    assert (await shown())["alice.martin"] is Attention.DORMANT
    await actions.suspend(charlie.account_id, by=ADMINISTRATOR)
    assert "charlie.durand" not in await shown()


async def test_the_counts_are_those_of_the_lists(
    alice: Member, charlie: Member, field_agent: Person
) -> None:
    await actions.suspend(charlie.account_id, by=ADMINISTRATOR)
    without = await people.create_person(by=ADMINISTRATOR, given_name="Paul", family_name="Ode")
    await people.create_person(by=ADMINISTRATOR, given_name="Léa", family_name="Ode")
    await actions.create_account(without.id, by=ADMINISTRATOR)
    await people.leave_person(alice.person.id, by=ADMINISTRATOR)
    assert await counts(by=ADMINISTRATOR) == Counts(
        active=1, invited=1, suspended=1, to_look_at=1, without_account=2
    )


async def test_fifty_a_page(alice: Member) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(60):
        person = await people.create_person(
            by=ADMINISTRATOR, given_name="Paul", family_name=f"Zed {number:02}"
        )
        await Account.create(
            person_id=person.id, login=f"zed{number:02}", created_at=moment,
            status=AccountStatus.ACTIVE, signed_in_at=moment,
        )  # fmt: skip
    first = await listing(Wanted(show=Show.ALL), by=ADMINISTRATOR)
    second = await listing(Wanted(show=Show.ALL, page=2), by=ADMINISTRATOR)
    assert (len(first.lines), first.has_more) == (50, True)
    assert (len(second.lines), second.has_more) == (11, False)
    assert first.lines[1].signed_in_at == moment
    seen = [line.login for line in first.lines + second.lines]
    assert seen == ["alice.martin", *(f"zed{number:02}" for number in range(60))]


async def test_nobody_else_sees_any_of_it(alice: Member, charlie: Member) -> None:
    for by in (alice.actor, NOBODY):
        with pytest.raises(NotFound):
            await listing(Wanted(), by=by)
        with pytest.raises(NotFound):
            await counts(by=by)
        for query in (one.account, one.sessions_of, one.app_passwords_of, one.journal_of):
            with pytest.raises(NotFound):
                await query(charlie.account_id, by=by)
    assert (await one.account(alice.account_id, by=alice.actor)).person.name == "Alice Martin"


async def test_ones_sessions_are_those_that_live(alice: Member, now: Clock) -> None:
    await alice.sign_in()
    now.advance(hours=8)
    here, _token = await alice.sign_in(HOME)
    now.advance(hours=1)
    there, _token = await alice.sign_in()
    lines = await one.sessions_of(alice.account_id, by=here)
    assert [line.is_this for line in lines] == [True, False, False]
    assert lines[0].device == "Safari, iPhone"
    now.advance(hours=1, seconds=1)
    lines = await one.sessions_of(alice.account_id, by=here)
    assert [line.id for line in lines] == [here.session_id, there.session_id]


async def test_the_journal_of_an_account(alice: Member) -> None:
    await alice.sign_in()
    await actions.suspend(alice.account_id, by=ADMINISTRATOR)
    lines = await one.journal_of(alice.account_id, by=ADMINISTRATOR)
    assert [(line.action, line.actor_name) for line in lines] == [
        ("accounts.account.suspended", "Nadia Bouvier"),
        ("accounts.session.opened", ""),
        ("accounts.account.created", "Nadia Bouvier"),
    ]
    assert lines[0].detail == {"app_passwords": 0, "sessions": 1, "tokens": 0}


@pytest.mark.parametrize(
    ("agent", "shown"),
    [
        (OFFICE.agent, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
         "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
         "Chrome, Android"),
        ("DAVx5/4.5.2-ose (dav4jvm; okhttp/4.12.0) Android/15", "DAVx⁵, Android"),
        ("<script>alert(1)</script>", ""),
        ("", ""),
    ],
)  # fmt: skip
async def test_devices_in_words(agent: str, shown: str) -> None:
    assert device(agent) == shown
