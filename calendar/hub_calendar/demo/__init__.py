"""The calendars of the demo: everybody's own, one a service, one a body, and what is in them."""

from hub_calendar.demo.load import demo

__all__ = ["demo"]
