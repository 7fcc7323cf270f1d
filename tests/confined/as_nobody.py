"""The same attempts by an ordinary user, which is what the hub runs as."""

from __future__ import annotations

import ctypes
import os

from tests.confined.functions import reach

__all__ = ["prepare", "reach"]

NOBODY = 65534
PR_SET_DUMPABLE = 4


def prepare() -> None:
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        # A process that changed its user may not open its own /proc files; one that never did may.
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1)
