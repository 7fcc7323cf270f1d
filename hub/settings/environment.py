"""Where settings come from: variables of the environment, or files that they name."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

PREFIX = "HUB_"


class SettingsError(Exception):
    """The hub cannot start as configured; the message names the setting."""


class Environment(PydanticBaseSettingsSource):
    """`HUB_NAME`, or the text of the file that `HUB_NAME_FILE` names; no unknown name."""

    def __init__(self, settings_cls: type[BaseSettings], environ: Mapping[str, str]) -> None:
        super().__init__(settings_cls)
        self.environ = environ

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        variable = PREFIX + field_name.upper()
        named = self.environ.get(variable + "_FILE")
        if named is None:
            return self.environ.get(variable), field_name, False
        if variable in self.environ:
            raise SettingsError(f"{variable} and {variable}_FILE are both set; keep one.")
        try:
            return Path(named).read_text(encoding="utf-8").strip(), field_name, False
        except OSError as error:
            raise SettingsError(
                f"{variable}_FILE: cannot read {named} ({error.strerror})."
            ) from None

    def __call__(self) -> dict[str, Any]:
        known = {PREFIX + name.upper() for name in self.settings_cls.model_fields}
        for variable in self.environ:
            if variable.startswith((PREFIX + "TEST_", PREFIX + "BENCH_")):
                continue  # the test suite's own
            if variable.startswith(PREFIX) and variable.removesuffix("_FILE") not in known:
                close = difflib.get_close_matches(variable, known, n=1)
                hint = f" Did you mean {close[0]}?" if close else ""
                raise SettingsError(f"{variable} is not a setting of the hub.{hint}")
        values = {n: self.get_field_value(None, n)[0] for n in self.settings_cls.model_fields}
        return {name: value for name, value in values.items() if value is not None}
