"""How the journal says what is done to documents, marked with `N_`."""

from __future__ import annotations

from hub.language import N_

NAMES = {
    "sharing.file.frozen": N_("File frozen"),
    "sharing.file.read": N_("File read"),
    "sharing.file.replaced": N_("New version of a file"),
    "sharing.file.stored": N_("File put in"),
    "sharing.folder.created": N_("Folder added"),
    "sharing.node.closed": N_("Document closed to the rights above"),
    "sharing.node.moved": N_("Document moved"),
    "sharing.node.renamed": N_("Document renamed"),
    "sharing.node.reopened": N_("Document open again to the rights above"),
    "sharing.node.restored": N_("Document taken out of the bin"),
    "sharing.node.shared": N_("Document shared"),
    "sharing.node.trashed": N_("Document put in the bin"),
    "sharing.space.created": N_("Space added"),
    "sharing.space.opened": N_("Space opened by the hub"),
    "file": N_("file"),
    "folder": N_("folder"),
    "space": N_("space"),
}
