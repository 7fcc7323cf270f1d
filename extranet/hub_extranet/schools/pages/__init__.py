"""Pages of schools: what is published, and where it is prepared."""

from hub_extranet.schools.pages import (
    lines,
    opening,
    posters,
    preparation,
    publication,
    school,
)

routes = [
    *opening.routes,
    *school.routes,
    *posters.routes,
    *preparation.routes,
    *lines.routes,
    *publication.routes,
]
