"""How the journal says what is done to schools, marked with `N_`."""

from __future__ import annotations

from hub.language import N_

NAMES = {
    "schools.class.added": N_("Class added"),
    "schools.class.removed": N_("Class removed"),
    "schools.closing.added": N_("Closing of a school added"),
    "schools.closing.removed": N_("Closing of a school removed"),
    "schools.day.overridden": N_("Day of a timetable changed"),
    "schools.day.restored": N_("Day of a timetable as in other weeks again"),
    "schools.line.added": N_("Line added to a timetable"),
    "schools.line.changed": N_("Line of a timetable changed"),
    "schools.line.ended": N_("Line of a timetable ended"),
    "schools.school.opened": N_("School opened"),
    "schools.timetable.published": N_("Timetable published"),
    "line": N_("line of a timetable"),
    "school": N_("school"),
}
