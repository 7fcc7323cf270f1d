"""`make bench [NAME=…]`: runs benchmarks, prints and keeps their figures, fails on a missed goal.

Exit 0: every goal is kept; 1: one is missed, or a benchmark failed; 2: no such benchmark.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import Figure, Ratio

HERE = Path(__file__).parent
RESULTS = HERE.parent.parent / "build" / "bench"


def main(names: list[str]) -> int:
    known = sorted(path.stem for path in HERE.glob("*.py") if not path.stem.startswith("_"))
    if unknown := [name for name in names if name not in known]:
        print(f"No benchmark: {', '.join(unknown)}. There are: {', '.join(known) or 'none'}.")
        return 2
    if len(names) == 1:
        return _run(names[0])
    # A process each: a benchmark must not inherit another's warm caches or its database dialect.
    codes = [_spawn(name) for name in names or known]
    return max(codes, default=0)


def _spawn(name: str) -> int:
    print(f"\n--- {name} ---", flush=True)
    command = [sys.executable, "-m", "tests.benchmarks", name]
    return 1 if subprocess.run(command, check=False).returncode else 0


def _run(name: str) -> int:
    module = importlib.import_module(f"tests.benchmarks.{name}")
    results: list[Ratio | Figure] = asyncio.run(module.measure())
    for result in results:
        print(result, flush=True)
    _write(name, results)
    missed = [result for result in results if isinstance(result, Ratio) and not result.is_kept]
    for ratio in missed:
        print(f"missed: {ratio}")
    return 1 if missed else 0


def _write(name: str, results: list[Ratio | Figure]) -> None:
    RESULTS.mkdir(parents=True, exist_ok=True)
    machine = {"cpus": os.cpu_count(), "python": platform.python_version()}
    rows = [{"kind": type(result).__name__.lower(), **asdict(result)} for result in results]
    told = {"benchmark": name, "at": datetime.now(UTC).isoformat(), "machine": machine}
    told["results"] = rows
    (RESULTS / f"{name}.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
