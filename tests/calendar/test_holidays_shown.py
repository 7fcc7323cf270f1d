"""Holidays are said in words in every view, and cost no statement."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest

from hub.app import Hub
from hub.settings import Settings
from tests.calendar import worlds
from tests.calendar.test_event_pages import MOST_READS, VIEWS
from tests.home.counting import counting

pytestmark = pytest.mark.anyio


async def test_every_view_says_them(new_settings: Callable[..., Settings]) -> None:
    """Alsace also rests on 26 December; in the day's view only a phone needs to be told."""
    settings = new_settings(school_zone="A", public_holidays="alsace-moselle")
    async with Hub(settings).running() as hub:
        alice = await worlds.visitor(hub, await worlds.build(), "alice")
        await alice.get("/calendars")
        for path in VIEWS:
            with counting() as statements:
                answer = await alice.get(path, "day=2026-12-26")
            page = unescape(answer.body.decode())
            assert "Vacances de Noël, zone A" in page, path
            assert "Saint-Étienne" in page, path
            assert len(statements) <= MOST_READS, path
        assert "zone A" not in (await alice.get("/calendars", "day=2026-12-08")).body.decode()
