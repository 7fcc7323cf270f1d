"""A telephone on a real connection, for what happens to processes."""

from __future__ import annotations

import base64
from http.client import HTTPConnection, HTTPException

from tests.access.asking import Answer
from tests.dav.device import Device, Multistatus, sync

BROKEN = (OSError, HTTPException)
"""How a connection ends whose other end is gone."""


class Wire:
    """Somebody's telephone and its one connection."""

    def __init__(self, device: Device, port: int) -> None:
        self.device = device
        shown = base64.b64encode(f"{device.login}:{device.secret}".encode()).decode()
        self.headers = {"Authorization": f"Basic {shown}"}
        self.client = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self.client.request(method, path, body.encode(), self.headers | sent)
        answer = self.client.getresponse()
        told = [(name.encode(), value.encode()) for name, value in answer.getheaders()]
        return Answer(answer.status, told, answer.read())

    def report(self, path: str, body: str) -> Multistatus:
        return Multistatus.of(self.ask("REPORT", path, body, depth="1"))

    def sync(self, path: str, token: str = "") -> Multistatus:
        return self.report(path, sync(token))
