"""The main job, told as one story over the demo: each chapter is a person's, in `story/`.

Every page that they come by is judged like those of `test_pages.py`. What goes wrong beside the
story, and what only the keyboard sees, is told in the other tests of this folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hub.settings import Settings
from tests.accounts.relying_party.counterpart import Organisation
from tests.system.conftest import visiting
from tests.system.running import Running
from tests.system.story import agent, imports, official, papers, school
from tests.system.story.telling import Story


@pytest.fixture
def story(
    browser: Browser, site: Running, settings: Settings, officials: Organisation, tmp_path: Path
) -> Iterator[Story]:
    with ExitStack() as stack:
        yield Story(
            site, settings, officials, tmp_path,
            lambda: stack.enter_context(visiting(browser, site)),
        )  # fmt: skip


def test_the_main_job(story: Story) -> None:
    agent.signs_in_and_sees_her_week(story)
    agent.sees_when_a_colleague_is_busy(story)
    agent.plans_a_meeting_that_her_telephone_has(story)
    agent.sees_what_her_telephone_notes_on_the_open_page(story)

    imports.outlook_by_page(story)
    imports.zimbra_by_page(story)
    imports.google_and_apple_by_command(story)
    imports.a_long_calendar_says_how_far_it_is(story)
    imports.staff_by_page(story)
    imports.staff_by_command(story)

    papers.the_director_adds_one_while_an_agent_looks(story)
    papers.the_agent_reads_it(story)
    papers.the_agent_finds_a_word_inside(story)
    papers.a_stranger_learns_nothing_of_it(story)

    official.follows_the_convocation_and_signs_in_elsewhere(story)
    official.reads_the_agenda_and_the_pieces(story)
    official.is_not_somebody_else_of_the_same_address(story)

    school.opens_its_published_timetable(story)
    school.reaches_nothing_of_the_house(story)
