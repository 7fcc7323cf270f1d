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
    "scheduling": "is not advertised before all of RFC 6638 is answered",
    "search.text.comp-type-optional": "a property filter on VCALENDAR is of its own properties"
    " (RFC 4791 §9.7.1)",
    "url.encode-at.identity": "@ and %40 are one octet (RFC 3986 §6.2.2.2): one object, not two",
    "url.encode-at.literal.principal": "not asked: our addresses of principals are keys",
    "well-known": "not asked: the suite does not try it on loopback",
}
"""What is not supported, or not said to be, and why."""
FOUND = re.compile(r"^## (\S+)\nFeature support level found: (\S+)", re.MULTILINE)


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
    config = tmp_path / "accounts.json"
    config.write_text(json.dumps(accounts), encoding="utf-8")
    sections = [it for one in people for it in ("--config-section", one.login)]
    done = subprocess.run(
        [Path(sys.executable).parent / "caldav-server-tester", "--verbose", *sections],
        env={**os.environ, "CALDAV_CONFIG_FILE": str(config), "HOME": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=200,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = dict(FOUND.findall(done.stdout))
    print(dict(Counter(found.values())))
    assert {name: it for name, it in found.items() if it != "full" and name not in LEFT} == {}
    assert sum(it == "full" for it in found.values()) >= 94
