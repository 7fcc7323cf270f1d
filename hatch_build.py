"""The wheel's build hook: the wheel carries the assets, so installing it needs no Node."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface[Any]):
    """Builds `hub/web/dist` and `hub/paper/fonts`; pyproject.toml names both as artifacts."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        sys.path.insert(0, self.root)
        try:
            from tools import assets
        finally:
            sys.path.remove(self.root)
        assets.build()
