"""The pages of the directory."""

from starlette.routing import BaseRoute

from hub_directory.pages import absences, hours, imports, people, units

routes: list[BaseRoute] = [
    *people.routes,
    *absences.routes,
    *hours.routes,
    *units.routes,
    *imports.routes,
]
