"""The contrasts that the look promises, measured on the tokens (WCAG 2.1, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re

import pytest

from hub.web.assets import DIST

TOKENS = (DIST.parent / "src" / "css" / "tokens.css").read_text()
COLOURS = [f"c{n}" for n in range(1, 7)]
TEXT, MARK = 4.5, 3.0
PAIRS = [
    *[(it, "paper", TEXT) for it in ("ink", "soft", "green", "ochre", "brick")],
    *[(it, "sheet", TEXT) for it in ("ink", "soft", "green", "ochre", "brick")],
    *[("ink", f"{it}-wash", TEXT) for it in ("green", "ochre", "brick")],
    *[(it, f"{it}-wash", TEXT) for it in ("green", "ochre", "brick")],
    *[("soft", it, TEXT) for it in ("sunken", "green-wash", "ochre-wash", "brick-wash")],
    ("on-green", "green", TEXT), ("on-green", "green-deep", TEXT),
    *[(it, f"{it}w", TEXT) for it in COLOURS], *[("ink", f"{it}w", TEXT) for it in COLOURS],
    *[("edge", it, MARK) for it in ("paper", "sheet", "sunken")],
    *[("ochre-mark", it, MARK) for it in ("paper", "sheet", "ochre-wash")],
]  # fmt: skip


def _palette(start: str) -> dict[str, str]:
    block = TOKENS.partition(start)[2].partition("}")[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


LIGHT = _palette(":root {")
DARK = LIGHT | _palette(':root[data-theme="dark"] {')


def _luminance(colour: str) -> float:
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("mark", "ground", "least"), PAIRS)
def test_contrast(palette: dict[str, str], mark: str, ground: str, least: float) -> None:
    high, low = sorted((_luminance(palette[mark]), _luminance(palette[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= least


def test_the_system_and_the_reader_mean_the_same_dark() -> None:
    assert _palette(':root:not([data-theme="light"]) {') == _palette(':root[data-theme="dark"] {')
