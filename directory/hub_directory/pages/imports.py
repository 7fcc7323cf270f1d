"""`/admin/import/people`: a list of staff is brought, looked at, written, and reported on."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from hub.errors import Conflict, Invalid
from hub.imports import actions, queries
from hub.imports.models import Import
from hub.language import N_, _
from hub.people.staff_csv.reading import MOST_BYTES
from hub.people.staff_csv.sheet import LABELS
from hub.web.downloads import disposition
from hub.web.flash import message, say
from hub.web.forms import read_form
from hub.web.limits import Limits
from hub.web.redirects import redirect
from hub.web.render import render, render_form
from hub.web.routes import page
from hub_directory import forms, policy
from hub_directory.staff import KIND

LIST, ONE = "directory/imports.html", "directory/import.html"
ONE_LIST = Limits(files=1, upload=MOST_BYTES)
MOST_COLUMNS = 6
"""Of the table of faults: more than two or three fields are seldom wrong."""
FORGOTTEN = message("directory.import_forgotten", N_("The list is forgotten."))


async def show_list(request: Request) -> Response:
    return render(request, LIST, **await _own(request))


async def upload(request: Request) -> Response:
    by = request.scope["actor"]
    policy.check_imports(by)
    try:
        file = await read_form(request, forms.staff_list)
        content = await file.read(MOST_BYTES + 1)
        job = await actions.upload(KIND, by=by, name=file.filename or "", content=content)
    except (Invalid, Conflict) as error:
        return render_form(request, LIST, error, **await _own(request))
    return redirect(f"/admin/import/people/{job.id}")


async def show(request: Request) -> Response:
    job = await _one(request)
    told = job.report or job.plan
    return render(
        request, ONE, block="job", job=job, told=told, labels=LABELS,
        fields=_faulty(told.get("faults", [])),
    )  # fmt: skip


async def plan_again(request: Request) -> Response:
    job = await _one(request)
    headers = [column["header"] for column in job.plan.get("columns", [])]
    options = await read_form(request, forms.options(headers))
    await actions.plan_again(job.id, by=request.scope["actor"], options=options)
    return redirect(f"/admin/import/people/{job.id}")


async def start(request: Request) -> Response:
    job = await _one(request)
    version = await read_form(request, forms.version)
    await actions.start(job.id, by=request.scope["actor"], version=version)
    return redirect(f"/admin/import/people/{job.id}")


async def discard(request: Request) -> Response:
    job = await _one(request)
    await actions.discard(job.id, by=request.scope["actor"])
    say(request, FORGOTTEN)
    return redirect("/admin/import/people")


async def download_faults(request: Request) -> Response:
    job = await _one(request)
    headers = disposition("faults.csv")
    content = _csv((job.report or job.plan).get("faults", []))
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


async def _one(request: Request) -> Import:
    by = request.scope["actor"]
    policy.check_imports(by)
    return await queries.one(request.path_params["import"], by=by, kind=KIND)


async def _own(request: Request) -> dict[str, Any]:
    by = request.scope["actor"]
    policy.check_imports(by)
    return {"jobs": await queries.own(by=by, kinds=[KIND]), "labels": LABELS}


def _faulty(faults: list[Mapping[str, Any]]) -> list[str]:
    """The fields to show of lines in error, in their usual order."""
    wrong = {field for fault in faults for field in fault["reasons"]}
    return [field for field in LABELS if field in wrong][:MOST_COLUMNS]


def _csv(faults: list[Mapping[str, Any]]) -> bytes:
    """The lines as they came, and why they were left out: to be corrected and brought again.

    With a mark of order, and no cell that a spreadsheet takes for a formula.
    """
    used = [field for field in LABELS if any(field in fault["cells"] for fault in faults)]
    out = io.StringIO()
    table = csv.writer(out, delimiter=";", lineterminator="\r\n")
    table.writerow([*(_(LABELS[field]) for field in used), _("Why it was left out")])
    for fault in faults:
        cells = [fault["cells"].get(field, "") for field in used]
        cells.append(" ".join(fault["reasons"].values()))
        table.writerow(
            [f"'{it}" if it[:1] in {"=", "+", "-", "@", "\t", "\r"} else it for it in cells]
        )
    return out.getvalue().encode("utf-8-sig")


ADDRESS = "/admin/import/people"
routes = [
    page(ADDRESS, show_list, "GET", name="people.import"),
    page(ADDRESS, upload, "POST", name="people.import", limits=ONE_LIST),
    page(ADDRESS + "/{import:id}", show, "GET", name="people.import.one"),
    page(ADDRESS + "/{import:id}/plan", plan_again, "POST", name="people.import.plan"),
    page(ADDRESS + "/{import:id}/start", start, "POST", name="people.import.start"),
    page(ADDRESS + "/{import:id}/discard", discard, "POST", name="people.import.discard"),
    page(ADDRESS + "/{import:id}/faults.csv", download_faults, "GET", name="people.import.faults"),
]
