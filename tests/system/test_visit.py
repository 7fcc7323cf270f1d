"""What fails a visit: what its pages complain about to their last moment, not that they end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.system.conftest import visiting
from tests.system.running import Running


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("console.error('Too wide')", "Too wide .*sign-in"),
        ("setTimeout(() => { throw new Error('Torn') })", "Torn"),
        ("fetch('https://elsewhere.example/').catch(() => 0)", "Content Security Policy"),
        ("fetch('/sign-in', { method: 'POST' }).then(() => 0)", "status of 403"),
    ],
)
def test_the_last_complaint_fails_it(
    browser: Browser, site: Running, script: str, told: str
) -> None:
    with pytest.raises(AssertionError, match=told), visiting(browser, site) as visit:
        visit.open("/sign-in").evaluate(script)


def test_what_is_said_of_its_end_does_not(browser: Browser, site: Running) -> None:
    with visiting(browser, site) as visit:
        visit.open("/sign-in").evaluate(
            "addEventListener('pagehide', () => console.error('The socket was closed'))"
        )


def test_what_failed_first_is_told(browser: Browser, site: Running) -> None:
    with pytest.raises(ZeroDivisionError), visiting(browser, site) as visit:
        visit.open("/sign-in").evaluate("console.error('Too wide')")
        raise ZeroDivisionError
