"""What everybody needs of a page: room at every width, targets for a finger, axe, the Tab key."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tools.assets import MODULES

WIDTHS = (360, 390, 1360)
JUDGED = (360, 1360)  # between the two phones no rule of the styles changes
LEAST = 44  # px
AXE = (MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
MEASURE = (Path(__file__).parent / "measure.js").read_text(encoding="utf-8")


def judged(page: Page) -> list[str]:
    """What the open page has no room for on phones and on a screen, and what axe finds there."""
    page.evaluate(AXE)
    page.evaluate(MEASURE)
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        faults += [f"{width} px: {fault}" for fault in _fit(page)]
        if width in JUDGED:
            faults += [f"{width} px: {fault}" for fault in _judgement(page)]
    return faults


def _fit(page: Page) -> list[str]:
    """What the page has no room for at this width."""
    over: int = page.evaluate("measure.width()")
    small: list[str] = page.evaluate("least => measure.small(least)", LEAST)
    wide = [f"{over} px too wide"] if over > 0 else []
    return wide + [f"small target {it}" for it in small]


def _judgement(page: Page) -> list[str]:
    """What axe finds serious or critical by day, and in the colours of the night."""
    faults: list[str] = page.evaluate("measure.axe([])")
    page.emulate_media(color_scheme="dark")
    dark: list[str] = page.evaluate("measure.axe(['color-contrast'])")
    page.emulate_media(color_scheme="light")
    return faults + [f"dark: {fault}" for fault in dark]


def walked(page: Page) -> list[str]:
    """What Tab does not come by, or does not show."""
    page.evaluate(MEASURE)
    missed: list[str] = page.evaluate("measure.stops()")
    page.evaluate("document.querySelector('dialog[open]') || document.activeElement.blur()")
    faults = []
    for _step in range(4 * len(missed) + 30):  # hour, minute, half and picker of a time are stops
        page.keyboard.press("Tab")
        focused = page.evaluate("measure.focused()")
        if focused["name"] in missed:
            missed.remove(focused["name"])
            faults += [] if focused["ring"] else [f"no ring around {focused['name']}"]
        if not missed:
            break
    return faults + [f"never reaches {it}" for it in missed]
