"""The only writers of people, units and groups, but for the demo's bulk insert."""

from hub.people.actions.groups import close_group, create_group, rename_group
from hub.people.actions.memberships import (
    add_member,
    add_members,
    redate_member,
    remove_member,
)
from hub.people.actions.persons import (
    PersonChanges,
    PersonDetails,
    change_language,
    change_person,
    create_people,
    create_person,
    leave_person,
    return_person,
)
from hub.people.actions.places import SiteDetails, change_site, create_commune, create_site
from hub.people.actions.positions import (
    Appointment,
    PositionChanges,
    change_position,
    end_position,
    start_position,
    start_positions,
)
from hub.people.actions.presence import (
    Stretch,
    cancel_absence,
    change_absence,
    declare_absence,
    set_working_hours,
)
from hub.people.actions.settling import settle_system_group
from hub.people.actions.units import UnitChanges, change_unit, create_unit, move_unit

__all__ = [
    "Appointment",
    "PersonChanges",
    "PersonDetails",
    "PositionChanges",
    "SiteDetails",
    "Stretch",
    "UnitChanges",
    "add_member",
    "add_members",
    "cancel_absence",
    "change_absence",
    "change_language",
    "change_person",
    "change_position",
    "change_site",
    "change_unit",
    "close_group",
    "create_commune",
    "create_group",
    "create_people",
    "create_person",
    "create_site",
    "create_unit",
    "declare_absence",
    "end_position",
    "leave_person",
    "move_unit",
    "redate_member",
    "remove_member",
    "rename_group",
    "return_person",
    "set_working_hours",
    "settle_system_group",
    "start_position",
    "start_positions",
]
