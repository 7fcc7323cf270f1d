"""The traffic light: the worst item for the worst member."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from hub_extranet.councils import rules
from hub_extranet.councils.light import Light, Sent, Terms
from hub_extranet.councils.models import BodyKind, Regime

MEETING = date(2026, 12, 17)
ALICE, BOB = 1, 2


def terms(today: date, clear_days: int = 5) -> Terms:
    return Terms(MEETING, clear_days, today)


def test_what_was_never_sent_turns_red_after_the_last_day() -> None:
    assert terms(date(2026, 12, 11)).of_item(None, [], [ALICE]) is Light.ORANGE
    assert terms(date(2026, 12, 12)).of_item(None, [], [ALICE]) is Light.RED


def test_a_member_added_after_the_sending_turns_it_red_until_theirs_left() -> None:
    sent = [Sent(ALICE, 1, date(2026, 12, 8))]
    assert terms(date(2026, 12, 10)).of_item(1, sent, [ALICE]) is Light.GREEN
    assert terms(date(2026, 12, 10)).of_item(1, sent, [ALICE, BOB]) is Light.ORANGE
    assert terms(date(2026, 12, 13)).of_item(1, sent, [ALICE, BOB]) is Light.RED
    late = [*sent, Sent(BOB, 1, date(2026, 12, 13))]
    assert terms(date(2026, 12, 13)).of_item(1, late, [ALICE, BOB]) is Light.RED
    early = [*sent, Sent(BOB, 1, date(2026, 12, 11))]
    assert terms(date(2026, 12, 13)).of_item(1, early, [ALICE, BOB]) is Light.GREEN


def test_an_item_of_the_second_version_has_a_delay_of_its_own() -> None:
    sent = [Sent(ALICE, 1, date(2026, 12, 8)), Sent(ALICE, 2, date(2026, 12, 13))]
    later = terms(date(2026, 12, 13))
    assert later.of_item(1, sent, [ALICE]) is Light.GREEN
    assert later.of_item(2, sent, [ALICE]) is Light.RED


DAYS = st.integers(1, 20).map(lambda before: MEETING - timedelta(days=before))
SENT = st.builds(Sent, st.integers(1, 4), st.integers(1, 3), DAYS)


@given(st.lists(SENT), SENT, st.integers(1, 3), DAYS)
def test_sending_more_never_makes_anything_worse(
    sent: list[Sent], more: Sent, version: int, today: date
) -> None:
    assume(more.day <= today)
    members = [1, 2, 3, 4]
    before = terms(today).of_item(version, sent, members)
    assert terms(today).of_item(version, [*sent, more], members) <= before


@given(st.lists(SENT), st.integers(1, 3), DAYS, st.sets(st.integers(1, 4)))
def test_it_is_that_of_the_worst_member(
    sent: list[Sent], version: int, today: date, members: set[int]
) -> None:
    """The oracle looks at each day on which each version could have left."""
    found = terms(today).of_item(version, sent, members)
    late = (MEETING - today).days - 1 < 5

    def of(member: int) -> Light:
        own = [it.day for it in sent if it.member_id == member and it.version >= version]
        if not own:
            return Light.RED if late else Light.ORANGE
        return Light.GREEN if any((MEETING - it).days > 5 for it in own) else Light.RED

    assert found == max(map(of, members), default=Light.GREEN)


def test_the_quorum_is_more_than_half() -> None:
    assert [rules.quorum(number) for number in (1, 2, 83, 84, 85)] == [1, 2, 42, 43, 43]


def test_the_delay_is_that_of_the_regime() -> None:
    deciding, advising = BodyKind.DELEGATED, BodyKind.ADVISORY
    assert rules.least_clear_days(deciding, Regime.GE3500) == 5
    assert rules.delay(deciding, Regime.GE3500).article == "L2121-12"
    assert rules.least_clear_days(deciding, Regime.LT3500) == 3
    assert rules.delay(deciding, Regime.LT3500).article == "L2121-11"
    assert rules.least_clear_days(advising, Regime.GE3500) == 0
    assert rules.delay(advising, Regime.GE3500).source == "règlement intérieur"
    assert not rules.asks_for_synthesis(deciding, Regime.LT3500)
