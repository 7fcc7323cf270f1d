"""The only writers of calendars. Page, DAV and import all end here."""

from hub_calendar.actions.answering import answer_event
from hub_calendar.actions.answers import take_answers
from hub_calendar.actions.calendars import (
    CalendarChanges,
    change_calendar,
    create_calendar,
    delete_calendar,
)
from hub_calendar.actions.choices import choose_calendars
from hub_calendar.actions.delegates import dismiss_delegate, name_delegate
from hub_calendar.actions.delivering import send_answers, tell_guests
from hub_calendar.actions.events import Reach, change_event, create_event, delete_event
from hub_calendar.actions.feeds import close_feed, open_feed
from hub_calendar.actions.horizon import forget_gone, move_horizon
from hub_calendar.actions.messages import outgoing, post_message, take_message
from hub_calendar.actions.moving import copy_object, move_object
from hub_calendar.actions.objects import Stored, delete_object, put_object
from hub_calendar.actions.personal import follow_services, personal_calendar
from hub_calendar.actions.remasking import mask_again
from hub_calendar.actions.sharing import share_calendar
from hub_calendar.actions.tasks import change_task, create_task, delete_task, tick_task
from hub_calendar.ics.drafts import EventDraft
from hub_calendar.models import CalendarKind

__all__ = [
    "CalendarChanges",
    "CalendarKind",
    "EventDraft",
    "Reach",
    "Stored",
    "answer_event",
    "change_calendar",
    "change_event",
    "change_task",
    "choose_calendars",
    "close_feed",
    "copy_object",
    "create_calendar",
    "create_event",
    "create_task",
    "delete_calendar",
    "delete_event",
    "delete_object",
    "delete_task",
    "dismiss_delegate",
    "follow_services",
    "forget_gone",
    "mask_again",
    "move_horizon",
    "move_object",
    "name_delegate",
    "open_feed",
    "outgoing",
    "personal_calendar",
    "post_message",
    "put_object",
    "send_answers",
    "share_calendar",
    "take_answers",
    "take_message",
    "tell_guests",
    "tick_task",
]
