"""Reads of schools: what is published, for those of the school; the draft, for who plans it."""

from hub_extranet.schools.queries.drafts import (
    Draft,
    draft,
    lessons_elsewhere,
    school_of_class,
    school_of_closing,
    school_of_line,
)
from hub_extranet.schools.queries.editions import Edition, edition, editions
from hub_extranet.schools.queries.found import SchoolView, school, schools, unopened, unpublished
from hub_extranet.schools.queries.names import Names, classes_of, names

__all__ = [
    "Draft",
    "Edition",
    "Names",
    "SchoolView",
    "classes_of",
    "draft",
    "edition",
    "editions",
    "lessons_elsewhere",
    "names",
    "school",
    "school_of_class",
    "school_of_closing",
    "school_of_line",
    "schools",
    "unopened",
    "unpublished",
]
