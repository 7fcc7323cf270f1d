"""Files in the data directory: written aside, forced to the disk, then moved into place."""

from __future__ import annotations

import os
from pathlib import Path

from obstore.store import LocalStore

from hub.blobs.spool import in_thread, make_private
from hub.blobs.store import Objects, refusing


class LocalFiles(Objects):
    """A folder on the file system of the spool, so that a file moves at once or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        make_private(folder)
        self.objects = LocalStore(folder)

    async def adopt(self, file: Path, key: str) -> None:
        with refusing("write", key):
            await in_thread(self._move, file, self._folder / key)

    def _move(self, file: Path, place: Path) -> None:
        _force(file)
        for folder in (place.parent.parent, place.parent):
            if not folder.exists():
                folder.mkdir(mode=0o700, exist_ok=True)
                _force(folder.parent)
        os.rename(file, place)
        # Until the folder is on the disk, a power cut would take the name away again.
        _force(place.parent)


def _force(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
