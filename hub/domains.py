"""The packages a hub is made of, by name: the only place of `hub` that knows the domains."""

from __future__ import annotations

DOMAINS: tuple[str, ...] = (
    "hub_extranet.councils",
    "hub_calendar",
    "hub_sharing",
    "hub_directory",
    "hub_extranet.schools",
)
"""Packages with a `domain = Domain(...)`, in the order of the navigation."""

MODULES: tuple[str, ...] = (
    "hub.audit",
    "hub.blobs",
    "hub.evidence",
    "hub.jobs",
    "hub.mail",
    "hub.people",
    "hub.accounts",
    "hub.accounts.relying_party",
    "hub.access",
    "hub.links",
    "hub.dav",
    "hub.search",
    "hub.imports",
    "hub.mailbox",
)
"""Modules of the hub that have tables."""

PARTS: tuple[str, ...] = ("hub_calendar.subscriptions",)
"""Parts of domains that have tables of their own."""

WITHOUT_TABLES = frozenset({"hub_directory"})
"""Domains that show what the hub itself keeps."""

TABLES: tuple[str, ...] = MODULES + tuple(it for it in DOMAINS if it not in WITHOUT_TABLES) + PARTS
"""Every package with `models` and `migrations`."""
