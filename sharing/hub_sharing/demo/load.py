"""The rows: a space a service, its folders, its files and their versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from hub.access import closure
from hub.access.models import Grant, Scope
from hub.actor import STAFF, Actor
from hub.database import transaction
from hub.demo.draw import Draw
from hub.demo.world import World, insert
from hub.people.models import Group, GroupKind, Person
from hub_sharing import names
from hub_sharing.demo import words
from hub_sharing.demo.papers import Paper, papers
from hub_sharing.models import FileText, FileVersion, Node, NodeKind, TextState

PAPERS = {"s": 8, "m": 16, "l": 24, "xl": 24}
FILES = {"s": 10, "m": 40, "l": 100, "xl": 400}
"""In a space."""
HOUSE = "Toute la maison"


@dataclass
class _Rows:
    scopes: list[Scope] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    spaces: list[Node] = field(default_factory=list)
    folders: list[Node] = field(default_factory=list)
    files: list[Node] = field(default_factory=list)
    versions: list[FileVersion] = field(default_factory=list)
    texts: list[FileText] = field(default_factory=list)


async def demo(world: World, /, *, by: Actor) -> Mapping[str, int]:
    """The `demo` port."""
    draw = world.draw.branch("sharing")
    drawing = _Drawing(world, draw, await papers(draw, PAPERS[world.size.name]))
    rows = drawing.all()
    counts: Counter[str] = Counter()
    async with transaction():
        for made in (rows.scopes, rows.grants, rows.spaces, rows.folders, rows.files,
                     rows.versions, rows.texts):  # fmt: skip
            counts.update(await insert(made))
        found = await closure.recompute([it.id for it in rows.scopes])
    return dict(counts) | {"access": len(found.missing)}


class _Drawing:
    def __init__(self, world: World, draw: Draw, papers: list[Paper]) -> None:
        self.world, self.draw, self.papers = world, draw, papers
        self.rows = _Rows()
        self.now = datetime.combine(world.today, time(8), UTC)
        self.taken: dict[int, set[str]] = {}
        self.staff: dict[int, list[int]] = {}
        self.heads: dict[int, int] = {}
        for it in world.people.positions:
            self.staff.setdefault(it.group_id, []).append(it.person_id)
            if it.is_head:
                self.heads.setdefault(it.group_id, it.person_id)

    def all(self) -> _Rows:
        cast = self.world.people.cast
        manager = cast["manager"].id
        self._fill(self._space(HOUSE, {STAFF: "read", manager: "manage"}), [manager])
        for unit in self._services():
            people = self.staff[unit.id]
            head = self.heads.get(unit.id, manager)
            space = self._space(unit.name, {unit.id: "write", head: "manage"})
            folders = self._fill(space, people)
            if unit.name == "Vie scolaire":
                self._close(folders[0], cast["agent"])
        return self.rows

    def _services(self) -> list[Group]:
        """Units that people work in and that no other unit is under."""
        upper = {unit.parent_id for unit in self.world.people.units}
        return [
            group
            for group in self.world.people.groups
            if group.kind == GroupKind.UNIT and group.id not in upper and group.id in self.staff
        ]

    def _space(self, name: str, roles: Mapping[int, str]) -> Node:
        space = self._node(NodeKind.SPACE, name, None, self._moment(300, 400))
        scope = Scope(id=space.id, kind="space", is_closed=False)
        self._scope(scope, roles, space.created_at)
        self.rows.spaces.append(space)
        return space

    def _fill(self, space: Node, people: list[int]) -> list[Node]:
        some = self.draw.some(words.FOLDERS, self.draw.between(3, 5))
        folders = [self._folder(space, name, self.draw.one(people)) for name in sorted(some)]
        for _file in range(FILES[self.world.size.name]):
            place = self.draw.one([space, *folders, *folders])
            self._file(place, self.draw.one(self.papers), people)
        return folders

    def _folder(self, parent: Node, name: str, person: int) -> Node:
        folder = self._node(NodeKind.FOLDER, name, parent, self._moment(100, 300), person=person)
        self.rows.folders.append(folder)
        return folder

    def _close(self, beside: Node, agent: Person) -> None:
        """A folder of one person's own, in the space of her service."""
        space = next(it for it in self.rows.spaces if it.id == beside.space_id)
        folder = self._folder(space, "Entretiens", agent.id)
        inner = Scope(id=folder.id, kind="folder", parent_id=space.id, is_closed=True)
        self._scope(inner, {agent.id: "manage"}, folder.changed_at)
        folder.scope_id = folder.id
        for paper in self.draw.some(self.papers, 3):
            self._file(folder, paper, [agent.id])

    def _file(self, parent: Node, paper: Paper, people: list[int]) -> None:
        """A file of one to three versions, the last of which holds the paper."""
        number = 1 + self.draw.chance(0.3) + self.draw.chance(0.1)
        moments = sorted(self._moment(0, 100) for _ in range(number))
        name = self._free(parent, paper.name)
        file = self._node(NodeKind.FILE, name, parent, moments[-1], person=self.draw.one(people))
        file.created_at, file.content, file.version = moments[0], number, number + 1
        self.rows.files.append(file)
        alike = [it for it in self.papers if it.media_type == paper.media_type]
        for at, moment in enumerate(moments, 1):
            held = paper if at == number else self.draw.one(alike)
            person = file.changed_by_id if at == number else self.draw.one(people)
            self._version(file, at, held, moment, person)

    def _version(
        self, file: Node, number: int, held: Paper, at: datetime, person: int | None
    ) -> None:
        key = self.draw.key()
        self.rows.versions.append(
            FileVersion(
                id=key, node_id=file.id, number=number, digest=held.digest, size=held.size,
                media_type=held.media_type, at=at, by_id=person,
            )
        )  # fmt: skip
        state = TextState.DONE if held.text else TextState.NONE
        self.rows.texts.append(
            FileText(id=key, state=state, why="", body=held.text, is_whole=True, tries=0)
        )

    def _node(
        self, kind: NodeKind, name: str, parent: Node | None, at: datetime, person: int = 0
    ) -> Node:
        key = self.draw.key()
        return Node(
            id=key, kind=kind, parent_id=parent.id if parent else None,
            space_id=parent.space_id if parent else key, name=name, name_key=names.key(name),
            sort_key=names.sort_key(name), scope_id=parent.scope_id if parent else key, content=0,
            version=1, created_at=at, changed_at=at, changed_by_id=person or None,
        )  # fmt: skip

    def _scope(self, scope: Scope, roles: Mapping[int, str], at: datetime) -> None:
        self.rows.scopes.append(scope)
        for principal, role in roles.items():
            self.rows.grants.append(
                Grant(
                    id=self.draw.key(), scope_id=scope.id, principal_id=principal, role=role,
                    given_at=at, reason="",
                )
            )  # fmt: skip

    def _free(self, parent: Node, name: str) -> str:
        taken = self.taken.setdefault(parent.id, set())
        free = next(it for it in names.numbered(name) if it not in taken)
        taken.add(free)
        return free

    def _moment(self, least: int, most: int) -> datetime:
        """So many days ago, in office hours."""
        day = self.now - timedelta(days=self.draw.between(least + 1, most + 1))
        return day + timedelta(minutes=self.draw.between(0, 590))
