"""The shell in a real browser: width, targets, accessibility, policy, keyboard, scripts."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from hub import settings
from tests.web.conftest import SampleHub
from tests.web.sample import pages

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PATHS = ["/", "/people", "/edit", "/upload", "/nowhere", "/fail/broken", "/sign-in"]
WIDTHS = (320, 360, 390, 768, 1024, 1360)
OVERFLOW = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
NARROW_TARGETS = """() => {
  // Words in a sentence are exempt (WCAG 2.5.8), and so are titles whose link covers their row.
  const seen = [...document.querySelectorAll('a, button, select, textarea, input, summary')];
  return seen.filter(it => {
    const target = it.matches('input[type=checkbox], input[type=radio]') ? it.closest('label') : it;
    const box = target.getBoundingClientRect();
    const isShown = it.checkVisibility({visibilityProperty: true}) && box.width > 1;
    const isInText = it.matches('a') && it.closest('p, h3, b, th, .person');
    return isShown && !isInText && !it.matches('.skip, input[type=hidden]')
      && (box.height < 43.9 || box.width < 43.9);
  }).map(it => it.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def served() -> Iterator[SampleHub]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        name = "Communauté de communes du Val d’Orbelle"
        now = settings.load(public_url=f"http://127.0.0.1:{port}", authority=name)
        with settings.current.bound(now):
            hub = SampleHub(now)
        server = uvicorn.Server(uvicorn.Config(hub, lifespan="off", log_level="error"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listener])))
        thread.start()
        yield hub
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "these tests need chromium (apt install chromium)"
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=[*options, "--disable-background-networking"]
        )
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(chromium: Browser, served: SampleHub) -> Iterator[Open]:
    """Opens a page, signed in; whatever the policy forbids or a script throws fails the test."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def open_(path: str, width: int = 1360, signed_in: bool = True, **options: Any) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 844}, locale="fr-FR", **options
        )
        contexts.append(context)
        if signed_in:
            token, _session = served.sign_in()
            base = served.settings.public_url
            context.add_cookies([{"name": "hub", "value": token, "url": base}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda it: faults.append(it.text) if _is_fault(it.text) else None)
        page.goto(served.settings.public_url + path)
        page.wait_for_function("window.htmx")
        return page

    pages.seen.clear()
    yield open_
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(text: str) -> bool:
    return "Content Security Policy" in text or "htmx" in text


@pytest.mark.parametrize("path", PATHS)
def test_width_targets_and_axe(open_page: Open, path: str) -> None:
    page = open_page(path, signed_in=path != "/sign-in")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        assert (width, page.evaluate(OVERFLOW)) <= (width, 0)
        assert (width, page.evaluate(NARROW_TARGETS)) == (width, [])
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert _axe(page) == []


def _axe(page: Page) -> list[str]:
    found = page.evaluate("axe.run().then(it => it.violations)")
    return [f"{it['id']}: {node['html']}" for it in found for node in it["nodes"]]


def test_icons_are_drawn_in_the_colour_of_the_words(open_page: Open) -> None:
    page = open_page("/")
    icon = page.locator(".page-head .button--main .icon")
    assert icon.bounding_box()["width"] > 15
    drawn = "it => it.querySelector('use').getBoundingClientRect().width"
    page.wait_for_function(
        "document.querySelector('.line .icon use').getBoundingClientRect().width > 5"
    )
    assert icon.evaluate(drawn) > 5


def test_the_first_tab_skips_the_shell(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_ctrl_k_searches(open_page: Open) -> None:
    page = open_page("/people")
    page.keyboard.press("Control+k")
    page.wait_for_url("**/search")


def test_the_theme_is_kept_without_a_flash(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_text("Sombre").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.request.get(page.url).text().count('data-theme="dark"') == 1
    page.reload()
    expect(page.get_by_label("Sombre")).to_be_checked()
    page.get_by_text("Automatique").click()
    assert "data-theme=" not in page.request.get(page.url).text()


@pytest.mark.parametrize("width", [360, 1360])
def test_a_dialog_opens_and_gives_the_focus_back(open_page: Open, width: int) -> None:
    page = open_page("/", width)
    opener = page.get_by_role("button", name="Ouvrir le dialogue")
    dialog = page.get_by_role("dialog")
    opener.click()
    expect(dialog).to_be_visible()
    assert page.evaluate(OVERFLOW) <= 0
    assert page.evaluate(NARROW_TARGETS) == []
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    dialog.get_by_role("button", name="Fermer").click()
    expect(dialog).to_be_hidden()


def test_the_ground_beside_a_dialog_closes_it(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("button", name="Ouvrir le dialogue").click()
    page.mouse.click(5, 5)
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_question_comes_first(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_role("button", name="Supprimer").click()
    dialog = page.get_by_role("dialog", name="Supprimer la fiche de Léa Morvan ?")
    expect(dialog.get_by_role("button", name="Annuler")).to_be_focused()
    dialog.get_by_role("button", name="Annuler").click()
    assert pages.seen == []
    page.get_by_role("button", name="Supprimer").click()
    dialog.get_by_role("button", name="Supprimer").click()
    page.wait_for_url("**/people")
    assert pages.seen == ["moved"]
    expect(page.locator(".messages .note")).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="3 dates moved.")).to_be_attached()
    page.get_by_role("button", name="Fermer ce message").first.click()
    expect(page.locator(".messages .note")).to_have_count(1)


def test_a_form_with_faults_comes_back_in_place(open_page: Open) -> None:
    page = open_page("/edit")
    page.evaluate("document.querySelector('form.form').noValidate = true")
    page.fill("#f-name", "Maud")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.locator("#f-name")).to_have_value("Maud")
    expect(page.locator("#f-email")).to_have_attribute("aria-invalid", "true")
    page.fill("#f-email", "maud@example.fr")
    page.get_by_text("agent", exact=True).click()
    page.evaluate("document.querySelector('form.form').noValidate = true")
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/people")
    assert pages.seen == ["Maud"]


def test_without_script_the_same_form_works(chromium: Browser, served: SampleHub) -> None:
    pages.seen.clear()
    context = chromium.new_context(java_script_enabled=False, locale="fr-FR")
    token, _session = served.sign_in()
    context.add_cookies([{"name": "hub", "value": token, "url": served.settings.public_url}])
    page = context.new_page()
    page.goto(f"{served.settings.public_url}/edit")
    page.fill("#f-name", "Maud")
    page.fill("#f-email", "maud@example.fr")
    page.select_option("#f-unit", "1")
    page.get_by_text("élu", exact=True).click()
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/people")
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert pages.seen == ["Maud"]
    context.close()


def test_a_refusal_shows_where_one_is(open_page: Open) -> None:
    page = open_page("/people")
    page.get_by_role("button", name="Demander").click()
    expect(page.get_by_role("alert")).to_contain_text("Only the head may.")
    expect(page.locator("h1")).to_have_text("Comptes")


def test_an_upload_says_how_far_it_is_and_leads_on(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/upload")
    (tmp_path / "a.bin").write_bytes(b"x" * 3_000_000)
    page.evaluate("""() => {
      window.told = [];
      const bar = document.querySelector('[data-upload-progress] [role=progressbar]');
      const note = new MutationObserver(() => window.told.push(bar.ariaValueNow));
      note.observe(bar, {attributes: true});
      window.addEventListener('pagehide', () => sessionStorage.told = window.told);
    }""")
    page.set_input_files("#f-file", tmp_path / "a.bin")
    page.get_by_role("button", name="Déposer").click()
    page.wait_for_url("**/people")
    assert pages.seen == ["a.bin 3000000"]
    assert page.evaluate("sessionStorage.told").endswith("100")
    expect(page.locator(".messages")).to_contain_text("Saved.")


def test_our_forms_say_where_they_come_from_without_sec_fetch(
    open_page: Open, served: SampleHub
) -> None:
    """Why pages have `Referrer-Policy: same-origin`: see `hub.web.render`."""
    page = open_page("/")
    with page.expect_request("**/move") as sent:
        page.get_by_role("button", name="J’ai lu").click()
    assert sent.value.all_headers()["origin"] == served.settings.public_url
