"""The pages of accounts."""

from starlette.routing import BaseRoute

from hub.accounts.pages import administration, links, own, signing_in

routes: list[BaseRoute] = [
    *signing_in.routes,
    *links.routes,
    *own.routes,
    *administration.routes,
]
