"""What browsers are served: exactly what was built, under names with hashes."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from hub.web.assets import DIST, Assets, AssetsMissing
from tests.web.asgi import HOST, call
from tests.web.conftest import Browser, SampleHub

SRC = DIST.parent / "src"


def test_every_file_that_a_page_asks_for_is_there(maud: Browser) -> None:
    for path in ("/", "/sign-in"):
        asked = set(re.findall(r'(?:href|src)="(/static/[^"#]+)', maud.get(path).text))
        assert len(asked) >= 4
        for it in asked:
            assert maud.get(it).status_code == 200, it


def test_types_and_compression(sample: SampleHub) -> None:
    for name, kind in [
        ("app.css", "text/css"), ("app.js", "text/javascript"), ("icons.svg", "image/svg+xml"),
        ("atkinson-hyperlegible-next-latin-wght-normal.woff2", "font/woff2"),
    ]:  # fmt: skip
        path = sample.site.assets.path(name)
        plain = call(sample, path=path)
        small = call(sample, path=path, headers=[HOST, (b"accept-encoding", b"br, gzip")])
        assert plain.headers["content-type"].startswith(kind)
        assert "content-encoding" not in plain.headers
        if name.endswith("woff2"):
            assert small.body == plain.body
        else:
            assert small.headers["content-encoding"] == "gzip"
            assert gzip.decompress(small.body) == plain.body


@pytest.mark.parametrize(
    "path",
    ["manifest.json", ".made-from", "../web/site.py", "%2e%2e/site.py", "", "assets", "app.css"],
)
def test_nothing_else_is(maud: Browser, path: str) -> None:
    assert maud.get(f"/static/{path}").status_code in {404, 303}


def test_assets_are_only_read(maud: Browser) -> None:
    assert maud.post(maud.hub.site.assets.path("app.js")).status_code == 405


def test_without_them_one_line_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="make assets"):
        Assets(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({}))
    with pytest.raises(AssetsMissing, match=r"app\.js"):
        Assets(tmp_path).path("app.js")


def test_every_icon_that_is_used_is_drawn() -> None:
    drawn = set(re.findall(r'id="i-([\w-]+)"', (SRC / "icons.svg").read_text()))
    used = set()
    for template in DIST.parent.rglob("templates/**/*.html"):
        used |= set(re.findall(r'(?:ui\.icon|icon_button)\("([\w-]+)"', template.read_text()))
    assert {"search", "bell", "x", "stop"} <= used <= drawn


def test_scripts_neither_evaluate_nor_write_html() -> None:
    for script in (SRC / "js").glob("*.js"):
        text = script.read_text()
        assert not re.search(r"\beval\(|new Function|innerHTML|outerHTML|document\.write", text), (
            script
        )
