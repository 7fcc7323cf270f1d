"""Scripts, styles, fonts and icons as `make assets` built them, served under names with hashes."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PREFIX = "/static"
DIST = Path(__file__).parent / "dist"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
SQUEEZED = frozenset({".css", ".js", ".svg", ".txt", ".webmanifest"})


class AssetsMissing(Exception):
    """There is nothing to serve; the message says what to do."""


@dataclass(frozen=True, slots=True)
class _File:
    content: bytes
    squeezed: bytes
    kind: str


class Assets:
    """An ASGI application; what was built is small, so it is kept in memory."""

    def __init__(self, dist: Path = DIST) -> None:
        try:
            self._names = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise AssetsMissing("There are no styles and scripts yet: run `make assets`.") from None
        found = (path for path in sorted(dist.rglob("*")) if path.suffix in TYPES)
        self._files = {path.relative_to(dist).as_posix(): _load(path) for path in found}

    def path(self, name: str) -> str:
        """The address of `app.js`, whatever hash its content gave it.

        Raises:
            AssetsMissing: nothing of that name was built.
        """
        if name not in self._names:
            raise AssetsMissing(f"No asset is called {name}: run `make assets`.")
        return f"{PREFIX}/{self._names[name]}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self._files.get(scope["path"].removeprefix(f"{PREFIX}/"))
        if file is None:
            raise HTTPException(404)
        if scope["method"] not in {"GET", "HEAD"}:
            raise HTTPException(405, headers={"Allow": "GET, HEAD"})
        await _response(file, Headers(scope=scope))(scope, receive, send)


def _load(path: Path) -> _File:
    content = path.read_bytes()
    squeezed = gzip.compress(content, mtime=0) if path.suffix in SQUEEZED else b""
    return _File(content, squeezed, TYPES[path.suffix])


def _response(file: _File, asked: Headers) -> Response:
    is_squeezed = bool(file.squeezed) and "gzip" in asked.get("accept-encoding", "")
    headers = {
        # A name never names anything else: browsers need not ask again.
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Type": file.kind,
        "Vary": "Accept-Encoding",
    }
    if is_squeezed:
        headers["Content-Encoding"] = "gzip"
    return Response(file.squeezed if is_squeezed else file.content, headers=headers)
