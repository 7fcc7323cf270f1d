"""Radicale's application, as the hub wants it: no files, no waiting, no hooks, no pages."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import structlog
from radicale import config
from radicale.app import Application
from starlette.exceptions import HTTPException

from hub.dav.fallback.handover import Passing
from hub.dav.fallback.storage import Auth, Rights, Storage

log = structlog.get_logger("hub.dav")

MOST_OCCURRENCES = 10_000
"""Of one answer, expanded: what is more is refused (RFC 4791 §11, recurrences without end)."""

SETTINGS: dict[str, dict[str, Any]] = {
    "auth": {"type": Auth, "delay": 0},
    "rights": {
        "type": Rights,
        "permit_delete_collection": False,
        "permit_overwrite_collection": False,  # one PUT has cost people a whole calendar
    },
    "storage": {"type": Storage},
    "sharing": {"type": "none"},
    "web": {"type": "none"},
    "hook": {"type": "none"},
    "reporting": {
        "max_expand_occurrence": MOST_OCCURRENCES,
        "max_freebusy_occurrence": MOST_OCCURRENCES,
    },
}


class HubRadicale(Application):
    """Filters that it cannot follow are the client's fault: it is told so, and nothing breaks."""

    def do_REPORT(self, *args: Any) -> Any:  # noqa: N802  # how it finds them
        return _careful(super().do_REPORT, *args)

    def do_PROPFIND(self, *args: Any) -> Any:  # noqa: N802
        return _careful(super().do_PROPFIND, *args)


def create() -> HubRadicale:
    # It logs addresses, names of people's things and whole bodies; ours says what failed.
    logging.getLogger("radicale").setLevel(logging.CRITICAL + 1)
    configuration = config.load()
    configuration.update(SETTINGS, "hub", privileged=True)
    return HubRadicale(configuration)


def _careful(handle: Callable[..., Any], *args: Any) -> Any:
    try:
        return handle(*args)
    except Exception as error:
        log.warning("dav_report_not_understood", error=type(error).__name__)
        raise Passing(HTTPException(400)) from error
