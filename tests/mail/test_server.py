"""Mail does not travel in clear, nor to a server that is not the one that was named."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.app import Hub
from hub.mail import server
from hub.mail.models import Mail, MailState
from hub.mail.sending import send_some
from hub.settings import Settings, SettingsError
from tests.mail.certificates import certificate
from tests.mail.letters import SENDER, write_to
from tests.mail.postbox import Postbox

pytestmark = pytest.mark.anyio


@pytest.fixture
def tls(tmp_path: Path) -> ssl.SSLContext:
    """What a server on 127.0.0.1 shows."""
    key, chain = certificate(tmp_path, "127.0.0.1")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, key)
    return context


@pytest.fixture
def trusted(tmp_path: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator put the server's authority among those of the system."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "chain.pem"))


@pytest.fixture
def _far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 stands for a server beyond this machine."""
    monkeypatch.setattr(server, "is_loopback", lambda _host: False)


async def sent_to(
    postbox: Postbox, new_settings: Callable[..., Settings], scheme: str, host: str = "127.0.0.1"
) -> Mail:
    url = f"{scheme}://hub:s%40cret@{host}:{postbox.port}"
    async with Hub(new_settings(smtp_url=url, **SENDER)).running():
        await write_to("alice@example.fr")
        await send_some()
        return await Mail.get()


@pytest.mark.usefixtures("_far_away", "trusted")
async def test_starttls_with_a_known_certificate(
    new_settings: Callable[..., Settings], tls: ssl.SSLContext
) -> None:
    async with Postbox(tls_context=tls, require_starttls=True, auth_required=True).open() as box:
        mail = await sent_to(box, new_settings, "smtp")
    assert (mail.state, box.credentials) == (MailState.SENT, [(b"hub", b"s@cret")])
    assert box.sessions[0].ssl is not None


@pytest.mark.usefixtures("_far_away")
async def test_starttls_with_an_unknown_certificate_sends_nothing(
    new_settings: Callable[..., Settings], tls: ssl.SSLContext
) -> None:
    async with Postbox(tls_context=tls, require_starttls=True).open() as box:
        mail = await sent_to(box, new_settings, "smtp")
    assert (mail.state, mail.tries) == (MailState.QUEUED, 0)
    assert (box.envelopes, box.credentials) == ([], [])


@pytest.mark.usefixtures("_far_away", "trusted")
async def test_a_certificate_of_another_name_sends_nothing(
    new_settings: Callable[..., Settings], tls: ssl.SSLContext
) -> None:
    async with Postbox(tls_context=tls, require_starttls=True).open() as box:
        mail = await sent_to(box, new_settings, "smtp", host="localhost")
    assert (mail.state, box.connections) == (MailState.QUEUED, 1)
    assert (box.envelopes, box.credentials) == ([], [])


@pytest.mark.usefixtures("_far_away")
async def test_a_server_without_starttls_gets_neither_mail_nor_password(
    new_settings: Callable[..., Settings],
) -> None:
    async with Postbox(auth_require_tls=False).open() as box:
        mail = await sent_to(box, new_settings, "smtp")
    assert (mail.state, box.connections) == (MailState.QUEUED, 1)
    assert (box.envelopes, box.credentials) == ([], [])


@pytest.mark.usefixtures("trusted")
async def test_tls_from_the_start(
    new_settings: Callable[..., Settings], tls: ssl.SSLContext
) -> None:
    async with Postbox(tls, auth_require_tls=False).open() as box:
        mail = await sent_to(box, new_settings, "smtps")
    assert (mail.state, box.credentials) == (MailState.SENT, [(b"hub", b"s@cret")])


async def test_tls_from_the_start_with_an_unknown_certificate_sends_nothing(
    new_settings: Callable[..., Settings], tls: ssl.SSLContext
) -> None:
    async with Postbox(tls, auth_require_tls=False).open() as box:
        mail = await sent_to(box, new_settings, "smtps")
    assert (mail.state, box.envelopes, box.credentials) == (MailState.QUEUED, [], [])


@pytest.mark.parametrize("url", ["http://h", "smtp://", "smtp:h", "h:25", "smtp://h:99999"])
def test_a_nonsense_address_stops_the_start(
    url: str, new_settings: Callable[..., Settings]
) -> None:
    with pytest.raises(SettingsError, match="HUB_SMTP_URL"):
        new_settings(smtp_url=url)


@pytest.mark.parametrize("address", ["", "a", "a b@c", "Hub <hub@example.fr>", "a@b\n", "a@b, c@d"])
def test_a_nonsense_sender_stops_the_start(
    address: str, new_settings: Callable[..., Settings]
) -> None:
    with pytest.raises(SettingsError, match="HUB_MAIL_FROM"):
        new_settings(mail_from=address)


@pytest.mark.parametrize(
    ("public_url", "said"),
    [
        ("https://parvis.example.fr", "parvis.example.fr"),
        ("http://127.0.0.1:8000", "[127.0.0.1]"),
        ("http://[::1]:8000", "[IPv6:::1]"),
        ("http://localhost:8000", "localhost"),
    ],
)
def test_what_we_say_we_are(
    public_url: str, said: str, new_settings: Callable[..., Settings]
) -> None:
    client = server.client(new_settings(smtp_url="smtp://127.0.0.1", public_url=public_url))
    assert client is not None
    assert client.local_hostname == said
