"""`make check` fails on a message that a French reader would not see in good French."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import translations

SOURCE = """
from hub.language import N_, _, _n

LATER = N_("Later")

def say(name, number):
    return _("Hello {name}", name=name), _n("{number} guest", "{number} guests", number)
"""
TEMPLATE = """{% if late %}{{ _("It is late: go home") }}{% endif %}"""

COMPLETE = """
msgid "Later"
msgstr "Plus tard"

msgid "Hello {name}"
msgstr "Bonjour {name}"

msgid "{number} guest"
msgid_plural "{number} guests"
msgstr[0] "un invité"
msgstr[1] "{number} invités"

msgid "It is late: go home"
msgstr "Il est tard\N{NO-BREAK SPACE}: l’heure de rentrer"
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one package that says four messages, all well translated."""
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    (tmp_path / "hub" / "web" / "templates").mkdir(parents=True)
    (tmp_path / "hub" / "greeting.py").write_text(SOURCE)
    (tmp_path / "hub" / "web" / "templates" / "late.html").write_text(TEMPLATE)
    write(COMPLETE)
    return tmp_path


def test_a_complete_catalogue_has_no_fault(tree: Path) -> None:
    assert list(translations.faults()) == []


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ('msgstr "Plus tard"', 'msgstr ""', "'Later' is not translated"),
        ('msgid "Later"', 'msgid "Sooner"', "nothing says 'Sooner' any more"),
        ('msgid "Later"', '#, fuzzy\nmsgid "Later"', "'Later' is marked fuzzy"),
        ('msgstr[1] "{number} invités"', 'msgstr[1] ""', "'{number} guest' is not translated"),
        ("Bonjour {name}", "Bonjour {nom}", "'Hello {name}': name, nom is not in both languages"),
        ('"{number} invités"', '"des invités"', "number is not in both languages"),
        ("l’heure", "l'heure", "the apostrophe is ’"),
        ("\N{NO-BREAK SPACE}:", " :", "must not break"),
    ],
)
def test_each_fault_is_named(tree: Path, right: str, wrong: str, fault: str) -> None:
    assert right in COMPLETE
    write(COMPLETE.replace(right, wrong))
    assert [told for told in translations.faults() if fault in told]


def test_update_adds_what_is_new_and_drops_what_is_gone(tree: Path) -> None:
    write(COMPLETE.replace('msgid "Later"', 'msgid "Sooner"'))
    translations.update()
    catalogue = translations.catalogue("hub")
    assert "Sooner" not in catalogue
    assert catalogue["Later"].string == ""
    assert catalogue["Hello {name}"].string == "Bonjour {name}"


def test_update_changes_nothing_twice(tree: Path) -> None:
    translations.update()
    first = translations.path("hub").read_bytes()
    translations.update()
    assert translations.path("hub").read_bytes() == first


def test_a_domain_need_not_translate_what_the_hub_says(tree: Path) -> None:
    domain = tree / "calendar" / "hub_calendar"
    domain.mkdir(parents=True)
    (domain / "words.py").write_text('_("Later"), _("Event")')
    faults = list(translations.faults())
    assert len(faults) == 1
    assert "'Event' is not translated" in faults[0]


def test_one_id_has_one_french(tree: Path) -> None:
    for folder, french in (("calendar", "annulé"), ("sharing", "annulée")):
        domain = tree / folder / f"hub_{folder}"
        domain.mkdir(parents=True)
        (domain / "words.py").write_text('_("cancelled")')
        write(f'msgid "cancelled"\nmsgstr "{french}"\n', domain.name)
    faults = list(translations.faults())
    assert len(faults) == 1
    assert "'cancelled' is ('annulé',) in hub_calendar" in faults[0]


def write(catalogue: str, package: str = "hub") -> None:
    file = translations.path(package)
    file.parent.mkdir(parents=True, exist_ok=True)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
    file.write_text(header + catalogue, encoding="utf-8")
