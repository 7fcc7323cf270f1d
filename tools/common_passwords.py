"""The list of what everybody tries first as a password, from npm packages: part of `make assets`.

`@zxcvbn-ts/language-common` has the most frequent leaked passwords, `@zxcvbn-ts/language-fr` the
words and names French speakers make theirs of: `bienvenue`, which is in no list of English leaks.
Both are maintained and MIT, the French words ODC-BY; notices are in `hub/web/dist/licences.txt`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from hub.accounts import common_passwords
from hub.accounts.common_passwords import FILE, written

SOURCES = (Path(__file__), Path(common_passwords.__file__))

LISTS = (
    "@zxcvbn-ts/language-common/src/passwords.json",
    "@zxcvbn-ts/language-fr/src/commonWords.json",
    "@zxcvbn-ts/language-fr/src/firstnames.json",
    "@zxcvbn-ts/language-fr/src/lastnames.json",
)
TRADE = (
    "parvis", "agglomeration", "intercommunalite", "collectivite", "communaute", "communautes",
    "communes", "mairie", "hoteldeville", "conseil", "municipal", "delegue", "presidence",
    "bonjour", "identifiant", "connexion", "motdepasse", "changezmoi", "changeme", "provisoire",
)  # fmt: skip


def write(modules: Path, folder: Path) -> None:
    """Writes the array of digests into `folder`, from the packages in `modules`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE.name).write_bytes(written(_words(modules)))


def _words(modules: Path) -> Iterator[str]:
    yield from TRADE
    for name in LISTS:
        yield from json.loads((modules / name).read_text(encoding="utf-8"))
