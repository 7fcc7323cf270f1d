"""Logins: what is typed to sign in when it is not an e-mail address."""

from __future__ import annotations

import re

from hub.database import read
from hub.errors import Invalid
from hub.language import _
from hub.people.folding import fold
from hub.people.models import Person

LONGEST = 100
_LOGIN = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")


def folded(typed: str) -> str:
    """What is looked up, whatever capitals and spaces were typed."""
    return "".join(letter for letter in typed.strip().casefold() if letter.isprintable())[:254]


def checked(typed: str) -> str:
    """A login as it is stored.

    Raises:
        Invalid: it is no login. An `@` is refused, so that none can look like another's address.
    """
    login = folded(typed)
    if len(login) > LONGEST or not _LOGIN.fullmatch(login):
        raise Invalid(login=_("A login has letters, digits, dots and dashes, as marie.durand."))
    return login


async def proposed(person: Person) -> str:
    """`solene.legoff`, or with the first number that makes it nobody else's."""
    parts = [fold(name).replace(" ", "") for name in (person.given_name, person.family_name)]
    latin = [re.sub(r"[^a-z0-9]", "", part) for part in parts]
    base = ".".join(filter(None, latin))[: LONGEST - 6].rstrip(".") or "compte"
    rows = await read("SELECT login FROM account WHERE login LIKE :like", like=f"{base}%")
    taken = {row["login"] for row in rows}
    numbered = (f"{base}{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(it for it in numbered if it not in taken)
