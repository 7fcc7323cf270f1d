"""A card as a telephone or a mail program takes it in: vCard 4.0 (RFC 6350)."""

from __future__ import annotations

from collections.abc import Iterator

from hub.dav.lines import escape, fold
from hub.people.models import Person
from hub_directory.queries import Card


def vcard(card: Card, address: str) -> str:
    """The text of the card; `address` is where its page is, which is also its name for ever."""
    return "".join(f"{fold(line)}\r\n" for line in _lines(card, address))


def _lines(card: Card, address: str) -> Iterator[str]:
    person = card.person
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:{address}"
    yield f"FN:{escape(person.name)}"
    yield f"N:{escape(person.family_name)};{escape(person.given_name)};;;"
    if post := card.main:
        yield f"ORG:{escape(post.group)}"
        if post.title:
            yield f"TITLE:{escape(post.title)}"
        if post.address:
            yield f"ADR;TYPE=work:;;{escape(post.address)};;;;"
    if person.is_active:
        yield from _reached(person)
    yield f"URL:{address}"
    yield "END:VCARD"


def _reached(person: Person) -> Iterator[str]:
    for number, kind in ((person.phone, "voice"), (person.mobile, "cell")):
        if number:
            yield f'TEL;TYPE="work,{kind}";VALUE=uri:tel:{number}'
    if person.email:
        yield f"EMAIL;TYPE=work:{escape(person.email)}"
