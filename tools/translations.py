"""Keeps the French catalogues complete and well set.

python -m tools.translations check    one line a fault; exit 1 if there is any
python -m tools.translations update   adds new message ids, drops those no longer used
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from hub.language import PACKAGES

ROOT = Path(__file__).parent.parent
LANGUAGE = "fr"
KEYWORDS = {"_": None, "_n": (1, 2), "N_": None, "N_n": (1, 2), "gettext": None, "ngettext": (1, 2)}
TEMPLATES = (".html", ".txt", ".xml", ".ics")

FIELD = re.compile(r"{(\w+)}")
STRAIGHT_APOSTROPHE = re.compile(r"\w'\w")
PLAIN_SPACE = re.compile(r"\S [:;!?»]|« ")


def faults() -> Iterator[str]:
    """One sentence for each message that a French reader would not see in good French."""
    yield from _contradictions()
    for package in PACKAGES:
        used, written = extracted(package), catalogue(package)
        where = path(package).relative_to(ROOT)
        for message in used:
            if message.id:
                yield from (f"{where}: {fault}" for fault in _faults_of(message, written))
        for message in (*written, *written.obsolete.values()):
            if message.id and (message.id not in used or message.id in written.obsolete):
                yield f"{where}: nothing says {_first(message)!r} any more"


def update() -> None:
    """Adds the ids that are new, empty, to be translated; drops those that nothing says."""
    for package in PACKAGES:
        used, written = extracted(package), catalogue(package)
        file = path(package)
        if not len(used) and not file.exists():
            continue
        written.update(used, no_fuzzy_matching=True, update_creation_date=False)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as target:
            write_po(target, written, width=100, ignore_obsolete=True, sort_output=True,
                     include_lineno=False)  # fmt: skip


def extracted(package: str) -> Catalog:
    """The messages that the package says; a domain leaves to the hub those the hub says too."""
    found = _extract(package)
    if package != PACKAGES[0]:
        for message in _extract(PACKAGES[0]):
            found.delete(message.id)
    return found


def catalogue(package: str) -> Catalog:
    """The French of a package, as written."""
    file = path(package)
    if not file.exists():
        return _new_catalogue(package)
    with file.open("rb") as source:
        return read_po(source, locale=LANGUAGE)


def path(package: str) -> Path:
    return _folder(package) / "locale" / LANGUAGE / "LC_MESSAGES" / f"{package}.po"


def _new_catalogue(package: str) -> Catalog:
    made = Catalog(LANGUAGE, header_comment=f"# What {package} says, in French.", fuzzy=False)
    made.project, made.version, made.revision_date = "Parvis", "1", datetime.now(UTC)
    made.msgid_bugs_address = made.last_translator = made.language_team = ""
    return made


def _contradictions() -> Iterator[str]:
    """One id has one French: the catalogues are read as one, and the first that knows it wins."""
    said: dict[str, tuple[str, tuple[str, ...]]] = {}
    for package in PACKAGES:
        for message in catalogue(package):
            first, french = _first(message), _strings(message)
            before, other = said.setdefault(first, (package, french))
            both = min(len(french), len(other))  # the singular of a plural may be said alone
            if first and french[:both] != other[:both]:
                yield f"{first!r} is {other} in {before} and {french} in {package}"


def _extract(package: str) -> Catalog:
    found = Catalog()
    for source in sorted(_folder(package).rglob("*")):
        if method := _method(source):
            name = source.relative_to(ROOT).as_posix()
            for line, ids, _comments, context in extract_from_file(
                method, source, keywords=KEYWORDS, options={"silent": "false"}
            ):
                found.add(ids, locations=[(name, line)], context=context)
    return found


def _method(source: Path) -> str | None:
    if source.suffix == ".py":
        return "python"
    # Elsewhere a .txt may be anything: a list of words, the licences of others.
    is_template = "templates" in source.parts and source.suffix in TEMPLATES
    return "jinja2" if is_template else None


def _folder(package: str) -> Path:
    """`hub` lies at the root, `hub_calendar` in `calendar/`."""
    return ROOT / package.partition("_")[2] / package


def _faults_of(message: Message, written: Catalog) -> Iterator[str]:
    first, french = _first(message), written.get(message.id)
    if french is None or not all(_strings(french)):
        yield f"{first!r} is not translated"
        return
    if french.fuzzy:
        yield f"{first!r} is marked fuzzy"
    for number, text in enumerate(_strings(french)):
        if odd := _odd_fields(message, text, is_singular=number == 0):
            yield f"{first!r}: {', '.join(sorted(odd))} is not in both languages"
        if STRAIGHT_APOSTROPHE.search(text):
            yield f"{first!r}: the apostrophe is ’ in {text!r}"
        if PLAIN_SPACE.search(text):
            yield f"{first!r}: the space before : ; ! ? » and after « must not break in {text!r}"


def _odd_fields(message: Message, text: str, is_singular: bool) -> set[str]:
    """The `{name}` fields of one language alone; a singular may say "a guest" for "{number}"."""
    english, french = set(FIELD.findall(_last(message))), set(FIELD.findall(text))
    if message.pluralizable and is_singular:
        french |= {"number"}
        english |= {"number"}
    return english ^ french


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _last(message: Message) -> str:
    """The plural, which names every field; a singular may leave the number out."""
    return message.id if isinstance(message.id, str) else message.id[-1]


def _strings(message: Message) -> tuple[str, ...]:
    written = message.string or ""
    return (written,) if isinstance(written, str) else tuple(written)


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
        return 0
    if arguments != ["check"]:
        print(__doc__)
        return 2
    found = list(faults())
    print("\n".join(found) or "Every message is translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
