"""`make test`: the suite on SQLite and on PostgreSQL, one process each, and both summaries.

A process speaks one dialect (Tortoise caches SQL by model). Both run at once, a core each; what the
second says is printed when the first is done. What failed is told again at the very end, for who
reads only the tail of a log. Arguments go to pytest: `make test ARGS='tests/people -x'`. Under `CI`
a skipped test is a failure: a rule that nothing checked is not kept.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
DIALECTS = ("sqlite", "postgresql")
WITHOUT_DATABASE = (
    "tests/audit/test_logging.py",
    "tests/confined",
    "tests/evidence/test_chain.py",
    "tests/extraction",
    "tests/live/test_browser.py",
    "tests/live/test_door.py",
    "tests/live/test_protocol.py",
    "tests/paper",
    "tests/test_documentation.py",
    "tests/test_language.py",
    "tests/test_repository.py",
    "tests/test_settings.py",
    "tests/test_wheel.py",
    "tests/tools",
    "tests/web",
)
"""What reads no database is run once, with the first dialect."""
LAST = 25
"""Lines of a fault that are told again."""
COUNTED = ("tests", "failures", "errors", "skipped", "time")


def main(arguments: list[str]) -> int:
    running = {dialect: _start(dialect, arguments) for dialect in DIALECTS}
    results = {dialect: _finish(dialect, process) for dialect, process in running.items()}
    print()
    for dialect in DIALECTS:
        for line in faults(_report(dialect), dialect):
            print(line)
    for dialect, (_passed, summary) in results.items():
        print(f"{dialect + ':':12}{summary}")
    return 0 if all(passed for passed, _summary in results.values()) else 1


def _start(dialect: str, arguments: list[str]) -> subprocess.Popen[bytes]:
    report = _report(dialect)
    report.parent.mkdir(exist_ok=True)
    report.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *arguments]
    if dialect != DIALECTS[0]:
        command += [f"--ignore={path}" for path in WITHOUT_DATABASE]
    environment = {**os.environ, "HUB_TEST_DATABASE": dialect}
    if dialect == DIALECTS[0]:
        return subprocess.Popen(command, cwd=ROOT, env=environment)
    with _log(dialect).open("wb") as log:
        return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)


def _finish(dialect: str, process: subprocess.Popen[bytes]) -> tuple[bool, str]:
    code = process.wait()
    if dialect != DIALECTS[0]:
        print(f"\n--- {dialect} ---", flush=True)
        sys.stdout.buffer.write(_log(dialect).read_bytes())
    report = _report(dialect)
    if not report.exists():
        return False, f"pytest ended without a report (exit {code})"
    counts = _counts(report)
    kept = code == 0 and not (os.environ.get("CI") and counts["skipped"])
    return kept, _sentence(counts) + ("" if kept else f"  FAILED (exit {code})")


def _report(dialect: str) -> Path:
    return ROOT / "build" / f"test-{dialect}.xml"


def _log(dialect: str) -> Path:
    return ROOT / "build" / f"test-{dialect}.log"


def faults(report: Path, dialect: str) -> list[str]:
    """Each failure and error of a report: the test's name, and the end of what it says."""
    if not report.exists():
        return []
    told = []
    for case in ElementTree.parse(report).iter("testcase"):  # noqa: S314
        for fault in (*case.iter("failure"), *case.iter("error")):
            said = (fault.text or fault.get("message") or "").strip().splitlines()[-LAST:]
            name = f"{case.get('classname')}::{case.get('name')}"
            told += [f"{fault.tag} on {dialect}: {name}", *(f"    {line}" for line in said), ""]
    return told


def _counts(report: Path) -> dict[str, float]:
    # Our own report, written a moment ago: no foreign XML.
    suite = next(ElementTree.parse(report).iter("testsuite"))  # noqa: S314
    return {name: float(suite.get(name, 0)) for name in COUNTED}


def _sentence(counts: dict[str, float]) -> str:
    failed = {name: int(counts[name]) for name in ("failures", "errors", "skipped")}
    passed = int(counts["tests"]) - sum(failed.values())
    told = [f"{passed} passed", *(f"{number} {name}" for name, number in failed.items() if number)]
    return f"{', '.join(told)} in {counts['time']:.0f} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
