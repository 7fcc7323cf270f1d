"""Signing in with an account of elsewhere, and what links one to an account here."""

from hub.accounts.relying_party.actions.beginning import Way, begin, begin_link
from hub.accounts.relying_party.actions.ending import end_by_provider, way_out
from hub.accounts.relying_party.actions.finishing import Answered, Entered, finish
from hub.accounts.relying_party.actions.linking import link, unlink

__all__ = [
    "Answered",
    "Entered",
    "Way",
    "begin",
    "begin_link",
    "end_by_provider",
    "finish",
    "link",
    "unlink",
    "way_out",
]
