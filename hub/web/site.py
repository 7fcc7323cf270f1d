"""All layers around all doors, in the one order that is safe.

The composition root makes one:

    site = Site(routes, packages=("hub.people", "hub_calendar"), identify=identify)

and calls it as an ASGI application, inside `Hub.bound()`. It answers `http` and `websocket`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from hub.web import pages
from hub.web.assets import Assets
from hub.web.environment import environment
from hub.web.flash import Flash
from hub.web.middleware import BodyLimit, Envelope, Gate, Language, Methods
from hub.web.refusals import Refusals
from hub.web.sign_in import Identified, Identify, SignInRequired
from hub.web.table import Resolve, Table, answer


class Site:
    def __init__(
        self, routes: Iterable[BaseRoute], *, packages: Sequence[str], identify: Identify
    ) -> None:
        self.assets = Assets()
        self.environment = environment(packages)
        self.table = Table([*pages.routes(self.assets), *routes])
        self._app = self._layers(identify)

    def _layers(self, identify: Identify) -> ASGIApp:
        """From the inside out. A layer may only use what those outside it have put in the scope."""
        app: ASGIApp = BodyLimit(answer)
        app = SignInRequired(app)
        app = Flash(app)
        app = Identified(app, identify)
        app = Methods(app)
        app = Resolve(app, self.table)
        app = Gate(app)
        app = Refusals(app)
        app = Language(app)
        return Envelope(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["site"] = scope["app"] = self
        await self._app(scope, receive, send)
