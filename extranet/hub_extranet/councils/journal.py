"""How the journal says what is done to councils, marked with `N_`."""

from __future__ import annotations

from hub.language import N_

NAMES = {
    "councils.body.created": N_("Body added"),
    "councils.body.opened": N_("Body opened"),
    "councils.convocation.opened": N_("Convocation opened by a member"),
    "councils.convocation.posted": N_("Convocation posted"),
    "councils.convocation.sent": N_("Convocation sent"),
    "councils.item.added": N_("Item added to an agenda"),
    "councils.item.changed": N_("Item changed"),
    "councils.item.moved": N_("Item moved"),
    "councils.item.removed": N_("Item removed"),
    "councils.meeting.answered": N_("Presence answered"),
    "councils.meeting.changed": N_("Meeting changed"),
    "councils.meeting.closed": N_("Meeting closed"),
    "councils.meeting.planned": N_("Meeting planned"),
    "councils.piece.attached": N_("Piece attached"),
    "councils.piece.removed": N_("Piece removed"),
    "councils.seat.left": N_("Seat left"),
    "councils.seat.taken": N_("Seat taken"),
    "agenda_item": N_("item of an agenda"),
    "body": N_("body"),
    "delivery": N_("convocation of a member"),
    "meeting": N_("meeting"),
    "piece": N_("piece"),
    "seat": N_("seat"),
}
