"""`hub demo`: the fictional authority in a directory of its own, and how to enter it."""

from __future__ import annotations

import os
from datetime import date, datetime
from importlib import import_module
from typing import Any

from hub import search
from hub import settings as hub_settings
from hub.access import actors
from hub.app import Hub
from hub.database import migrations
from hub.demo import load, sso, words
from hub.domain.ports import Demo
from hub.domains import TABLES
from hub.parts import DEMOS
from hub.settings import Settings


def settings(**given: Any) -> Settings:
    """Demo settings: known passwords, so only where `Settings` allows a demo."""
    if "HUB_AUTHORITY" not in os.environ:
        given["authority"] = words.AUTHORITY
    if "HUB_SCHOOL_ZONE" not in os.environ:
        given["school_zone"] = words.SCHOOL_ZONE
    made = hub_settings.load(demo=True, **given)
    if "HUB_PUBLIC_URL" in os.environ:
        return made
    return hub_settings.load(demo=True, public_url=f"http://127.0.0.1:{made.port}", **given)


async def fill(settings: Settings, size: str, today: date | None) -> str:
    """Fills the hub if it is empty; says in one line what there is."""
    await migrations.migrate(settings, TABLES)
    async with Hub(settings).running():
        if not await load.is_empty():
            await sso.move(settings)
            return f"The demo in {settings.data} is kept as it is."
        here = datetime.now(settings.zone).date()
        by = await actors.of_job("demo")
        counts = await load.load(size, today or here, demos=demos(), by=by)
        await search.rebuild(by=by)
    return f"{words.AUTHORITY}: {counts['person']} people, {counts['people_group']} groups."


def demos() -> list[Demo]:
    """What the domains add to the authority, in their order."""
    return [import_module(name).demo for name in DEMOS]


def welcome(settings: Settings) -> str:
    """The address, the sign-ins, and what to do with them."""
    return f"""
  {settings.public_url}

  sign in as   {"  ".join(load.SIGN_INS)}
  password     {load.PASSWORD}, or none by “{sso.LABEL}”
  devices      {settings.public_url}/dav/ with the password {load.DEVICE}
  mail         {settings.public_url}/demo/mail
  visite       docs/guide/visite.md (in English docs/guide/tour.md): half an hour, step by step
  stop         Ctrl C; the data stay in {settings.data}
"""
