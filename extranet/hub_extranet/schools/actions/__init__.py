"""The only writers of schools."""

from hub_extranet.schools.actions.days import close, override_day, reopen, restore_day
from hub_extranet.schools.actions.lines import add_line, change_line, end_line
from hub_extranet.schools.actions.planners import settle_planners
from hub_extranet.schools.actions.publishing import publish
from hub_extranet.schools.actions.schools import add_class, open_school, remove_class

__all__ = [
    "add_class",
    "add_line",
    "change_line",
    "close",
    "end_line",
    "open_school",
    "override_day",
    "publish",
    "remove_class",
    "reopen",
    "restore_day",
    "settle_planners",
]
