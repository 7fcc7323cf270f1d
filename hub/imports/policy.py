"""Who may see and steer an import: its owner, in a session. Who may import is the importer's."""

from __future__ import annotations

from hub.actor import Actor, Via
from hub.errors import NotFound
from hub.imports.models import Import
from hub.language import _


def check_owns(by: Actor, job: Import | None) -> Import:
    """The import, if there is one and it is the actor's.

    Raises:
        NotFound: to everybody else, administrators too: a file says more than what comes of it.
    """
    if job is None or by.person_id != job.person_id or by.via is not Via.SESSION:
        raise NotFound(_("There is no such import."))
    return job
