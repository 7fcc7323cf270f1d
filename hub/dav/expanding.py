"""The report `expand-property` (RFC 3253 §3.8), of principals: what Apple's calendar asks to learn
for whom it acts, with their names, in one request."""

from __future__ import annotations

import re
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from starlette.exceptions import HTTPException

from hub.dav import answers, xml
from hub.dav.addresses import PrincipalPath, ProxyPath
from hub.dav.answers import Answer
from hub.dav.principals import of_principal
from hub.dav.properties import Properties
from hub.dav.proxies import of_group
from hub.dav.requests import Request
from hub.dav.xml import dav
from hub.errors import NotFound

EXPAND = dav("expand-property")
DEEPEST = 2
"""Of a person the groups, of a group its people."""
MOST = 50
"""Properties asked of one thing."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")
_HREF = re.compile(r"<D:href>([^<]*)</D:href>")


async def expand(request: Request, at: PrincipalPath | ProxyPath, asked: Element) -> Answer:
    return answers.multistatus([await _response(request, at, asked, DEEPEST)])


async def _response(
    request: Request, at: PrincipalPath | ProxyPath, asked: Element, deeper: int
) -> str:
    known, found, missing = await _known(request, at), list[str](), list[str]()
    for name, it in _wanted(asked).items():
        if name not in known:
            missing.append(name)
        elif deeper and it.find(dav("property")) is not None:
            found.append(xml.element(name, await _expanded(request, known[name], it, deeper - 1)))
        else:
            found.append(xml.element(name, known[name]))
    return answers.response(at.path, "".join(found), xml.elements(missing))


async def _expanded(request: Request, inside: str, asked: Element, deeper: int) -> str:
    """Instead of each principal that is named, what is asked of it."""
    written = []
    for said in _HREF.findall(inside):
        at = request.addresses.of_href(said, by=request.by)
        if not isinstance(at, PrincipalPath | ProxyPath):
            written.append(xml.href(unquote(said)))
            continue
        try:
            written.append(await _response(request, at, asked, deeper))
        except NotFound:
            written.append(answers.gone(at.path))
    return "".join(written)


async def _known(request: Request, at: PrincipalPath | ProxyPath) -> Properties:
    served, by = request.addresses.served, request.by
    if isinstance(at, ProxyPath):
        return await of_group(at, served, by=by)
    return await of_principal(at.id, served, by=by)


def _wanted(asked: Element) -> dict[str, Element]:
    """Each name once: said fifty times at each depth, one request would be thousands of reads."""
    wanted = asked.findall(dav("property"))
    if len(wanted) > MOST:
        raise HTTPException(400)
    return {_name(it): it for it in wanted}


def _name(asked: Element) -> str:
    name, namespace = asked.get("name", ""), asked.get("namespace", "DAV:")
    if not _NAME.fullmatch(name) or "}" in namespace:
        raise HTTPException(400)
    return f"{{{namespace}}}{name}"
