"""Takes the pictures of `docs/screens` again, from a fresh demo: `python -m tools.screens`.

They show the day on which they are taken: the demo is made for it, and pages tell the real hour.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from hub.demo.load import PASSWORD
from tools import system

FOLDER = Path(__file__).parents[1] / "docs/screens"
DESK, PHONE = (1280, 900), (390, 844)
WIDEST = 1000  # px in the picture: pages of text are no wider
LARGEST = 80_000  # bytes; a clone carries every version of every picture
QUALITY = 82
PATIENCE = 60  # seconds until the demo answers


def stay(page: Page) -> None:
    """The page is seen as it opens."""


def first_meeting(page: Page) -> None:
    """The first of the list is the next one that the reader is convened to."""
    page.locator(".line h3 a").first.click()
    page.locator(".point").first.wait_for()


def piece(page: Page) -> None:
    first_meeting(page)
    page.locator(".pieces a[href*='piece=']").first.click()
    page.locator("#reader .pdf").first.wait_for()


def school_week(page: Page) -> None:
    page.get_by_role("link", name="La semaine").first.click()
    page.locator(".school-week").wait_for()


@dataclass(frozen=True)
class Screen:
    """One picture: whose page it is, and how one comes to it from an address."""

    name: str
    login: str
    path: str
    size: tuple[int, int]
    act: Callable[[Page], None] = stay


SCREENS = (
    Screen("today", "agent", "/today", DESK),
    Screen("agenda", "agent", "/calendars", DESK),
    Screen("meeting", "official", "/meetings", DESK, piece),
    Screen("meeting-phone", "official", "/meetings", PHONE, first_meeting),
    Screen("school", "school", "/schools", DESK, school_week),
)


def main() -> int:
    path = system.browser()
    if path is None:
        print("Pictures need Chromium: apt install chromium.", file=sys.stderr)
        return 1
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--disable-gpu", *sandbox])
        for screen in SCREENS:
            picture = reduced(taken(browser, url, screen))
            (FOLDER / f"{screen.name}.webp").write_bytes(picture)
            print(f"{screen.name}.webp {len(picture):,} bytes")
    return 0


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo that lives as long as the block."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    with TemporaryDirectory() as data:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        command = [sys.executable, "-m", "hub", "demo", "--data", data, "--port", str(port)]
        process = subprocess.Popen(command, env=kept | {"HUB_DEMO": "1"}, stdout=subprocess.DEVNULL)
        try:
            _wait(process, f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def _wait(process: subprocess.Popen[bytes], url: str) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            direct.open(url, timeout=5).close()
            return
        except OSError:  # nobody listens yet, or it is not ready
            time.sleep(0.2)
    raise TimeoutError("the demo does not answer; what it printed above says why")


def taken(browser: Browser, url: str, screen: Screen) -> bytes:
    """The page as PNG, for a French reader by day."""
    width, height = screen.size
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", color_scheme="light", reduced_motion="reduce",
        viewport={"width": width, "height": height},
    )  # fmt: skip
    page = context.new_page()
    page.goto(url + "/sign-in?next=" + screen.path)
    page.fill("#f-login", screen.login)
    page.fill("#f-password", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    screen.act(page)
    page.evaluate("document.fonts.ready.then(() => document.activeElement.blur())")
    png = page.screenshot()
    context.close()
    return png


def reduced(png: bytes) -> bytes:
    """A small WebP of it; raises `ValueError` when it stays too large to be kept in git."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.thumbnail((WIDEST, WIDEST), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    picture.save(written, "WEBP", quality=QUALITY, method=6)
    if len(written.getvalue()) > LARGEST:
        raise ValueError(f"{len(written.getvalue())} bytes are more than {LARGEST}")
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
