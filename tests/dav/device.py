"""Telephones: requests with an app password, and what is read in the answers."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from starlette.types import ASGIApp

from tests.access.asking import Answer, call

SECRET = "parvis-tests-device-secret"
NAMESPACES = {
    "D": "DAV:",
    "C": "urn:ietf:params:xml:ns:caldav",
    "CR": "urn:ietf:params:xml:ns:carddav",
    "CS": "http://calendarserver.org/ns/",
    "A": "http://apple.com/ns/ical/",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())


@dataclass(frozen=True)
class Device:
    """Somebody's telephone. Without a login, it shows no password."""

    app: ASGIApp
    login: str = ""
    secret: str = SECRET
    person_id: int = 0

    @property
    def home(self) -> str:
        return f"/dav/calendars/{self.person_id}/"

    async def ask(self, method: str, path: str, body: str | bytes = b"", **headers: str) -> Answer:
        raw = body.encode() if isinstance(body, str) else body
        sent = {"host": "127.0.0.1:8000", "content-length": str(len(raw))}
        if self.login:
            shown = base64.b64encode(f"{self.login}:{self.secret}".encode()).decode()
            sent["authorization"] = f"Basic {shown}"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        pairs = [(name.encode(), value.encode()) for name, value in sent.items()]
        asked = unquote(path)
        return await call(
            self.app, method, asked, pairs, raw, client=("127.0.0.1", 5000), raw_path=path.encode()
        )

    async def put(self, path: str, ics: str | bytes, **headers: str) -> Answer:
        return await self.ask("PUT", path, ics, content_type="text/calendar", **headers)

    async def propfind(self, path: str, *names: str, depth: int = 0) -> Multistatus:
        return Multistatus.of(await self.ask("PROPFIND", path, propfind(*names), depth=str(depth)))

    async def report(self, path: str, body: str) -> Multistatus:
        return Multistatus.of(await self.ask("REPORT", path, body, depth="1"))

    async def sync(self, path: str, token: str = "", limit: int = 0) -> Multistatus:
        return await self.report(path, sync(token, limit))


@dataclass
class Multistatus:
    """By address, not quoted: the status, or the properties of each status."""

    statuses: dict[str, int] = field(default_factory=dict)
    found: dict[str, dict[str, Any]] = field(default_factory=dict)
    missing: dict[str, set[str]] = field(default_factory=dict)
    other: dict[str, dict[str, int]] = field(default_factory=dict)
    token: str = ""

    @classmethod
    def of(cls, answer: Answer) -> Multistatus:
        assert answer.status == 207, (answer.status, answer.body)
        told = cls()
        root = ElementTree.fromstring(answer.body)
        for response in root.findall("D:response", NAMESPACES):
            told._read(response)
        told.token = root.findtext("D:sync-token", "", NAMESPACES)
        return told

    def data(self, path: str) -> str:
        return str(self.found[path]["C:calendar-data"])

    def etags(self) -> dict[str, str]:
        """By the last segment."""
        return {
            path.rpartition("/")[2]: it["D:getetag"]
            for path, it in self.found.items()
            if "D:getetag" in it
        }

    def _read(self, response: Element) -> None:
        href = unquote(response.findtext("D:href", "", NAMESPACES))
        if (status := response.findtext("D:status", None, NAMESPACES)) is not None:
            self.statuses[href] = int(status.split()[1])
            return
        self.found.setdefault(href, {})
        for propstat in response.findall("D:propstat", NAMESPACES):
            code = int(propstat.findtext("D:status", "", NAMESPACES).split()[1])
            for prop in propstat.findall("D:prop/*", NAMESPACES):
                name = short(prop.tag)
                match code:
                    case 200:
                        self.found[href][name] = value(prop)
                    case 404:
                        self.missing.setdefault(href, set()).add(name)
                    case _:
                        self.other.setdefault(href, {})[name] = code


def short(tag: str) -> str:
    uri, _, local = tag[1:].partition("}")
    prefix = next((it for it, known in NAMESPACES.items() if known == uri), uri)
    return f"{prefix}:{local}"


def value(prop: Element) -> Any:
    """Its text; of what has elements in it, those."""
    if not len(prop):
        return prop.text or ""
    return [_told(child) for child in prop]


def _told(child: Element) -> Any:
    inside = [_told(it) for it in child] or (unquote(child.text or ""))
    named: Mapping[str, str] = dict(child.attrib)
    return (short(child.tag), *sorted(named.items()), inside) if named else (
        short(child.tag), inside
    )  # fmt: skip


def propfind(*names: str) -> str:
    if not names:
        return ""
    return f"<D:propfind {DECLARED}><D:prop>{_elements(names)}</D:prop></D:propfind>"


def sync(token: str = "", limit: int = 0, names: tuple[str, ...] = ("D:getetag",)) -> str:
    cut = f"<D:limit><D:nresults>{limit}</D:nresults></D:limit>" if limit else ""
    return (
        f"<D:sync-collection {DECLARED}><D:sync-token>{token}</D:sync-token>"
        f"<D:sync-level>1</D:sync-level>{cut}<D:prop>{_elements(names)}</D:prop>"
        "</D:sync-collection>"
    )


def multiget(*hrefs: str, names: tuple[str, ...] = ("D:getetag", "C:calendar-data")) -> str:
    told = "".join(f"<D:href>{href}</D:href>" for href in hrefs)
    return (
        f"<C:calendar-multiget {DECLARED}><D:prop>{_elements(names)}</D:prop>{told}"
        "</C:calendar-multiget>"
    )


def query(
    inside: str, names: tuple[str, ...] = ("D:getetag", "C:calendar-data"), data: str = ""
) -> str:
    """A calendar-query whose filter has `inside` in VCALENDAR; `data` is in calendar-data."""
    asked = _elements(names)
    if data:
        asked = asked.replace("<C:calendar-data/>", f"<C:calendar-data>{data}</C:calendar-data>")
    return (
        f"<C:calendar-query {DECLARED}><D:prop>{asked}</D:prop><C:filter>"
        f'<C:comp-filter name="VCALENDAR">{inside}</C:comp-filter></C:filter></C:calendar-query>'
    )


def between(start: str = "", end: str = "", component: str = "VEVENT") -> str:
    said = (f' start="{start}"' if start else "") + (f' end="{end}"' if end else "")
    return f'<C:comp-filter name="{component}"><C:time-range{said}/></C:comp-filter>'


def free_busy(start: str, end: str) -> str:
    return (
        f'<C:free-busy-query {DECLARED}><C:time-range start="{start}" end="{end}"/>'
        "</C:free-busy-query>"
    )


def proppatch(inside: str, method: str = "D:propertyupdate") -> str:
    return f"<{method} {DECLARED}>{inside}</{method}>"


def _elements(names: tuple[str, ...]) -> str:
    return "".join(f"<{name}/>" for name in names)
