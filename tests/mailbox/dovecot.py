"""Debian's dovecot as the server of a mailbox: real, empty and thrown away."""

from __future__ import annotations

import contextlib
import getpass
import grp
import imaplib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.system.running import free_port

PASSWORD = "secret/é"
PROGRAM = "/usr/sbin/dovecot"
CONFIGURATION = """\
base_dir = {directory}/run
state_dir = {directory}/state
log_path = {directory}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{directory}/certificate
ssl_key = <{directory}/key
auth_mechanisms = plain
disable_plaintext_auth = no
auth_username_chars =
mail_location = maildir:{directory}/mail/%u
mail_fsync = never
{capability}
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={directory}/home/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
  {rootless}
}}
{users}
"""
_ROOTLESS_USERS = """\
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Server:
    port: int
    tls_port: int

    def url(self, user: str, folder: str = "") -> str:
        return f"imap://{user}:secret%2F%C3%A9@127.0.0.1:{self.port}/{folder}"

    @contextlib.contextmanager
    def looked_into(self, user: str, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """The mailbox as another program sees it."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.authenticate("PLAIN", lambda _asked: f"\0{user}\0{PASSWORD}".encode())
        client.create(folder)
        client.select(folder)
        try:
            yield client
        finally:
            client.logout()

    def deliver(self, user: str, *messages: bytes) -> None:
        with self.looked_into(user) as client:
            for it in messages:
                client.append("INBOX", "", "", it)

    def messages(self, user: str, folder: str = "INBOX") -> list[bytes]:
        with self.looked_into(user, folder) as client:
            found = client.uid("SEARCH", "UNDELETED")[1][0].split()
            return [client.uid("FETCH", it, "(BODY.PEEK[])")[1][0][1] for it in found]


@contextlib.contextmanager
def running(key: Path, certificate: Path, capability: str = "") -> Iterator[Server]:
    """`capability`: what it says that it can do, instead of all it can."""
    directory = Path(tempfile.mkdtemp(prefix="hub-dovecot-", dir="/tmp"))
    server = Server(free_port(), free_port())
    is_root = os.geteuid() == 0
    user = "nobody" if is_root else getpass.getuser()
    group = "nogroup" if is_root else grp.getgrgid(os.getegid()).gr_name
    shutil.copy(certificate, directory / "certificate")
    shutil.copy(key, directory / "key")
    (directory / "configuration").write_text(
        CONFIGURATION.format(
            directory=directory, port=server.port, tls_port=server.tls_port, password=PASSWORD,
            capability=f"imap_capability = {capability}" if capability else "",
            user=user, group=group,
            rootless="" if is_root else "chroot =",
            users="" if is_root else _ROOTLESS_USERS.format(user=user, group=group),
        )
    )  # fmt: skip
    for name in ("mail", "home"):
        (directory / name).mkdir()
        if is_root:
            shutil.chown(directory / name, user, group)
    directory.chmod(0o755)
    process = subprocess.Popen([PROGRAM, "-F", "-c", str(directory / "configuration")])
    try:
        _wait(server, directory)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        shutil.rmtree(directory, ignore_errors=True)


def _wait(server: Server, directory: Path) -> None:
    for _try in range(100):
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            imaplib.IMAP4("127.0.0.1", server.port, timeout=5).logout()
            return
        time.sleep(0.1)
    log = directory / "log"
    raise RuntimeError(log.read_text() if log.exists() else "dovecot does not start")
