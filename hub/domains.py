"""The packages a hub is made of, by name: the only place of `hub` that knows the domains."""

from __future__ import annotations

DOMAINS: tuple[str, ...] = ("hub_calendar", "hub_sharing", "hub_extranet.schools")
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
)
"""Modules of the hub that have tables."""

TABLES: tuple[str, ...] = MODULES + DOMAINS
"""Every package with `models` and `migrations`."""
