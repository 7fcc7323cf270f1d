"""The people of the demo: agents in their services, officials in their bodies, heads of schools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle

from hub.actor import ADMINISTRATORS, PLANNERS, SECRETARIES
from hub.demo import words
from hub.demo.draw import Draw
from hub.demo.sizes import Size
from hub.people.folding import fold, search_key, sort_key
from hub.people.models import (
    Absence,
    Commune,
    Group,
    GroupKind,
    Membership,
    Person,
    Position,
    Principal,
    PrincipalKind,
    Site,
    Source,
    Unit,
)

START = date(2020, 7, 10)  # the day the councils of the present mandate took their seats
DOMAIN = "orbelle.example"


@dataclass
class People:
    """Rows to insert, by table, and the people and groups that other demos refer to."""

    principals: list[Principal] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    communes: list[Commune] = field(default_factory=list)
    sites: list[Site] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)
    cast: dict[str, Person] = field(default_factory=dict)
    """The demo sign-ins by login."""
    seated: list[Person] = field(default_factory=list)
    """In the first of the bodies."""
    substitutes: list[Person] = field(default_factory=list)
    """Of as many of the first of them."""
    schools: list[Group] = field(default_factory=list)
    bodies: list[Group] = field(default_factory=list)


def draw_people(draw: Draw, size: Size) -> People:
    """The whole population of one authority."""
    made = _Population(draw, size)
    made.territory()
    made.chart()
    made.agents()
    made.officials()
    made.staff_of_schools()
    made.strangers()
    made.absences()
    return made.people


class _Population:
    def __init__(self, draw: Draw, size: Size) -> None:
        self.draw = draw
        self.size = size
        self.people = People()
        self.services: list[Group] = []
        self.heads: list[Group] = []
        self._emails: set[str] = set()
        self._nasty = iter(words.NASTY_NAMES)

    def territory(self) -> None:
        for rank, name in enumerate(words.COMMUNES[: self.size.communes]):
            group = self.group(name, GroupKind.COMMUNE)
            code = f"98{rank + 1:03}"  # no commune of metropolitan France has such a code
            self.people.communes.append(Commune(id=group.id, insee_code=code, postcode=code))
            site = Site(
                id=self.draw.key(), name=f"Mairie de {name}", name_key=search_key(f"Mairie de {name}"),  # noqa: E501
                address="1, place de la Mairie", town=name, commune_id=group.id,
            )  # fmt: skip
            self.people.sites.append(site)
        self.people.bodies = [self.group(name, GroupKind.BODY) for name in words.BODIES]

    def chart(self) -> None:
        root = self.unit(words.AUTHORITY, None, 0)
        for rank, (name, services) in enumerate(words.DIRECTIONS[: self.size.directions]):
            direction = self.unit(name, root, rank)
            self.heads.append(direction)
            for place, service in enumerate(services[: self.size.services]):
                self.services.append(self.unit(service, direction, place))

    def agents(self) -> None:
        self.cast("agent", "Maud Sorel", self.service("Vie scolaire"), "Responsable des écoles")
        self.cast(
            "manager",
            "Karim Belhadj",
            self.head("Éducation et jeunesse"),
            "Directeur",
            is_head=True,
        )
        self.cast(
            "secretary", "Inès Charpin", self.service("Assemblées"), "Secrétaire des assemblées"
        )
        admin = self.cast(
            "admin", "Nadia Bouvier", self.service("Assistance"), "Référente informatique"
        )
        self.member(ADMINISTRATORS, admin.id)
        self.member(SECRETARIES, self.service("Assemblées").id)
        self.member(PLANNERS, self.service("Vie scolaire").id)
        for head in self.heads:
            if head.name != "Éducation et jeunesse":
                self.position(self.somebody(), head, "Directrice", is_head=True)
        places = cycle(self.services)
        for number in range(self.size.agents - len(self.people.persons)):
            is_field = number % 10 >= 4  # 480 of 800 have no workstation, often no e-mail
            person = self.somebody(has_email=not is_field or self.draw.chance(0.3))
            title = self.draw.one(words.FIELD_TITLES if is_field else words.TITLES)
            self.position(person, next(places), title, is_head=number < len(self.services))

    def officials(self) -> None:
        communes = cycle(self.groups(GroupKind.COMMUNE))
        council = self.people.bodies[0]
        official = self.cast("official", "Philippe Arnoux", next(communes), "Maire")
        substitute = self.cast("substitute", "Sandrine Pouget", next(communes), "Suppléante")
        seated = [official, *(self.somebody() for _ in range(self.size.officials - 1))]
        stand_ins = [substitute, *(self.somebody() for _ in range(self.size.substitutes - 1))]
        self.people.seated, self.people.substitutes = seated, stand_ins
        for person in stand_ins:
            self.member(council.id, person.id)
        for person in seated:
            self.member(council.id, person.id)
            for body in self.draw.some(self.people.bodies[1:], self.draw.between(1, 2)):
                self.member(body.id, person.id)
        for person in (*seated[1:], *stand_ins[1:]):
            title = "Conseillère communautaire" if person in seated else "Suppléant"
            self.position(person, next(communes), title)
        self.cast("councillor", "Hélène Tissot", next(communes), "Conseillère municipale")
        rest = [self.somebody(has_email=False) for _ in range(self.size.councillors - 1)]
        for person in rest:
            self.position(person, next(communes), "Conseiller municipal")
        self.cast(
            "mairie", "Gilles Roucher", self.groups(GroupKind.COMMUNE)[0], "Secrétaire de mairie"
        )

    def staff_of_schools(self) -> None:
        communes = cycle(self.groups(GroupKind.COMMUNE))
        names = cycle(words.SCHOOL_NAMES)
        for number in range(self.size.schools):
            school = self.group(f"École {next(names)}, {next(communes).name}", GroupKind.SCHOOL)
            self.people.schools.append(school)
            if number == 0:
                self.cast("school", "Claire Ménard", school, "Directrice d’école", is_head=True)
            else:
                self.position(self.somebody(), school, "Directeur d’école", is_head=True)

    def strangers(self) -> None:
        """Somebody invited from outside, who belongs to no group of the house."""
        self.people.cast["guest"] = self.person("Rémi", "Castel", has_email=True)

    def absences(self) -> None:
        """Today, of colleagues of those who sign in. Drawn last: nobody else depends on it."""
        assistant = self.person("Odile", "Marchand", has_email=True)
        self.position(assistant, self.head("Éducation et jeunesse"), "Assistante de direction")
        for login, days, message in words.ABSENCES:
            instead = self.people.cast[login]
            self.away(next(self._colleagues(instead)), days, instead, message)

    def _colleagues(self, of: Person) -> Iterator[Person]:
        """Of the same service, who are not away."""
        units = {it.group_id for it in self.people.positions if it.person_id == of.id}
        there = {it.person_id for it in self.people.positions if it.group_id in units}
        there -= {of.id, *(it.person_id for it in self.people.absences)}
        return (it for it in self.people.persons if it.id in there)

    def cast(
        self, login: str, name: str, group: Group, title: str, *, is_head: bool = False
    ) -> Person:
        person = self.person(*name.split(), has_email=True)
        self.position(person, group, title, is_head=is_head)
        self.people.cast[login] = person
        return person

    def somebody(self, has_email: bool = True) -> Person:
        given, family = next(self._nasty, None) or (
            self.draw.one(words.GIVEN_NAMES),
            self.draw.one(words.FAMILY_NAMES),
        )
        return self.person(given, family, has_email=has_email)

    def person(self, given: str, family: str, *, has_email: bool) -> Person:
        person = Person(
            id=self.principal(PrincipalKind.PERSON), given_name=given, family_name=family,
            name_key=search_key(given, family), sort_key=sort_key(family, given),
            email=self.email(given, family) if has_email else None,
            phone=f"+3335301{self.draw.between(0, 99):02}{self.draw.between(0, 99):02}",
            language="fr", source=Source.DEMO, status="active", version=1,
        )  # fmt: skip
        self.people.persons.append(person)
        return person

    def email(self, given: str, family: str) -> str:
        local = ".".join(fold(name).replace(" ", "-") for name in (given, family))
        number, address = 1, f"{local}@{DOMAIN}"
        while address in self._emails:
            number += 1
            address = f"{local}{number}@{DOMAIN}"
        self._emails.add(address)
        return address

    def unit(self, name: str, parent: Group | None, rank: int) -> Group:
        group = self.group(name, GroupKind.UNIT)
        parent_id = parent.id if parent else None
        self.people.units.append(Unit(id=group.id, parent_id=parent_id, rank=rank))
        return group

    def group(self, name: str, kind: GroupKind) -> Group:
        key = self.principal(PrincipalKind.GROUP)
        group = Group(id=key, name=name, name_key=search_key(name), kind=kind)
        self.people.groups.append(group)
        return group

    def groups(self, kind: GroupKind) -> list[Group]:
        return [group for group in self.people.groups if group.kind == kind]

    def service(self, name: str) -> Group:
        return next(group for group in self.services if group.name == name)

    def head(self, name: str) -> Group:
        return next(group for group in self.heads if group.name == name)

    def principal(self, kind: PrincipalKind) -> int:
        row = Principal(id=self.draw.key(), kind=kind)
        self.people.principals.append(row)
        return int(row.id)

    def position(self, person: Person, group: Group, title: str, *, is_head: bool = False) -> None:
        row = Position(
            id=self.draw.key(), person_id=person.id, group_id=group.id, title=title,
            title_key=search_key(title), is_head=is_head, starts_on=START, source=Source.DEMO,
        )  # fmt: skip
        self.people.positions.append(row)

    def away(self, person: Person, days: tuple[int, int], instead: Person, message: str) -> None:
        first, last = (self.draw.today + timedelta(it) for it in days)
        row = Absence(
            id=self.draw.key(), person_id=person.id, starts_on=first, ends_on=last,
            starts_at_noon=False, ends_at_noon=False, replacement_id=instead.id, message=message,
        )  # fmt: skip
        self.people.absences.append(row)

    def member(self, group_id: int, person_id: int) -> None:
        row = Membership(
            id=self.draw.key(), group_id=group_id, member_id=person_id,
            starts_on=START, source=Source.DEMO,
        )  # fmt: skip
        self.people.memberships.append(row)
