"""Draws `docs/house.svg`, the floors of the code, from the contracts and the imports of the code.

Rows are the floors of the import contracts in pyproject.toml, boxes the packages and modules that
exist, arrows their imports; one that follows from others (a → b → c) is left out. Under `CI` a
drawing that no longer shows the code is a failure instead of being redrawn.
"""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path
from typing import Any

import grimp

from tools.drawing import CORE, Box, draw

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "house.svg"


def house() -> str:
    """The drawing of the code as it is."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    graph = _graph(contracts)
    boxes = _boxes(contracts, graph)
    return draw(boxes, _essential(_imports(graph, boxes)))


def main() -> int:
    drawing = house()
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == drawing:
        return 0
    if os.environ.get("CI"):
        print("docs/house.svg does not show the code: run `make check` and commit it.")
        return 1
    TARGET.write_text(drawing, encoding="utf-8")
    print("docs/house.svg is redrawn.")
    return 0


def _graph(contracts: dict[str, Any]) -> grimp.ImportGraph:
    first, *others = contracts["root_packages"]
    graph = grimp.build_graph(first, *others, cache_dir=None)
    for contract in contracts["contracts"]:
        for expression in contract.get("ignore_imports", ()):
            for found in graph.find_matching_direct_imports(expression):
                graph.remove_import(importer=found["importer"], imported=found["imported"])
    return graph


def _boxes(contracts: dict[str, Any], graph: grimp.ImportGraph) -> dict[str, Box]:
    """The boxes from top to bottom, floors without any box left out."""
    packages, hub, *_others = contracts["contracts"]
    rows = [_names(row) for row in packages["layers"] if row != CORE]
    rows += [[f"{CORE}.{name}" for name in _names(row)] for row in hub["layers"]]
    standing = [[name for name in row if name in graph.modules] for row in rows]
    return {
        name: Box(name, floor, _rooms(name, graph))
        for floor, row in enumerate(filter(None, standing))
        for name in row
    }


def _names(row: str) -> list[str]:
    return [name.strip(" ()") for name in row.replace(":", "|").split("|")]


def _rooms(name: str, graph: grimp.ImportGraph) -> tuple[str, ...]:
    if name.startswith(f"{CORE}."):
        return ()
    children = sorted(child.rpartition(".")[2] for child in graph.find_children(name))
    return tuple(child for child in children if child not in {"migrations", "demo"})


def _imports(graph: grimp.ImportGraph, boxes: dict[str, Box]) -> dict[str, set[str]]:
    """Who imports whom, by box."""
    found: dict[str, set[str]] = {name: set() for name in boxes}
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            above, below = _box_of(module, boxes), _box_of(imported, boxes)
            if above and below and above != below:
                found[above].add(below)
    return found


def _box_of(module: str, boxes: dict[str, Box]) -> str | None:
    parts = module.split(".")
    return next((n for n in (".".join(parts[:2]), parts[0]) if n in boxes), None)


def _essential(imports: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Without the arrows that follow from others."""
    reach: dict[str, set[str]] = {}

    def reached(name: str, path: frozenset[str] = frozenset()) -> set[str]:
        if name not in reach and name not in path:
            nexts = imports[name]
            reach[name] = nexts.union(*(reached(below, path | {name}) for below in nexts))
        return reach.get(name, set())

    arrows = []
    for above, belows in imports.items():
        through = set[str]().union(*(reached(below) - {above} for below in belows))
        arrows += [(above, below) for below in sorted(belows - through)]
    return arrows


if __name__ == "__main__":
    sys.exit(main())
