"""Mail in tests: a package with templates, and a real SMTP server on the test's own loop."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from hub.app import Hub
from hub.settings import Settings
from tests.mail.letters import SENDER
from tests.mail.postbox import Postbox

sys.path.append(str(Path(__file__).parent))  # for hub_letters


@pytest.fixture
async def postbox() -> AsyncIterator[Postbox]:
    """A server that takes everything, until it is told otherwise."""
    async with Postbox().open() as box:
        yield box


@pytest.fixture
async def mailing_hub(
    new_settings: Callable[..., Settings], postbox: Postbox
) -> AsyncIterator[Hub]:
    """A hub whose mail goes to the postbox."""
    async with Hub(new_settings(smtp_url=postbox.url, **SENDER)).running() as running:
        yield running
