"""What the pages of the directory are asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile

from hub.people.actions.presence import AbsenceDetails
from hub.people.staff_csv.sheet import LABELS
from hub.web.forms import Fields
from hub_directory.queries import Wanted

MOST_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class Absence:
    """What somebody says of their absence; `replacement` is a name as it was typed."""

    details: AbsenceDetails
    replacement: str
    chosen: int | None
    """The key of the one who was meant, if the name alone did not tell."""


def wanted(fields: Fields) -> Wanted:
    return Wanted(
        fields.text("q", most=200, required=False),
        fields.optional_key("unit") or 0,
        fields.page(),
    )


def absence(fields: Fields) -> Absence:
    details: AbsenceDetails = {
        "starts_on": fields.day("starts_on"),
        "ends_on": fields.day("ends_on"),
        "starts_at_noon": fields.flag("starts_at_noon"),
        "ends_at_noon": fields.flag("ends_at_noon"),
        "message": fields.text("message", most=300, required=False),
    }
    named = fields.text("replacement", required=False)
    return Absence(details, named, fields.optional_key("replacement_id"))


def staff_list(fields: Fields) -> UploadFile:
    return fields.file("file")


def version(fields: Fields) -> int:
    return fields.integer("version")


def options(headers: list[str]) -> Any:
    """What the form below the columns of a list says: which is which, and whether units are new."""

    def parse(fields: Fields) -> Mapping[str, Any]:
        known = ("", *LABELS)
        columns = {
            header: fields.choice(f"column-{at}", known) or None
            for at, header in enumerate(headers[:MOST_COLUMNS])
        }
        return {"columns": columns, "with_new_units": fields.flag("with_new_units")}

    return parse
