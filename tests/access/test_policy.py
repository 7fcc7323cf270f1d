"""Ladders: one table, read both ways."""

from __future__ import annotations

import pytest

from hub.access.policy import LADDERS, Ladder, ladder_of
from hub.actor import ANYONE, NOBODY, READ_ONLY, Actor, Via
from tests.access.boards.policy import BOARD, DIARY

READER = Actor(frozenset({7}), Via.APP_PASSWORD, "Alice", scope=frozenset({READ_ONLY}))


def test_a_role_has_the_abilities_of_those_below_it() -> None:
    assert BOARD.abilities("comment") == {"read", "comment"}
    assert DIARY.abilities("freebusy") == {"see_busy"}
    assert BOARD.abilities(None) == frozenset()
    assert BOARD.abilities("manage", READER) == {"read"}


def test_an_ability_has_the_roles_that_give_it() -> None:
    assert BOARD.roles_to("write") == ("write", "manage")
    assert DIARY.roles_to("see_busy") == DIARY.roles
    assert BOARD.roles_to("write", READER) == ()
    assert (BOARD.giving, DIARY.giving) == ("share", "manage")
    assert DIARY.highest_for(ANYONE) == "read"
    assert DIARY.highest(["read", "freebusy"]) == "read"
    assert DIARY.highest([]) is None


def test_a_table_says_who_reads_and_names_its_own_roles() -> None:
    for needed in ({"write": "write"}, {"read": "reader"}):
        with pytest.raises(ValueError, match="must give `read`"):
            Ladder("other", roles=("write",), needed=needed)
    with pytest.raises(ValueError, match="Two ladders"):
        Ladder("note", roles=("read",), needed={"read": "read"})
    assert "other" not in LADDERS
    assert ladder_of("note") is BOARD


def test_what_is_given_by_administrators_alone_says_so() -> None:
    application = Ladder("application", roles=("use",), needed={"read": "use", "use": "use"})
    del LADDERS["application"]
    assert application.giving is None


@pytest.mark.anyio
async def test_a_list_that_forgets_whom_it_is_for_is_refused() -> None:
    with pytest.raises(ValueError, match="reads everybody's"):
        await BOARD.readable(NOBODY).read("SELECT id FROM board")
    with pytest.raises(ValueError, match="No role"):
        BOARD.readable(NOBODY, "approve")
