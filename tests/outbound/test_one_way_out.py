"""No other module of the hub can make a request."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
CLIENTS = {
    "aiohttp", "caldav", "http.client", "httpcore", "httpcore2", "httpx", "httpx2", "requests",
    "urllib.request", "urllib3", "websocket", "websockets.asyncio.client", "websockets.client",
    "websockets.sync.client", "xmlrpc.client",
}  # fmt: skip
OPENERS = {
    "create_connection", "open_connection", "connect_tcp", "PyHttpClient", "urlopen", "urlretrieve"
}  # fmt: skip
PACKAGES = ("hub", "calendar", "sharing", "directory", "extranet")


def test_nothing_else_can_call_out() -> None:
    """Drivers of the database, of mail and of S3 call what the operator configured."""
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if path.parent != ROOT / "hub" / "outbound"
        for name in _ways_out(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert sorted(set(found)) == ["hub/database/sqlite.py: create_connection"]  # to a file


def _ways_out(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (it.name for it in names if _is_client(it.name))
            case ast.ImportFrom(module=str(module), names=names):
                told = [module, *(f"{module}.{it.name}" for it in names)]
                yield from (it for it in told if _is_client(it) or it.rpartition(".")[2] in OPENERS)
            case ast.Attribute(attr=name) | ast.Name(id=name) if name in OPENERS:
                yield name


def _is_client(module: str) -> bool:
    return any(module == it or module.startswith(f"{it}.") for it in CLIENTS)


def test_the_lint_sees_each_way_out() -> None:
    for source in (
        "import httpx2", "from urllib import request", "from http.client import HTTPConnection",
        "import asyncio\nasyncio.open_connection()", "from socket import create_connection as c\nc",
        "import requests.sessions",
    ):  # fmt: skip
        assert list(_ways_out(ast.parse(source))), source
    assert not list(_ways_out(ast.parse("from urllib.parse import quote\nimport http.cookies")))
