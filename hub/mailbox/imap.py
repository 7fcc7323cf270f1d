"""The mailbox at its server. Every call blocks: never on the event loop."""

from __future__ import annotations

import imaplib
import ssl
from contextlib import suppress
from typing import Any

from hub.mail.server import is_loopback
from hub.settings.mailbox import Mailbox

TIMEOUT_SECONDS = 30
DONE, KEPT = "Parvis-done", "Parvis-review"
"""Where messages are put that were taken, and that were not."""


class Folder:
    """The folder of a mailbox that is opened, until it is closed."""

    def __init__(self, client: imaplib.IMAP4, *, can_move: bool) -> None:
        self._client, self._can_move = client, can_move

    def waiting(self, most: int) -> list[str]:
        """The numbers of the messages that lie there longest."""
        [found] = _said(self._client.uid("SEARCH", "UNDELETED"))
        return (found or b"").decode("ascii").split()[:most]

    def message(self, uid: str, most: int) -> bytes | None:
        """At most so many octets of it; None if it is gone."""
        found = _said(self._client.uid("FETCH", uid, f"(BODY.PEEK[]<0.{most}>)"))
        return next((bytes(it[1]) for it in found if isinstance(it, tuple)), None)

    def put_away(self, uid: str, folder: str) -> None:
        """Into another folder, which is made if it is not there."""
        with suppress(imaplib.IMAP4.error):
            self._client.create(folder)
        if self._can_move:
            _said(self._client.uid("MOVE", uid, folder))
            return
        _said(self._client.uid("COPY", uid, folder))
        # Marked, and not expunged: that would take what others have marked in this folder.
        _said(self._client.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))

    def close(self) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self._client.logout()


def opened(box: Mailbox) -> Folder:
    """Raises `OSError` or `imaplib.IMAP4.error`."""
    client = _connected(box)
    try:
        if not box.is_tls and not is_loopback(box.host):
            client.starttls(_tls())
        client.authenticate("PLAIN", lambda _challenge: _credentials(box))
        able = _said(client.capability())[-1]  # the last: what it can do for whom it knows
        _said(client.select(f'"{box.folder}"'))
    except BaseException:
        with suppress(OSError):  # a handshake that failed has closed it
            client.shutdown()
        raise
    return Folder(client, can_move=b"MOVE" in able.upper().split())  # RFC 6851


def _connected(box: Mailbox) -> imaplib.IMAP4:
    """Only a server on this machine is spoken to in clear."""
    if box.is_tls:
        return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=_tls(), timeout=TIMEOUT_SECONDS)
    return imaplib.IMAP4(box.host, box.port, timeout=TIMEOUT_SECONDS)


def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()  # the certificate is checked, and the name in it


def _credentials(box: Mailbox) -> bytes:
    return f"\0{box.user}\0{box.password}".encode()  # RFC 4616


def _said(answer: tuple[str, list[Any]]) -> list[Any]:
    """Raises `imaplib.IMAP4.error`; its words are not the server's, which may quote anything."""
    outcome, told = answer
    if outcome != "OK":
        raise imaplib.IMAP4.error(outcome)
    return told
