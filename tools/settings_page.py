"""Writes docs/settings.md from the settings themselves: `python -m tools.settings_page`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from hub.settings import PREFIX, Settings

PAGE = Path(__file__).parents[1] / "docs/settings.md"


def rows() -> list[str]:
    """One table row a setting, in the order of the class."""
    return [
        f"| `{PREFIX}{name.upper()}` | {_shown(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]


def _shown(default: Any) -> str:
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if isinstance(default, timedelta):
        default = f"{default.total_seconds():.0f} (seconds)"
    return f"`{default}`" if default not in ("", None, ()) else "empty"


if __name__ == "__main__":
    head, _, _ = PAGE.read_text(encoding="utf-8").partition("|---|---|---|\n")
    PAGE.write_text(head + "|---|---|---|\n" + "\n".join(rows()) + "\n", encoding="utf-8")
