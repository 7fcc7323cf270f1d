"""The only writers of councils."""

from hub_extranet.councils.actions.agendas import add_item, change_item, move_item, remove_item
from hub_extranet.councils.actions.answers import answer, record_opening
from hub_extranet.councils.actions.bodies import create_body, leave_seat, open_body, take_seat
from hub_extranet.councils.actions.convocations import record_posting, send_convocation
from hub_extranet.councils.actions.meetings import change_meeting, close_meeting, plan_meeting
from hub_extranet.councils.actions.pieces import attach_piece, remove_piece
from hub_extranet.councils.actions.secretaries import settle_secretaries

__all__ = [
    "add_item",
    "answer",
    "attach_piece",
    "change_item",
    "change_meeting",
    "close_meeting",
    "create_body",
    "leave_seat",
    "move_item",
    "open_body",
    "plan_meeting",
    "record_opening",
    "record_posting",
    "remove_item",
    "remove_piece",
    "send_convocation",
    "settle_secretaries",
    "take_seat",
]
