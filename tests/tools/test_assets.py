"""Assets are made again when, and only when, what they are made of has changed."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tools import assets


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    path = tmp_path / "app.js"
    path.write_text("one")
    return path


def test_made_once_then_after_each_change(source: Path, tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> None:
        (tmp_path / "dist").mkdir(exist_ok=True)
        made.append(source.read_text())

    def once() -> bool:
        return assets._once(tmp_path / "dist", [source], make)

    assert [once(), once()] == [True, False]
    source.write_text("two")
    assert [once(), once()] == [True, False]
    (tmp_path / "dist").rmdir()
    assert [once(), once()] == [True, False]
    assert made == ["one", "two", "two"]


def test_a_failed_build_is_tried_again(source: Path, tmp_path: Path) -> None:
    def fail() -> None:
        raise assets.AssetsError("no")

    for _attempt in range(2):
        with pytest.raises(assets.AssetsError):
            assets._once(tmp_path / "dist", [source], fail)


def test_a_folder_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "dist"
    target.mkdir()
    (target / "old.js").touch()
    with pytest.raises(assets.AssetsError):
        half_built(target)
    assert [path.name for path in target.iterdir()] == ["old.js"]
    assert [path.name for path in tmp_path.iterdir()] == ["dist"]
    with assets._replacing(target) as fresh:
        (fresh / "new.js").touch()
    assert [path.name for path in target.iterdir()] == ["new.js"]


def half_built(target: Path) -> None:
    with assets._replacing(target) as fresh:
        (fresh / "half.js").touch()
        raise assets.AssetsError("esbuild stopped half way")


def test_names_carry_the_hash_of_their_content() -> None:
    manifest = json.loads((assets.DIST / "manifest.json").read_text())
    for plain, hashed in manifest.items():
        stem, _dot, suffix = plain.rpartition(".")
        assert Path(hashed).name.startswith(f"{stem}-")
        assert hashed.endswith(f".{suffix}")
        assert (assets.DIST / hashed).is_file()


def test_nothing_is_loaded_from_another_host() -> None:
    css = "".join(path.read_text() for path in assets.DIST.rglob("*.css"))
    assert "url(" in css
    assert re.findall(r"""(?:url\(|@import\s)["']?(?:\w+:)?//[^)]*""", css) == []


@pytest.mark.parametrize("style", assets.STYLES)
def test_the_printed_typeface_has_every_french_letter(style: str) -> None:
    font = TTFont(assets.FONTS / f"{assets.FACE}-{style}.ttf")
    letters = font.getBestCmap()
    assert [
        letter
        for letter in "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿŁń’«»–—€…"
        if ord(letter) not in letters
    ] == []
    assert font["name"].getBestFamilyName() == "Atkinson Hyperlegible Next"
    assert font["OS/2"].usWeightClass == int(style.partition("-")[0])
