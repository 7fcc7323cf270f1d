"""Reads of the directory, each in a number of statements that no size changes."""

from hub_directory.queries.cards import Away, Card, Link, Post, absence, card, someone
from hub_directory.queries.charts import Place, UnitPage, chart, unit
from hub_directory.queries.contacts import Contact, contacts
from hub_directory.queries.lists import PAGE, Found, Line, UnitLine, Wanted, find
from hub_directory.queries.replacements import Candidate, candidates, colleagues

__all__ = [
    "PAGE",
    "Away",
    "Candidate",
    "Card",
    "Contact",
    "Found",
    "Line",
    "Link",
    "Place",
    "Post",
    "UnitLine",
    "UnitPage",
    "Wanted",
    "absence",
    "candidates",
    "card",
    "chart",
    "colleagues",
    "contacts",
    "find",
    "someone",
    "unit",
]
