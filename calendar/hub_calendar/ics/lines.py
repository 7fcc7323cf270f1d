"""Content lines and components (RFC 5545 §3.1, §3.4, §3.6), kept as they were written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hub.dav.lines import FORBIDDEN, escape, fold, unescape
from hub.language import N_

DEEPEST = 8
_NAME = re.compile(r"[A-Za-z0-9-]+(?=[;:])")
_PARAM = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)')
_PARAM_VALUE = re.compile(r'"([^"]*)"|([^",]+)')


class Malformed(ValueError):
    """The text is no iCalendar, or says what cannot be.

    Args:
        message: marked with `N_`; its fields are filled with `values` where it is shown.
        line: the number of the line, from 1; 0 if it is not known.
    """

    def __init__(self, message: str, line: int = 0, **values: str) -> None:
        super().__init__(message.format(**values))
        self.message, self.line, self.values = message, line, values


@dataclass(frozen=True, slots=True)
class Property:
    """One unfolded content line."""

    name: str
    line: str

    @property
    def value(self) -> str:
        """As written: escaped, if it is a text."""
        return self.line[self._end_of_params() + 1 :]

    @property
    def params(self) -> dict[str, str]:
        """The first value of each parameter, by upper-case name."""
        head = self.line[len(self.name) : self._end_of_params()]
        found: dict[str, str] = {}
        for name, values in _PARAM.findall(head):
            first = _PARAM_VALUE.search(values)
            found.setdefault(name.upper(), (first[1] or first[2] or "") if first else "")
        return found

    @property
    def text(self) -> str:
        return unescape(self.value)

    @classmethod
    def of(cls, name: str, value: str, **params: str) -> Property:
        """A line of an already escaped value."""
        head = "".join(f";{key.replace('_', '-')}={_quoted(it)}" for key, it in params.items())
        return cls(name, f"{name}{head}:{value}")

    @classmethod
    def of_text(cls, name: str, text: str, **params: str) -> Property:
        return cls.of(name, escape(text), **params)

    def saying(self, **params: str) -> Property:
        """With these parameters, the others as they are written; an empty one is left out."""
        replaced = {it.replace("_", "-") for it in params}
        head = self.line[len(self.name) : self._end_of_params()]
        kept = "".join(it[0] for it in _PARAM.finditer(head) if it[1].upper() not in replaced)
        new = Property.of(self.name, self.value, **{it: params[it] for it in params if params[it]})
        return Property(self.name, self.name + kept + new.line[len(self.name) :])

    def _end_of_params(self) -> int:
        if '"' not in self.line:
            return self.line.index(":")
        is_quoted = False
        for at, letter in enumerate(self.line):
            if letter == '"':
                is_quoted = not is_quoted
            elif letter == ":" and not is_quoted:
                return at
        return self.line.index(":")  # a quote that nobody closed


@dataclass(slots=True)
class Component:
    """What stands between a `BEGIN` and its `END`, in the order in which it stands there."""

    name: str
    properties: list[Property] = field(default_factory=list)
    components: list[Component] = field(default_factory=list)
    line: int = 0

    def get(self, name: str) -> Property | None:
        return next((it for it in self.properties if it.name == name), None)

    def all(self, name: str) -> list[Property]:
        return [it for it in self.properties if it.name == name]

    def value(self, name: str) -> str:
        """Upper case, for properties with a set of values; empty when absent."""
        found = self.get(name)
        return found.value.strip().upper() if found else ""

    def text(self, name: str) -> str:
        found = self.get(name)
        return found.text if found else ""

    def set(self, name: str, *lines: Property) -> None:
        """Puts the lines where the first of that name stood, or at the end."""
        at = next((i for i, it in enumerate(self.properties) if it.name == name), None)
        kept = [it for it in self.properties if it.name != name]
        at = len(kept) if at is None else at
        self.properties = [*kept[:at], *lines, *kept[at:]]

    def inside(self, name: str) -> list[Component]:
        return [it for it in self.components if it.name == name]


def parse(text: str) -> Component:
    """The one component of a text.

    Raises:
        Malformed: it is not one whole component, or has characters that no line may have.
    """
    if bad := FORBIDDEN.search(text):
        line = text.count("\n", 0, bad.start()) + 1
        raise Malformed(N_("A control character is in the text."), line)
    whole = list(components(unfolded(text)))
    if len(whole) != 1:
        raise Malformed(N_("There must be one calendar, and nothing else."))
    return whole[0]


def unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Each content line with the number of its first physical line; empty lines are passed over."""
    start, parts = 0, list[str]()
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if line[:1] in {" ", "\t"} and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield start, "".join(parts)
            parts = []
        if line:
            start, parts = number, [line]
    if parts:
        yield start, "".join(parts)


def components(lines: Iterable[tuple[int, str]]) -> Iterator[Component]:
    """The outermost components of content lines, each as soon as it ends."""
    stack: list[Component] = []
    for number, line in lines:
        match = _NAME.match(line)
        if match is None or ":" not in line:
            raise Malformed(N_("A line is not of the form NAME:VALUE."), number)
        name = match[0].upper()
        if name == "BEGIN":
            if len(stack) >= DEEPEST:
                raise Malformed(N_("Components lie too deep inside each other."), number)
            stack.append(Component(line[6:].strip().upper(), line=number))
        elif not stack:
            raise Malformed(N_("A line stands outside BEGIN and END."), number)
        elif name == "END":
            ended = stack.pop()
            if ended.name != line[4:].strip().upper():
                raise Malformed(N_("{name} is not ended."), number, name=ended.name[:40])
            if not stack:
                yield ended
            else:
                stack[-1].components.append(ended)
        else:
            stack[-1].properties.append(Property(name, line))
    if stack:
        raise Malformed(N_("{name} is not ended."), stack[-1].line, name=stack[-1].name[:40])


def serialise(component: Component) -> str:
    """The text: CRLF, folded at 75 octets, characters whole."""
    return "".join(f"{fold(line)}\r\n" for line in _lines(component))


def _lines(component: Component) -> Iterator[str]:
    yield f"BEGIN:{component.name}"
    for it in component.properties:
        yield it.line
    for inner in component.components:
        yield from _lines(inner)
    yield f"END:{component.name}"


def _quoted(value: str) -> str:
    """A parameter's value (§3.2); what it cannot hold is left out (RFC 6868 is not read by all)."""
    plain = FORBIDDEN.sub("", value).replace('"', "'").replace("\r", "").replace("\n", " ")
    return f'"{plain}"' if re.search("[;:,]", plain) else plain
