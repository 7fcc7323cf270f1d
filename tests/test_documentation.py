"""What is documented is what there is."""

from __future__ import annotations

import re
from pathlib import Path

from hub import openid
from hub.openid import Provider
from hub.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]


def test_every_setting_is_documented_with_its_own_words() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    documented = dict(re.findall(r"^\| `(HUB_[A-Z_]+)` \| [^|]* \| ([^|]+) \|$", page, re.M))
    known = {PREFIX + n.upper(): f.description for n, f in Settings.model_fields.items()}
    assert documented == known


def test_every_line_of_a_provider_is_documented() -> None:
    page = (ROOT / "docs/sign-on.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)` \| [^|]+ \| [^|]+ \|$", page, re.M))
    examples = re.findall(r"```toml\n(.*?)```", page, re.S)
    written = {line for text in examples for line in re.findall(r"^(\w+) = ", text, re.M)}
    assert documented | written == Provider.model_fields.keys()
    for text in examples:
        whole = text.replace('issuer = "…"', 'issuer = "https://a.fr"').replace("…", "a secret")
        assert len(openid.read(whole)) == 1


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = set(re.findall(r"\]\((\d{4}-[a-z-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {path.name for path in folder.glob("0*.md")}
