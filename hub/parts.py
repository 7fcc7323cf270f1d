"""What the modules of the hub bring: addresses, reactions, times and templates, put together."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.routing import BaseRoute

from hub import health
from hub.accounts import jobs as account_jobs
from hub.accounts import pages as accounts
from hub.home import pages as home
from hub.jobs.clock import Periodic
from hub.jobs.outbox import Reaction
from hub.mail import jobs as mail_jobs
from hub.mail import pages as mail

ROUTES: tuple[BaseRoute, ...] = (
    *health.routes,
    *home.routes,
    *accounts.routes,
    *mail.routes,
)

REACTIONS: dict[str, Sequence[Reaction]] = {**account_jobs.reactions}

PERIODIC: tuple[Periodic, ...] = (*account_jobs.periodic, *mail_jobs.periodic)

TEMPLATES = ("hub.home", "hub.accounts", "hub.mail")
"""Packages with `templates/`."""
