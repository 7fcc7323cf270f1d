"""The demo's council, as its sign-ins meet it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hub.access.actors import of_job
from hub.app import Hub
from hub.demo import load
from hub.mail.models import Mail
from hub.people.models import Person
from hub_extranet.councils import demo, home
from hub_extranet.councils.clock import civil_day
from hub_extranet.councils.light import Light
from hub_extranet.councils.models import MeetingState
from hub_extranet.councils.pages.preparation import preparation
from hub_extranet.councils.queries import agendas, meetings
from hub_sharing import queries as shared

pytestmark = pytest.mark.anyio


async def test_the_council_is_convened_and_the_bureau_waits_to_be(hub: Hub) -> None:
    today = civil_day(datetime.now(UTC))
    counts = await load.load("s", today, demos=[demo.demo], by=await of_job("demo"))
    assert (counts["meeting"], counts["body"]) == (3, 2)
    people = {
        login: await Person.get(account__login=login)
        for login in ("official", "substitute", "councillor", "secretary", "agent")
    }
    actors = {login: await of_job("test", person.id) for login, person in people.items()}
    now = datetime.now(UTC)

    (task,) = await home.todo(by=actors["official"])
    mail = await Mail.filter(person_id=people["official"].id).order_by("-created_at").first()
    assert mail is not None
    assert task.url in mail.text  # the mail leads where the answer is given
    meeting_id = int(task.url.rpartition("/")[2])
    items = await agendas.agenda(meeting_id, by=actors["official"])
    assert len(items) == 8
    files = [piece.file_id for item in items for piece in item.pieces]
    for login in ("official", "substitute"):
        assert len(await shared.files(files, by=actors[login])) == len(files)
    copied = await agendas.agenda(meeting_id, by=actors["councillor"])
    assert len(copied) == 7
    closed = [piece.file_id for item in items if item.is_closed for piece in item.pieces]
    assert await shared.files(closed, by=actors["councillor"]) == {}
    assert await meetings.coming(now, by=actors["agent"]) == []

    listed = await meetings.coming(now, by=actors["secretary"])
    assert [it.state for it in listed] == [MeetingState.DRAFT, MeetingState.SENT]
    drafted = await preparation(listed[0].id, by=actors["secretary"])
    assert (drafted["light"], bool(drafted["obstacle"])) == (Light.ORANGE, True)
    sent = await preparation(listed[1].id, by=actors["secretary"])
    assert (sent["light"], sent["follow"]) == (Light.GREEN, [])
    assert len(await meetings.past(now, by=actors["official"])) == 1
