"""The process that answers people never loads a parser of foreign bytes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PARSERS = ("pikepdf", "pypdfium2", "typst")


def test_no_parser_is_loaded_by_the_application() -> None:
    program = (
        "import sys, hub.app, hub.paper, hub.extraction\n"
        f"print(*(name for name in {PARSERS!r} if name in sys.modules))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout.strip() == ""
