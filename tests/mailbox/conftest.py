"""A server with mailboxes, and a hub that reads one of them and writes down what it was given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field

import pytest

from hub.actor import Actor
from hub.app import Hub
from hub.domain.letters import Letter
from hub.mailbox import receivers
from hub.settings import Settings
from tests.mail.certificates import certificate
from tests.mailbox import dovecot
from tests.mailbox.dovecot import Server
from tests.mailbox.messages import BORDER

ADDRESS = {"mailbox_address": "agenda@orbelle.example", "mailbox_border": BORDER}


@dataclass
class Desk:
    """What a domain was given; `answer` is what it says to it, and `poison` what breaks it."""

    letters: list[Letter] = field(default_factory=list)
    answer: str = ""
    poison: str = "nothing"

    async def __call__(self, letter: Letter, /, *, by: Actor) -> str:
        self.letters.append(letter)
        if self.poison in letter.text:
            raise ZeroDivisionError
        return self.answer


@pytest.fixture(scope="session")
def imap(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("imap")
    with dovecot.running(*certificate(folder, "127.0.0.1")) as server:
        yield server


@pytest.fixture
async def mailbox_hub(new_settings: Callable[..., Settings]) -> AsyncIterator[Hub]:
    """One with a mailbox that nothing listens at: messages are handed to it."""
    url = "imap://agenda:secret@127.0.0.1:1"
    async with Hub(new_settings(mailbox_url=url, **ADDRESS)).running() as running:
        yield running


@pytest.fixture
async def desk(mailbox_hub: Hub) -> AsyncIterator[Desk]:
    desk = Desk()
    with receivers.current.bound({"text/calendar": desk}):
        yield desk
