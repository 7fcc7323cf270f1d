"""A card as a telephone or a mail program takes it in: vCard 4.0 (RFC 6350), and 3.0 (RFC 2426),
which address books speak unless they are asked for the other (RFC 6352 §5.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hub.dav.lines import escape, fold
from hub_directory.queries import Card
from hub_directory.queries.contacts import Contact

OLD, NEW = "3.0", "4.0"


@dataclass(frozen=True, slots=True)
class Line:
    """One property; of a value in several parts, the parts."""

    name: str
    parts: tuple[str, ...]
    params: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_text: bool = True

    @property
    def value(self) -> str:
        """As people write it, for comparing."""
        return ";".join(self.parts)

    def written(self) -> str:
        told = map(escape, self.parts) if self.is_text else self.parts
        return f"{self.name}{''.join(map(_param, self.params.items()))}:{';'.join(told)}"


def vcard(card: Card, address: str) -> str:
    """The text of the card; `address` is where its page is, which is also its name for ever."""
    return written(lines(Contact.of(card), address, NEW))


def written(told: Iterable[Line]) -> str:
    """As text, folded."""
    return "".join(f"{fold(line.written())}\r\n" for line in told)


def lines(contact: Contact, address: str, version: str) -> Iterator[Line]:
    """The properties of a card in that version of the standard."""
    yield Line("BEGIN", ("VCARD",))
    yield Line("VERSION", (version,))
    yield Line("UID", (address,), is_text=False)
    yield Line("FN", (f"{contact.given_name} {contact.family_name}".strip(),))
    yield Line("N", (contact.family_name, contact.given_name, "", "", ""))
    if contact.group:
        yield Line("ORG", (contact.group,))
    if contact.title:
        yield Line("TITLE", (contact.title,))
    if contact.address:
        yield Line("ADR", ("", "", contact.address, "", "", "", ""), {"TYPE": ("work",)})
    for number, kind in ((contact.phone, "voice"), (contact.mobile, "cell")):
        if number:
            yield _number(number, kind, version)
    if contact.email:
        types = ("work",) if version == NEW else ("internet", "work")
        yield Line("EMAIL", (contact.email,), {"TYPE": types})
    yield Line("URL", (address,), is_text=False)
    yield Line("END", ("VCARD",))


def _number(number: str, kind: str, version: str) -> Line:
    types: dict[str, tuple[str, ...]] = {"TYPE": ("work", kind)}
    if version == NEW:
        return Line("TEL", (f"tel:{number}",), {**types, "VALUE": ("uri",)}, is_text=False)
    return Line("TEL", (number,), types)


def _param(param: tuple[str, tuple[str, ...]]) -> str:
    # Not in quotation marks: before 4.0 what is in them is one value, with a comma in it.
    name, values = param
    return f";{name}={','.join(values)}"
