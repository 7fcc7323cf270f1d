"""Other servers with the same events, as they come. They ask no password, in their favour."""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks._caldav import Calendars, Peer, basic
from tests.system.running import free_port


@contextmanager
def radicale(calendars: Calendars) -> Iterator[Peer]:
    """On a folder that has the events already."""
    with TemporaryDirectory() as folder:
        for slug, events in calendars.items():
            calendar = Path(folder) / "collection-root" / "bench" / slug
            calendar.mkdir(parents=True)
            (calendar / ".Radicale.props").write_text(json.dumps({"tag": "VCALENDAR"}))
            _write(calendar, events)
        port = free_port()
        command = [
            "radicale", "--config", "", "--server-hosts", f"127.0.0.1:{port}",
            "--auth-type", "none", "--storage-filesystem-folder", folder, "--web-type", "none",
            "--logging-level", "critical",
        ]  # fmt: skip
        with _served("Radicale", command, port, "/bench/bench/", calendars) as peer:
            yield peer


@contextmanager
def xandikos(calendars: Calendars) -> Iterator[Peer]:
    """On repositories that have the events in one commit each."""
    with TemporaryDirectory() as folder:
        port = free_port()
        command = [
            "xandikos", "serve", "-d", f"{folder}/data", "--state-dir", f"{folder}/state",
            "--defaults", "--current-user-principal", "/bench/", "-l", "127.0.0.1",
            "-p", str(port), "--no-detect-systemd",
        ]  # fmt: skip
        home = "/bench/calendars/"
        with _served("Xandikos", command, port, f"{home}calendar/", calendars) as peer:
            for slug in calendars:
                peer.ask(peer.connect(), "MKCALENDAR", f"{home}{slug}")
        for slug, events in calendars.items():
            calendar = Path(folder) / "data" / "bench" / "calendars" / slug
            _write(calendar, events)
            _git(calendar, "add", "--all")
            _git(calendar, "commit", "--quiet", "--message=Bench")
        with _served("Xandikos", command, port, f"{home}bench/", calendars) as peer:
            yield peer


CYRUS = Path("/usr/lib/cyrus/bin")
CYRUS_MASTER = "/usr/sbin/cyrmaster"
_IMAPD_CONF = """configdirectory: {folder}/conf
partition-default: {folder}/spool
defaultpartition: default
proc_path: {folder}/proc
mboxname_lockpath: {folder}/lock
lmtpsocket: {folder}/socket/lmtp
cyrus_user: {user}
servername: bench
httpmodules: caldav
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {folder}/sasldb
sasl_mech_list: PLAIN
unixhierarchysep: yes
caldav_allowscheduling: off
autocreate_quota: 0
autocreate_post: yes
"""
_CYRUS_CONF = """START {{
}}
SERVICES {{
  lmtp cmd="lmtpd -a -C {folder}/imapd.conf" listen="{folder}/socket/lmtp" prefork=0 maxchild=1
  http cmd="httpd -C {folder}/imapd.conf" listen="127.0.0.1:{port}" prefork=1 maxchild=20
}}
EVENTS {{
}}
DAEMON {{
}}
"""
_FIRST_MAIL = b"From: bench@example.fr\r\nTo: bench@example.fr\r\nSubject: Bench\r\n\r\nBench\r\n"


def has_cyrus() -> bool:
    """Whether it is installed: `apt install cyrus-caldav sasl2-bin`."""
    return (CYRUS / "httpd").exists() and shutil.which("saslpasswd2") is not None


@contextmanager
def cyrus(calendars: Calendars) -> Iterator[Peer]:
    """On mailboxes of its own, filled by PUT; scheduling is off, in its favour."""
    with TemporaryDirectory() as made:
        folder, port = Path(made), free_port()
        user = "cyrus" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        _set_up(folder, port, user)
        command = [
            CYRUS_MASTER, "-C", f"{folder}/imapd.conf", "-M", f"{folder}/cyrus.conf",
            "-p", f"{folder}/pid", "-D",
        ]  # fmt: skip
        home = "/dav/calendars/user/bench/"
        peer = Peer(
            "Cyrus", port, f"{home}bench/", basic("bench", "bench"), len(calendars["bench"]), 0
        )
        with _running(command, peer, lambda: _open_inbox(folder, user)):
            client = peer.connect()
            for slug, events in calendars.items():
                peer.ask(client, "MKCALENDAR", f"{home}{slug}/")
                for name, text in events.items():
                    peer.ask(client, "PUT", f"{home}{slug}/{name}.ics", text)
            yield peer


def _set_up(folder: Path, port: int, user: str) -> None:
    for name in ("conf", "spool", "proc", "lock", "socket"):
        (folder / name).mkdir()
    values = {"folder": folder, "port": port, "user": user}
    (folder / "imapd.conf").write_text(_IMAPD_CONF.format(**values), encoding="ascii")
    (folder / "cyrus.conf").write_text(_CYRUS_CONF.format(**values), encoding="ascii")
    subprocess.run(
        ["saslpasswd2", "-p", "-c", "-f", f"{folder}/sasldb", "-u", "bench", "bench"],
        input=b"bench", check=True,
    )  # fmt: skip
    if os.geteuid() == 0:
        for it in (folder, *folder.iterdir()):
            shutil.chown(it, user)


def _open_inbox(folder: Path, user: str) -> None:
    """A user has calendars who has a mailbox, and the first mail makes that."""
    command = [str(CYRUS / "deliver"), "-C", f"{folder}/imapd.conf", "bench"]
    as_user = {"user": user} if os.geteuid() == 0 else {}
    subprocess.run(command, input=_FIRST_MAIL, check=True, **as_user)  # type: ignore[call-overload]


def _write(calendar: Path, events: dict[str, str]) -> None:
    for name, text in events.items():
        (calendar / f"{name}.ics").write_text(text, encoding="utf-8", newline="")


def _git(calendar: Path, *command: str) -> None:
    who = ("-c", "user.name=Bench", "-c", "user.email=bench@example.fr")
    subprocess.run(["git", "-C", str(calendar), *who, *command], check=True)


@contextmanager
def _served(
    name: str, command: list[str], port: int, path: str, calendars: Calendars
) -> Iterator[Peer]:
    module, *arguments = command
    peer = Peer(name, port, path, basic("bench", "bench"), len(calendars["bench"]), 0)
    with _running([sys.executable, "-m", module, *arguments], peer):
        yield peer


@contextmanager
def _running(
    command: list[str], peer: Peer, prepare: Callable[[], None] = lambda: None
) -> Iterator[None]:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            peer.pid = process.pid
            _wait(peer, process, prepare)
            yield
        finally:
            process.terminate()  # not kill: a master takes its children with it
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait(peer: Peer, process: subprocess.Popen[bytes], prepare: Callable[[], None]) -> None:
    """Until somebody answers; then it is prepared."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            client = peer.connect()
            client.request("OPTIONS", "/")
            client.getresponse().read()
        except OSError:
            time.sleep(0.2)
        else:
            prepare()
            return
    raise RuntimeError(f"{peer.name} does not start.")
