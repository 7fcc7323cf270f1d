"""What everybody tries first is refused, and nothing else is."""

from __future__ import annotations

import random
import string

import pytest

from hub.accounts.common_passwords import ENOUGH, guesses, is_common

OWN = ["Solène", "Le Goff", "Solène Le Goff", "solene.legoff", "Communauté du Val d’Orbelle"]


@pytest.mark.parametrize(
    "password",
    [
        "Bienvenue2026!", "MotDePasse2026!", "P@ssw0rd1234", "Administrateur1", "Azertyuiop123",
        "qsdfghjklm1234", "aaaaaaaaaaaaaaaa", "abcdefghijklmnop", "zyxwvutsrqponm", "123456789012",
        "0102030405060708", "Nicolas01011975", "parvisparvis12", "Printemps2026!!",
        "BONJOURbonjour", "éàéàéàéàéàéà", "m0td3p4ss3!!", "1l0vey0u2026",
    ],
)  # fmt: skip
def test_common(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize(
    "password",
    [
        "Solene.LeGoff1975",
        "solenelegoff75",
        "LeGoff-LeGoff-12",
        "ValDOrbelle2026",
        "d'Orbelle!Solène",
    ],
)
def test_made_of_ones_own_names(password: str) -> None:
    assert is_common(password, OWN)


@pytest.mark.parametrize(
    "password",
    [
        "cheval batterie agrafe correct", "sept lampes sur le quai vert", "x7Kq92mmPzRt",
        "le chat dort sur la table", "Tr0ub4dor&3xyz", "pw!Kd9#r2Lq0", "LeGoff-x7Kq92mm",
    ],
)  # fmt: skip
def test_not_common(password: str) -> None:
    assert not is_common(password, OWN)


def test_random_letters_are_never_taken_for_words() -> None:
    chance = random.Random(2026)
    for _ in range(500):
        assert guesses("".join(chance.choices(string.ascii_lowercase, k=12))) >= ENOUGH
