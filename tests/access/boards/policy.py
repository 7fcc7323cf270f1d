"""Who may do what with boards, notes and diaries."""

from __future__ import annotations

from hub.access.policy import Ladder
from hub.access.trees import Tree

BOARD = Ladder(
    "board",
    "note",
    roles=("read", "comment", "write", "manage"),
    needed={
        "read": "read", "comment": "comment", "write": "write", "delete": "write",
        "share": "manage", "manage": "manage",
    },
)  # fmt: skip
DIARY = Ladder(
    "diary",
    roles=("freebusy", "read", "edit", "manage"),
    needed={"see_busy": "freebusy", "read": "read", "write": "edit", "manage": "manage"},
)
NOTES = Tree("note", "note")
