"""The only writers of spaces, folders and files.

Whatever changes a tree locks it first (`locked.place`, `locked.node`): one change at a time in a
space, so that no two nodes get one name, nothing is put where nothing is any more, and what is put
somewhere has the rights of there.
"""

from hub_sharing.actions.bin import restore, trash
from hub_sharing.actions.files import add_version, freeze, store_file, upload
from hub_sharing.actions.places import create_folder, create_space, open_space
from hub_sharing.actions.rights import close, reopen, share
from hub_sharing.actions.tree import move, rename
from hub_sharing.receiving import Received, chunks, receive

__all__ = [
    "Received",
    "add_version",
    "chunks",
    "close",
    "create_folder",
    "create_space",
    "freeze",
    "move",
    "open_space",
    "receive",
    "rename",
    "reopen",
    "restore",
    "share",
    "store_file",
    "trash",
    "upload",
]
