"""What `make test` says at its end."""

from __future__ import annotations

from pathlib import Path

from tools import suite

REPORT = """<testsuites><testsuite tests="3" failures="1" errors="1" skipped="0" time="2.0">
<testcase classname="tests.test_a" name="test_kept" time="0.1"/>
<testcase classname="tests.test_a" name="test_broken" time="0.1">
<failure message="assert 1 == 2">def test_broken():
&gt;       assert 1 == 2
E       assert 1 == 2</failure></testcase>
<testcase classname="tests.test_b" name="test_unready" time="0.1">
<error message="failed on setup">E   OSError: no room</error></testcase>
</testsuite></testsuites>"""


def test_each_fault_is_told_again_by_its_name(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, encoding="utf-8")
    told = suite.faults(report, "sqlite")
    assert "failure on sqlite: tests.test_a::test_broken" in told
    assert "    E       assert 1 == 2" in told
    assert "error on sqlite: tests.test_b::test_unready" in told
    assert "    E   OSError: no room" in told
    assert not any("test_kept" in line for line in told)


def test_no_report_tells_nothing(tmp_path: Path) -> None:
    assert suite.faults(tmp_path / "none.xml", "sqlite") == []
