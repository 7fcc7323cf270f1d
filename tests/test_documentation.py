"""What is documented is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from hub.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]


def test_every_setting_is_documented_with_its_own_words() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `(HUB_[A-Z_]+)` \| [^|]* \| ([^|]+) \|$", page, re.M))
    known = {PREFIX + n.upper(): f.description for n, f in Settings.model_fields.items()}
    assert documented == known


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = set(re.findall(r"\]\((\d{4}-[a-z-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {path.name for path in folder.glob("0*.md")}
