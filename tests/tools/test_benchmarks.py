"""`make bench` tells a kept goal from a missed one, and never takes silence for success."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import tests.benchmarks
from tests.benchmarks import Ratio, __main__, medians

MODULE = """
from tests.benchmarks import Figure, Ratio

async def measure():
    return [Ratio("{name}.speed", {value}, 8, ">="), Figure("{name}.page", 12.5, "ms")]
"""


@pytest.fixture
def benchmarks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two benchmarks: one that keeps its goal, one that misses it."""
    (tmp_path / "kept.py").write_text(MODULE.format(name="kept", value=9))
    (tmp_path / "missed.py").write_text(MODULE.format(name="missed", value=7.5))
    monkeypatch.setattr(__main__, "HERE", tmp_path)
    monkeypatch.setattr(__main__, "RESULTS", tmp_path / "results")
    monkeypatch.setattr(tests.benchmarks, "__path__", [str(tmp_path)])
    return tmp_path


@pytest.mark.parametrize(
    ("value", "bound", "kept"),
    [
        (3.0, "<=", True),
        (3.01, "<=", False),
        (3.0, ">=", True),
        (2.99, ">=", False),
        (math.nan, "<=", False),
        (math.nan, ">=", False),
    ],
)
def test_a_ratio_knows_its_goal(value: float, bound: str, kept: bool) -> None:
    assert Ratio("x", value, 3, bound).is_kept is kept


def test_a_kept_goal(benchmarks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["kept"]) == 0
    assert "ratio kept.speed 9.00 goal >=8\n" in capsys.readouterr().out
    told = json.loads((benchmarks / "results" / "kept.json").read_text())
    assert told["results"][0]["value"] == 9
    assert told["results"][1] == {
        "kind": "figure",
        "name": "kept.page",
        "value": 12.5,
        "unit": "ms",
    }


def test_a_missed_goal(benchmarks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["missed"]) == 1
    assert "missed: ratio missed.speed 7.50 goal >=8" in capsys.readouterr().out
    assert (benchmarks / "results" / "missed.json").exists()


def test_an_unknown_name(benchmarks: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert __main__.main(["kept", "slots"]) == 2
    assert "No benchmark: slots. There are: kept, missed." in capsys.readouterr().out


def test_all_fail_when_one_does(benchmarks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    monkeypatch.setattr(__main__, "_spawn", lambda name: ran.append(name) or name == "missed")
    assert __main__.main([]) == 1
    assert ran == ["kept", "missed"]


@pytest.mark.anyio
async def test_rounds_alternate() -> None:
    order: list[str] = []

    async def work(side: str) -> None:
        order.append(side)

    seconds = await medians(2, ours=lambda: work("ours"), peer=lambda: work("peer"))
    assert order == ["ours", "peer", "ours", "peer"]
    assert seconds.keys() == {"ours", "peer"}
