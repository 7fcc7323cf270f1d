"""A hub that is configured wrongly does not start, and says in one line why."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub import settings
from hub.settings import SettingsError


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith("HUB_"):
            monkeypatch.delenv(name)
    return


def provider(**changes: str) -> str:
    """One of HUB_OIDC, as an operator writes it, with other or further lines."""
    good = {
        "name": "agents", "label": "Agents", "issuer": "https://sso.example.fr",
        "client_id": "parvis", "secret": "a secret, zx9",
    }  # fmt: skip
    lines = [f'{name} = "{value}"' for name, value in (good | changes).items()]
    return "\n".join(["[[provider]]", *lines, ""])


def test_providers_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written = tmp_path / "oidc.toml"
    written.write_text(provider() + 'claims = { name = ["given_name", "usual_name"] }\n')
    monkeypatch.setenv("HUB_OIDC_FILE", str(written))
    loaded = settings.load()
    (found,) = loaded.providers
    assert (found.name, found.algorithm, found.pkce) == ("agents", "RS256", True)
    assert found.claims.name == ("given_name", "usual_name")
    assert "zx9" not in repr(loaded) + repr(found)


def test_without_anything_it_is_sqlite_on_loopback() -> None:
    loaded = settings.load()
    assert loaded.is_sqlite
    assert loaded.is_loopback
    assert not loaded.demo


def test_an_option_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_PORT", "9000")
    assert settings.load(port=None).port == 9000
    assert settings.load(port=9001).port == 9001


def test_a_file_holds_a_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "url"
    secret.write_text("postgres://hub:zx9@db/hub\n")
    monkeypatch.setenv("HUB_DATABASE_URL_FILE", str(secret))
    loaded = settings.load()
    assert loaded.database_url.get_secret_value() == "postgres://hub:zx9@db/hub"
    assert "zx9" not in repr(loaded)


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"HUB_PROT": "80"}, "HUB_PROT is not a setting of the hub. Did you mean HUB_PORT?"),
        ({"HUB_PORT": "eighty"}, "HUB_PORT: "),
        ({"HUB_PORT": "70000"}, "HUB_PORT: "),
        ({"HUB_DATABASE_URL": "mysql://a:zx9@b/c"}, "HUB_DATABASE_URL: leave it empty"),
        ({"HUB_PUBLIC_URL": "hub.example.fr"}, "HUB_PUBLIC_URL: write it as https://"),
        ({"HUB_PUBLIC_URL": "https://hub.example.fr/parvis"}, "without a path"),
        ({"HUB_LANGUAGE": "de"}, "HUB_LANGUAGE: "),
        ({"HUB_TIMEZONE": "Paris"}, "HUB_TIMEZONE: it is not the name of a time zone"),
        ({"HUB_TIMEZONE": "../../etc/passwd"}, "HUB_TIMEZONE: "),
        ({"HUB_DEMO": "1", "HUB_HOST": "0.0.0.0"}, "HUB_DEMO=1 listens beyond loopback only"),
        ({"HUB_DATABASE_URL_FILE": "/nowhere"}, "HUB_DATABASE_URL_FILE: cannot read /nowhere"),
        ({"HUB_OIDC": "zx9"}, "HUB_OIDC: this is not TOML"),
        ({"HUB_OIDC": "secret = 'zx9'"}, "HUB_OIDC: it has [[provider]] tables and nothing else"),
        ({"HUB_OIDC": "[provider]\nsecret = 'zx9'"}, "HUB_OIDC: it has [[provider]] tables"),
        ({"HUB_OIDC": provider(secret="zx9")}, "HUB_OIDC: provider 1, secret: "),
        ({"HUB_OIDC": provider(name="Agents zx9")}, "HUB_OIDC: provider 1, name: "),
        ({"HUB_OIDC": provider(issuer="http://sso.example.fr")}, "provider 1, issuer: write it as"),
        (
            {"HUB_OIDC": provider(issuer="https://zx9@sso.example.fr")},
            "provider 1, issuer: it has no",
        ),
        ({"HUB_OIDC": provider(algorithm="none")}, "provider 1, algorithm: "),
        ({"HUB_OIDC": provider(algorithm="HS256")}, "provider 1, algorithm: "),
        ({"HUB_OIDC": provider(scope="profile")}, "provider 1, scope: "),
        ({"HUB_OIDC": provider(pcke="zx9")}, "provider 1, pcke: Extra inputs are not permitted"),
        ({"HUB_OIDC": provider() + provider()}, "HUB_OIDC: two providers have the same name"),
        ({"HUB_OIDC": provider() + provider(name="b")}, "two providers have the same issuer"),
        ({"HUB_SMTP_URL": "", "HUB_SMTP_URL_FILE": "/x"}, "are both set; keep one"),
        ({"HUB_MAIL_FROM": ""}, "HUB_MAIL_FROM: write the address alone"),
        ({"HUB_MAILBOX_URL": "pop3://a:zx9@mail.example.fr"}, "HUB_MAILBOX_URL: write it as imaps"),
        ({"HUB_MAILBOX_URL": "imaps://agenda@mail.example.fr"}, "HUB_MAILBOX_URL: it needs a user"),
        (
            {"HUB_MAILBOX_URL": "imaps://a:zx9@host/Bo%C3%AEte"},
            "HUB_MAILBOX_URL: the folder's name",
        ),
        ({"HUB_MAILBOX_URL": "imaps://a:zx9@host/a%22%0D%0Ab"}, "HUB_MAILBOX_URL: the folder's"),
        ({"HUB_MAILBOX_URL": "imaps://a:zx9@host:port"}, "HUB_MAILBOX_URL: "),
        ({"HUB_MAILBOX_URL": "imaps://a:zx9@host"}, "HUB_MAILBOX_URL needs HUB_MAILBOX_ADDRESS"),
        ({"HUB_MAILBOX_ADDRESS": "Agenda <a@example.fr>"}, "HUB_MAILBOX_ADDRESS: write the"),
    ],
)
def test_nonsense_is_named(
    variables: dict[str, str], told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refusal:
        settings.load()
    assert told in str(refusal.value)
    assert "zx9" not in str(refusal.value)


def test_a_mailbox() -> None:
    url = "imaps://agenda%40example.fr:a%2Fb%40zx9@mail.example.fr/Agenda%20partag"
    border = {"mailbox_address": "agenda@example.fr", "mailbox_border": "mx.example.fr"}
    loaded = settings.load(mailbox_url=url, **border)
    found = loaded.mailbox
    assert found is not None
    assert (found.host, found.port, found.is_tls) == ("mail.example.fr", 993, True)
    assert (found.user, found.password) == ("agenda@example.fr", "a/b@zx9")
    assert found.folder == "Agenda partag"
    assert "zx9" not in repr(loaded) + repr(found)
    assert settings.load().mailbox is None


def test_each_fault_has_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUB_PORT", "x")
    monkeypatch.setenv("HUB_LANGUAGE", "x")
    with pytest.raises(SettingsError) as refusal:
        settings.load()
    assert [line.partition(":")[0] for line in str(refusal.value).splitlines()] == [
        "HUB_PORT",
        "HUB_LANGUAGE",
    ]


def test_a_demo_behind_https_may_listen_beyond_loopback() -> None:
    assert settings.load(demo=True, host="0.0.0.0", public_url="https://demo.example.fr").demo
