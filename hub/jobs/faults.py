"""What is kept of an error: its kind and place, never its words, which may name people."""

from __future__ import annotations

import traceback


def described(error: BaseException) -> str:
    """Such as `ValueError in hub.search.jobs:41`: the deepest place that is ours."""
    places = [
        (str(frame.f_globals.get("__name__", "?")), line)
        for frame, line in traceback.walk_tb(error.__traceback__)
    ][1:]  # the first is where it was caught
    ours = [place for place in places if place[0].startswith("hub")]
    if not places:
        return type(error).__name__
    module, line = (ours or places)[-1]
    return f"{type(error).__name__} in {module}:{line}"
