"""The only writers of access."""

from hub.access.actions.grants import appoint, change_role, grant, revoke
from hub.access.actions.scopes import (
    break_inheritance,
    delete_scopes,
    move_scope,
    open_scope,
    restore_inheritance,
)

__all__ = [
    "appoint",
    "break_inheritance",
    "change_role",
    "delete_scopes",
    "grant",
    "move_scope",
    "open_scope",
    "restore_inheritance",
    "revoke",
]
