"""Lays out boxes on floors and the arrows between them, and writes the SVG of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

CORE = "hub"

LEAST_WIDTH, MARGIN, TOP = 760, 40, 96
PACKAGE_FLOOR, FLOOR, HEAD = 92, 66, 30
BOX_HEIGHT, PACKAGE_HEIGHT, GAP = 34, 58, 18
INWARDS = 0.95  # a light pull to the middle, or the drawing drifts apart

PACKAGE_FLOORS = 2  # the extranet, the domains
FRAME = TOP + PACKAGE_FLOORS * PACKAGE_FLOOR + 8

STYLE = """
svg { --paper: #f6f1e6; --sheet: #fffdf8; --ink: #1e231f; --soft: #545a51; --line: #dcd2be;
  --edge: #857b69; --green: #1d4b36; --wash: #e0e9db; --brick: #97301d;
  font-family: "Atkinson Hyperlegible Next", "Atkinson Hyperlegible", system-ui, sans-serif; }
@media (prefers-color-scheme: dark) { svg { --paper: #161a17; --sheet: #1f2520; --ink: #ece8dc;
  --soft: #b4b8aa; --line: #343c35; --edge: #828c80; --green: #95cda9; --wash: #25382c;
  --brick: #f3a18c; } }
.ground { fill: var(--paper); } .hub { fill: none; stroke: var(--line); }
.box { fill: var(--sheet); stroke: var(--edge); }
.package { fill: var(--wash); stroke: var(--green); }
text { fill: var(--ink); font-size: 15px; text-anchor: middle; }
.title { font-size: 25px; font-weight: 700; text-anchor: start; }
.small { fill: var(--soft); font-size: 13px; } .left { text-anchor: start; }
.arrow { fill: none; stroke: var(--edge); stroke-width: 1.3; marker-end: url(#head); }
.up { stroke: var(--brick); stroke-width: 2.5; } #head path { fill: var(--edge); }
"""


@dataclass(eq=False)
class Box:
    """A package or module, or (nameless) the place where a long arrow crosses a floor."""

    name: str
    floor: int
    rooms: tuple[str, ...] = ()
    x: float = 0
    above: list[Box] = field(default_factory=list)
    below: list[Box] = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.name.removeprefix(f"{CORE}.")

    @property
    def width(self) -> float:
        if not self.name:
            return 6
        return max(len(self.label) * 8.6, len(" · ".join(self.rooms)) * 6.7) + 28

    @property
    def is_package(self) -> bool:
        return self.floor < PACKAGE_FLOORS

    @property
    def height(self) -> float:
        return 0 if not self.name else PACKAGE_HEIGHT if self.rooms else BOX_HEIGHT

    @property
    def y(self) -> float:
        """The middle; the floors of the hub lie inside its frame, under its name."""
        if self.is_package:
            return TOP + (self.floor + 0.5) * PACKAGE_FLOOR
        return FRAME + HEAD + (self.floor - PACKAGE_FLOORS + 0.5) * FLOOR


def draw(boxes: dict[str, Box], arrows: list[tuple[str, str]]) -> str:
    """The drawing of `arrows` (from, to) between `boxes`, the same for the same house."""
    floors, routes = _route(boxes, arrows)
    _arrange(floors)
    return _svg(boxes, routes, _centre(floors), len(floors))


def _route(
    boxes: dict[str, Box], arrows: list[tuple[str, str]]
) -> tuple[list[list[Box]], list[list[Box]]]:
    """The floors, and each arrow as the boxes and crossings that it passes."""
    floors: list[list[Box]] = [[] for _floor in range(max(b.floor for b in boxes.values()) + 1)]
    for box in boxes.values():
        floors[box.floor].append(box)
    routes = []
    for above, below in arrows:
        start, end = boxes[above], boxes[below]
        crossings = [Box("", floor) for floor in range(start.floor + 1, end.floor)]
        route = [start, *crossings, end]
        for crossing in crossings:
            floors[crossing.floor].append(crossing)
        for one, other in pairwise(route):
            one.below.append(other)
            other.above.append(one)
        routes.append(route)
    return floors, routes


def _arrange(floors: list[list[Box]]) -> None:
    """Orders each floor by where its arrows come from and go to, then straightens the arrows."""
    for floor in floors:
        _settle(floor, [0] * len(floor))
    for sweep in range(24):
        downwards = sweep % 2 == 0
        for floor in floors if downwards else reversed(floors):
            pulls = {box: _pull(box, box.above if downwards else box.below) for box in floor}
            floor.sort(key=pulls.__getitem__)
            _settle(floor, [pulls[box] for box in floor])
    for sweep in range(60):
        for floor in floors if sweep % 2 else reversed(floors):
            _settle(floor, [INWARDS * _pull(box, box.above + box.below) for box in floor])


def _pull(box: Box, others: list[Box]) -> float:
    return sum(other.x for other in others) / len(others) if others else box.x


def _settle(floor: list[Box], wishes: list[float]) -> None:
    """As near to the wishes as order and gaps allow: the mean of a pass from each side."""
    rightwards, leftwards = list(wishes), list(wishes)
    apart = [(one.width + other.width) / 2 + GAP for one, other in pairwise(floor)]
    for number, distance in enumerate(apart):
        least = rightwards[number] + distance
        rightwards[number + 1] = max(rightwards[number + 1], least)
    for number, distance in reversed(list(enumerate(apart))):
        most = leftwards[number + 1] - distance
        leftwards[number] = min(leftwards[number], most)
    for box, right, left in zip(floor, rightwards, leftwards, strict=True):
        box.x = (right + left) / 2


def _centre(floors: list[list[Box]]) -> float:
    """Moves everything to the middle; the width that it needs."""
    left = min(box.x - box.width / 2 for floor in floors for box in floor) - MARGIN
    right = max(box.x + box.width / 2 for floor in floors for box in floor) + MARGIN
    width = max(LEAST_WIDTH, right - left)
    for box in (box for floor in floors for box in floor):
        box.x += (width - left - right) / 2
    return width


def _svg(boxes: dict[str, Box], routes: list[list[Box]], width: float, floors: int) -> str:
    height = FRAME + HEAD + (floors - PACKAGE_FLOORS) * FLOOR + MARGIN
    title = "The house: what stands on what"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height}" role="img">',
        f"<title>{title}</title><desc>{_words(boxes)}</desc><style>{STYLE}</style>",
        '<marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0.5 L8 4 L0 7.5 Z"/></marker>',
        f'<rect class="ground" width="{width:.0f}" height="{height}"/>',
        f'<text class="title" x="{MARGIN}" y="52">{title}</text>',
        f'<text class="small left" x="{MARGIN}" y="76">An arrow is an import, always downwards; '
        "one that follows from others is not drawn.</text>",
        *_frame(width, height),
        *(_arrow(route) for route in routes),
        *(line for box in boxes.values() for line in _box(box)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _frame(width: float, height: float) -> list[str]:
    """The hub, around its floors."""
    return [
        f'<rect class="hub" x="{MARGIN / 2:g}" y="{FRAME}" width="{width - MARGIN:.0f}" '
        f'height="{height - FRAME - MARGIN / 2:g}" rx="10"/>',
        f'<text class="left" x="{MARGIN}" y="{FRAME + 26}">{CORE}</text>',
    ]


def _arrow(route: list[Box]) -> str:
    start, end = route[0], route[-1]
    if start.floor == end.floor:
        return _beside(start, end)
    # Upright past the boxes of each floor it crosses, so that it never hides behind one.
    half = BOX_HEIGHT / 2
    points = [(start.x, start.y + start.height / 2)]
    points += [(box.x, box.y + side) for box in route[1:-1] for side in (-half, half)]
    points += [(end.x, end.y - end.height / 2 - 1)]
    drawn = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (y0 + y1) / 2
        drawn += f" C{x0:.1f} {middle:.1f} {x1:.1f} {middle:.1f} {x1:.1f} {y1:.1f}"
    kind = "arrow up" if start.floor > end.floor else "arrow"
    return f'<path class="{kind}" d="{drawn}"/>'


def _beside(start: Box, end: Box) -> str:
    """Neighbours of one floor: a bow under it."""
    y = start.y + start.height / 2
    bow = f"C{start.x:.1f} {y + 22:.1f} {end.x:.1f} {y + 22:.1f} {end.x:.1f} {y + 1:.1f}"
    return f'<path class="arrow" d="M{start.x:.1f} {y:.1f} {bow}"/>'


def _box(box: Box) -> list[str]:
    kind = "box package" if box.is_package else "box"
    left, top = box.x - box.width / 2, box.y - box.height / 2
    name_y = top + 24 if box.rooms else box.y + 5
    lines = [
        f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" '
        f'height="{box.height}" rx="6"/>',
        f'<text x="{box.x:.1f}" y="{name_y:.1f}">{escape(box.label)}</text>',
    ]
    if box.rooms:
        rooms = escape(" · ".join(box.rooms))
        lines.append(f'<text class="small" x="{box.x:.1f}" y="{top + 44:.1f}">{rooms}</text>')
    return lines


def _words(boxes: dict[str, Box]) -> str:
    rows: dict[int, list[str]] = {}
    for box in boxes.values():
        rows.setdefault(box.floor, []).append(box.label)
    return escape("From top to bottom: " + "; ".join(", ".join(row) for row in rows.values()) + ".")
