from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub import confined
from hub.confined import Pool
from hub.paper import Template

SAMPLES = Path(__file__).parent / "samples"


def sample(template: Template) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((SAMPLES / f"{template}.json").read_text(encoding="utf-8"))
    return data


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool() as pool:
        yield pool


@pytest.fixture(autouse=True)
def confinement(pool: Pool) -> Iterator[None]:
    with confined.current.bound(pool):
        yield
