"""What every chapter has at hand: the site, a browser for each person, a day of the story's own."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from hub.settings import Settings
from tests.accounts.relying_party.counterpart import Organisation
from tests.conftest import DIALECT
from tests.system.conftest import Visit
from tests.system.judging import judged, walked
from tests.system.running import Running, arguments, surroundings
from tests.system.telephone import Telephone, today


@dataclass(frozen=True)
class Story:
    site: Running
    settings: Settings
    officials: Organisation
    """The provider that the officials' accounts are at."""
    folder: Path
    """What somebody has on their computer."""
    opened: Callable[[], Visit]
    day: date = field(default_factory=lambda: today() + timedelta(7))
    """Of a week that no other test writes in: three events at once would hide a fourth."""
    _visits: dict[str, Visit] = field(default_factory=dict)

    def at(self, login: str, path: str) -> Visit:
        """Somebody's own browser, signed in when they first come, at that page."""
        if login in self._visits:
            self._visits[login].open(path)
            return self._visits[login]
        visit = self.stranger(login)
        visit.open(path)
        visit.sign_in(login)
        return visit

    def stranger(self, name: str) -> Visit:
        """A browser that has not been here before."""
        self._visits[name] = self.opened()
        return self._visits[name]

    def visit(self, name: str) -> Visit:
        """Somebody's browser, as they left it."""
        return self._visits[name]

    def telephone(self, login: str) -> Telephone:
        return Telephone(self.site, login)

    def hub(self, *words: str) -> str:
        """What the operator's command answers."""
        told = subprocess.run(
            arguments(*words), env=surroundings(self.settings, self.site.port) | {"HUB_DEMO": "1"},
            text=True, capture_output=True, check=False,
        )  # fmt: skip
        assert told.returncode == 0, told.stderr
        return told.stdout


def usable(visit: Visit) -> None:
    """Everybody can use the open page. How it looks does not depend on the database.

    Where nothing of the story is special (sign-in, not found), `test_pages.py` looks."""
    if DIALECT == "sqlite":
        faults = walked(visit.page) + judged(visit.page)
        assert not faults, "\n".join([visit.path, *faults])


def nothing_at(visit: Visit, *paths: str) -> None:
    for path in paths:
        answer = visit.page.goto(visit.site.url + path)
        assert answer is not None
        assert answer.status == 404, path
