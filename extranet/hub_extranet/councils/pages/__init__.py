"""Pages of councils."""

from hub_extranet.councils.pages import items, lists, meeting, preparing

routes = [*lists.routes, *meeting.routes, *preparing.routes, *items.routes]
