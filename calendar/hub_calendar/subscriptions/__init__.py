"""Calendars that are kept elsewhere and read here: asked for again and again, changed by nobody.

A part of `hub_calendar` with tables of its own; how it is run: `docs/subscriptions.md`.
"""
