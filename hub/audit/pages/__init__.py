"""Pages of the journal."""

from hub.audit.pages.journal import routes

__all__ = ["routes"]
