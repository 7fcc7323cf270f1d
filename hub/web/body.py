"""The form that a request brought, read once, within the limits of its door."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request

from hub.web.limits import FORM, Limits


async def submitted(request: Request) -> FormData:
    """Its fields and files; nothing when it brought no form.

    Raises:
        HTTPException: 400 for a malformed form or too many parts, 413 for too many bytes.
    """
    door = request.scope.get("door")
    limits: Limits = door.limits if door else FORM
    form = await request.form(
        max_files=limits.files, max_fields=limits.fields, max_part_size=limits.text
    )
    request.scope["submitted"] = form
    return form


def already_submitted(request: Request) -> FormData:
    """The form, once it was read; empty before."""
    form: FormData = request.scope.get("submitted") or FormData()
    return form
