"""`caldav-server-tester`, the suite of those who write the Python client, and what it finds."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.dav.conftest import Site

LEFT = {
    "create-calendar.auto": "an address where nothing is stays 404: nothing is made by a look",
    "get-current-user-principal.has-calendar": "a fact and no support: there is one",
    "search.text.comp-type-optional": "a property filter on VCALENDAR is of its own properties"
    " (RFC 4791 §9.7.1)",
    "url.encode-at.identity": "@ and %40 are one octet (RFC 3986 §6.2.2.2): one object, not two",
    "url.encode-at.literal.principal": "not asked: our addresses of principals are keys",
    "well-known": "not asked: the suite does not try it on loopback",
}
"""What is not supported, or not said to be, and why."""
FOUND = re.compile(r"^## (\S+)\nFeature support level found: (\S+)", re.MULTILINE)


MOST_RUNS = 3
"""It takes the first message that comes into an inbox for that of its invitation; by then the last
event of the check before may be told to be cancelled. What it then says is not so the next time."""


def test_what_it_finds(site: Site, tmp_path: Path) -> None:
    """With three people, who invite each other."""
    people = (site.cast.alice, site.cast.bob, site.cast.edgar)
    accounts = {
        it.login: {
            "caldav_url": f"{site.hub.url}/dav/", "caldav_username": it.login,
            "caldav_password": it.secret,
        }
        for it in people
    }  # fmt: skip
    (tmp_path / "accounts.json").write_text(json.dumps(accounts), encoding="utf-8")
    for _run in range(MOST_RUNS):
        found = said(tmp_path, [it.login for it in people])
        print(dict(Counter(found.values())))
        odd = {name: it for name, it in found.items() if it != "full" and name not in LEFT}
        if not odd:
            break
    assert odd == {}
    assert sum(it == "full" for it in found.values()) >= 95


def said(folder: Path, logins: list[str]) -> dict[str, str]:
    """By the name of each feature, how far it is supported."""
    sections = [it for login in logins for it in ("--config-section", login)]
    environment = {"CALDAV_CONFIG_FILE": str(folder / "accounts.json"), "HOME": str(folder)}
    done = subprocess.run(
        [Path(sys.executable).parent / "caldav-server-tester", "--verbose", *sections],
        env=os.environ | environment, capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(FOUND.findall(done.stdout))
