"""The filter of `addressbook-query` (RFC 6352 §10.5)."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Sequence
from xml.etree.ElementTree import Element

from hub.dav.xml import carddav
from hub.domain.dav import Unmet
from hub_directory.vcards import Line

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
COLLATIONS: dict[str, Callable[[str], str]] = {
    "i;ascii-casemap": lambda text: text.translate(_LOWER),
    "i;unicode-casemap": str.casefold,
}
"""§8.3: how letters are compared."""
MOST = 50
"""Conditions of one filter; nobody types more, and each is asked of everybody."""
_PROP, _PARAM, _TEXT = carddav("prop-filter"), carddav("param-filter"), carddav("text-match")
_ABSENT = carddav("is-not-defined")
_MATCHES: dict[str, Callable[[str, str], bool]] = {
    "equals": str.__eq__,
    "contains": str.__contains__,
    "starts-with": str.startswith,
    "ends-with": str.endswith,
}

Test = Callable[[Sequence[Line]], bool]


def test_of(asked: Element | None) -> Test:
    """Whether a card is wanted.

    Raises:
        Unmet: the filter says what nobody understands; passed over, it would find too much.
    """
    if asked is None:
        return lambda card: True
    if sum(1 for _it in asked.iter()) > MOST:
        raise Unmet(carddav("supported-filter"))
    tests = [_prop(it) for it in asked]
    if not tests:
        return lambda card: True
    how = _how(asked)
    return lambda card: how(test(card) for test in tests)


def _prop(asked: Element) -> Test:
    """One of the lines of that name must meet what is said of it."""
    if asked.tag != _PROP or not (name := asked.get("name", "").upper()):
        raise Unmet(carddav("supported-filter"))
    if [it.tag for it in asked] == [_ABSENT]:
        return lambda card: all(line.name != name for line in card)
    tests, how = [_line(it) for it in asked], _how(asked)

    def meets(card: Sequence[Line]) -> bool:
        found = [line for line in card if line.name == name]
        return any(not tests or how(test(line) for test in tests) for line in found)

    return meets


def _line(asked: Element) -> Callable[[Line], bool]:
    if asked.tag == _TEXT:
        matches = _text(asked)
        return lambda line: matches(line.value)
    if asked.tag != _PARAM or not (name := asked.get("name", "").upper()):
        raise Unmet(carddav("supported-filter"))
    inside = list(asked)
    if [it.tag for it in inside] == [_ABSENT]:
        return lambda line: name not in line.params
    if not inside:
        return lambda line: name in line.params
    if len(inside) > 1 or inside[0].tag != _TEXT:
        raise Unmet(carddav("supported-filter"))
    matches = _text(inside[0])
    return lambda line: any(map(matches, line.params.get(name, ())))


def _text(asked: Element) -> Callable[[str], bool]:
    """§10.5.4."""
    collation = asked.get("collation", "i;unicode-casemap")
    if collation == "default":
        collation = "i;unicode-casemap"
    if (fold := COLLATIONS.get(collation)) is None:
        raise Unmet(carddav("supported-collation"))
    if (matches := _MATCHES.get(asked.get("match-type", "contains"))) is None:
        raise Unmet(carddav("supported-filter"))
    wanted = fold("".join(asked.itertext()))
    is_negated = asked.get("negate-condition", "no") == "yes"
    return lambda value: matches(fold(value), wanted) is not is_negated


def _how(asked: Element) -> Callable[[Iterable[bool]], bool]:
    match asked.get("test", "anyof"):
        case "anyof":
            return any
        case "allof":
            return all
    raise Unmet(carddav("supported-filter"))
