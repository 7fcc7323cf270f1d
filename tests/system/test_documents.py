"""A paper as it is printed: what the browser itself does with it."""

from __future__ import annotations

from hub.language import _
from tests.system.conftest import Visit
from tests.system.story.papers import HOUSE

VIEWER = "chrome-extension://mhjfbmdgcfjbbpaeojofohoefgiehjai/"  # Chromium's, of PDFs


def test_a_paper_is_opened_as_it_is_printed(visit: Visit) -> None:
    """The browser's own viewer opens it, although it is sandboxed; nothing else is asked."""
    visit.open("/spaces")
    visit.sign_in("manager")
    visit.page.get_by_role("link", name=HOUSE).click()
    visit.page.locator("th a", has_text=".pdf").first.click()
    with visit.context.expect_event("request", lambda it: it.url.startswith(VIEWER)):
        visit.page.get_by_role("link", name=_("Open")).click()
    assert visit.path.endswith("/pdf")
    visit.page.goto("about:blank")
    visit.faults[:] = [it for it in visit.faults if VIEWER not in it]
