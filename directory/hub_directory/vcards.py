"""A card as a telephone or a mail program takes it in: vCard 4.0 (RFC 6350)."""

from __future__ import annotations

from collections.abc import Iterator

from hub.people.models import Person
from hub_directory.queries import Card

LONGEST = 75  # octets of a line, without its end (RFC 6350 §3.2)


def vcard(card: Card, address: str) -> str:
    """The text of the card; `address` is where its page is, which is also its name for ever."""
    return "".join(f"{_folded(line)}\r\n" for line in _lines(card, address))


def _lines(card: Card, address: str) -> Iterator[str]:
    person = card.person
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:{address}"
    yield f"FN:{_escaped(person.name)}"
    yield f"N:{_escaped(person.family_name)};{_escaped(person.given_name)};;;"
    if post := card.main:
        yield f"ORG:{_escaped(post.group)}"
        if post.title:
            yield f"TITLE:{_escaped(post.title)}"
        if post.address:
            yield f"ADR;TYPE=work:;;{_escaped(post.address)};;;;"
    if person.is_active:
        yield from _reached(person)
    yield f"URL:{address}"
    yield "END:VCARD"


def _reached(person: Person) -> Iterator[str]:
    for number, kind in ((person.phone, "voice"), (person.mobile, "cell")):
        if number:
            yield f'TEL;TYPE="work,{kind}";VALUE=uri:tel:{number}'
    if person.email:
        yield f"EMAIL;TYPE=work:{_escaped(person.email)}"


def _escaped(text: str) -> str:
    """Of a text value, what would end it or part it (RFC 6350 §3.4)."""
    for mark, written in (("\\", "\\\\"), ("\n", "\\n"), (",", "\\,"), (";", "\\;")):
        text = text.replace(mark, written)
    return text


def _folded(line: str) -> str:
    """In lines of at most 75 octets, never parted inside a character."""
    parts, part, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            parts.append(part)
            part, size = "", 1  # the space that begins a continuation
        part, size = part + letter, size + octets
    return "\r\n ".join([*parts, part])
