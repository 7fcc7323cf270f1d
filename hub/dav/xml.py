"""XML as DAV writes and reads it. Written as text: a list of 10,000 names is one pass over it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

NAMESPACES: Final = {
    "DAV:": "D",
    "urn:ietf:params:xml:ns:caldav": "C",
    "urn:ietf:params:xml:ns:carddav": "CR",
    "http://calendarserver.org/ns/": "CS",
    "http://apple.com/ns/ical/": "A",
}
DEEPEST = 64
"""Elements inside each other; the standards need nine."""
DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'

_DECLARED = "".join(f' xmlns:{prefix}="{uri}"' for uri, prefix in NAMESPACES.items())
# What XML 1.0 cannot say at all, not even escaped; SQLite gives back whatever was stored.
_UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# The ampersand first: the others bring one. A bare carriage return would reach the client as a line
# feed (XML 1.0 §2.11).
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))
_SPECIAL = re.compile(f"[&<>\r{_UNSPEAKABLE.pattern[1:]}")
_PLAIN = re.compile("[A-Za-z0-9_.~/-]*")


def dav(name: str) -> str:
    return "{DAV:}" + name


def caldav(name: str) -> str:
    return "{urn:ietf:params:xml:ns:caldav}" + name


def carddav(name: str) -> str:
    return "{urn:ietf:params:xml:ns:carddav}" + name


def calendarserver(name: str) -> str:
    return "{http://calendarserver.org/ns/}" + name


def apple(name: str) -> str:
    return "{http://apple.com/ns/ical/}" + name


def text(value: str) -> str:
    """Escaped, for between the tags of an element."""
    if not _SPECIAL.search(value):
        return value  # an etag, a name
    value = _UNSPEAKABLE.sub("", value)
    # Passes over the text, and not a table asked for every character: a tenth of the time.
    for character, escaped in _ESCAPES:
        value = value.replace(character, escaped)
    return value


def attribute(value: str) -> str:
    """Escaped, for between quotation marks."""
    return text(value).replace('"', "&quot;")


def href(path: str) -> str:
    """An element `href` of a path that is not quoted."""
    return f"<D:href>{quoted(path)}</D:href>"


def quoted(path: str) -> str:
    """As an address has it (RFC 3986 §2). Of ten thousand names, nearly all are plain."""
    return path if _PLAIN.fullmatch(path) else quote(path)


def element(name: str, inside: str = "") -> str:
    """An element whose content is written already; a foreign namespace is declared on it."""
    uri, _, local = name[1:].rpartition("}") if name.startswith("{") else ("", "", name)
    prefix = NAMESPACES.get(uri)
    opened = f"{prefix}:{local}" if prefix else local
    # A default namespace declared to be none is how a name without one is written.
    declared = "" if prefix else f' xmlns="{attribute(uri)}"'
    return f"<{opened}{declared}>{inside}</{opened}>" if inside else f"<{opened}{declared}/>"


def elements(names: Iterable[str]) -> str:
    return "".join(map(element, names))


def root(name: str) -> tuple[str, str]:
    """What a document of that outermost element begins and ends with."""
    prefix, local = NAMESPACES[name[1:].rpartition("}")[0]], name.rpartition("}")[2]
    return f"{DECLARATION}<{prefix}:{local}{_DECLARED}>", f"</{prefix}:{local}>\n"


class Malformed(ValueError):
    """This is no XML, or none that anybody should read."""


def parse(body: bytes) -> Element:
    """The outermost element.

    Raises:
        Malformed: also for a document type, which could name files and multiply itself.
    """
    try:
        found: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, LookupError, ValueError) as error:
        raise Malformed from error
    if _depth_of(found) > DEEPEST:
        raise Malformed
    return found


def _depth_of(outermost: Element) -> int:
    depth, level = 0, [outermost]
    while level and depth <= DEEPEST:
        depth, level = depth + 1, [child for it in level for child in it]
    return depth
