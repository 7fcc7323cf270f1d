"""No name, address, token or message of an exception reaches the log, by whatever road (G3)."""

from __future__ import annotations

import ast
import io
import json
import logging
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.audit.logging import KEYS, LONGEST, scrubbed, set_up

ROOT = Path(__file__).parents[2]
PACKAGES = ("hub", "calendar", "sharing", "directory", "extranet")

TOKEN = "Zx9-qT4vLmPw8RkYcN2bHs7dFj1gXe5uAoVt3iSr6Ky"
SECRETS = (
    TOKEN, "alice.martin@mairie-vernoy.fr", "hunter2", "Élodie", "06 12 34 56 78",
    "+33 6 12 34 56 78", "192.0.2.7",
)  # fmt: skip


class Log:
    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture(params=["json", "console"])
def any_log(request: pytest.FixtureRequest) -> Iterator[Log]:
    yield from _set_up(request.param)


@pytest.fixture
def log() -> Iterator[Log]:
    yield from _set_up("json")


def _set_up(form: str) -> Iterator[Log]:
    made = Log()
    configured, handlers = structlog.get_config(), logging.root.handlers[:]
    level = logging.root.level
    set_up("debug", form, made.stream)
    yield made
    structlog.configure(**configured)
    logging.basicConfig(handlers=handlers, level=level, force=True)
    logging.captureWarnings(False)


def fail_with(message: str) -> None:
    cookie = message  # noqa: F841  # what a traceback with local variables would show
    try:
        raise KeyError(message)
    except KeyError:
        raise ValueError(f"invalid: {message}") from OSError(28, "No space left on device")


@pytest.mark.parametrize("secret", SECRETS)
def test_no_road_leads_a_secret_into_the_log(any_log: Log, secret: str) -> None:
    told = structlog.get_logger("hub.test")
    told.info("signed_in", name=secret, email=secret, token=secret, cookie=secret)
    told.warning("odd", detail={"title": secret}, path=f"/feeds/{secret}.ics", what={1: secret})
    told.error("worse", names=[secret], what=object())
    try:
        fail_with(secret)
    except ValueError:
        told.exception("failed")
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    logging.getLogger("tortoise.db_client").warning("%s: %s", "SELECT", [secret])
    logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: {secret}")
    warnings.warn("odd", stacklevel=1)
    assert "signed_in" in any_log.text
    assert "failed" in any_log.text
    assert secret not in any_log.text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("to alice.martin@vernoy.fr now", "to … now"),
        ("postgres://hub:hunter2@db.example/hub", "postgres://hub:…/hub"),
        ("Authorization: Bearer abc", "Authorization: Bearer …"),
        (f"GET /feeds/{TOKEN}.ics done", "GET /feeds/… done"),
        (f"/links/{TOKEN}/download", "/links/…/download"),
        ("/people?text=martin&x=1", "/people?…"),
        ("Key (login)=(alice) already exists", "Key (login)=(…) already exists"),
        (f"cookie {TOKEN}", "cookie …"),
        ("call 06 12 34 56 78", "call …"),
        ("from 192.0.2.7:5000", "from …:5000"),
        ("one\nforged line\r\x1b[31m", "one forged line [31m"),
        ("people.group.renamed", "people.group.renamed"),
        ("a_rather_long_name_of_a_function", "a_rather_long_name_of_a_function"),
        ("hub/people/actions.py:120", "hub/people/actions.py:120"),
        ("2026-11-23", "2026-11-23"),
    ],
)
def test_texts_are_scrubbed(text: str, left: str) -> None:
    assert scrubbed(text) == left


def test_a_line_says_where_an_exception_came_from_and_why_the_disk_refused(log: Log) -> None:
    try:
        fail_with("x")
    except ValueError:
        structlog.get_logger().exception("failed")
    (line,) = log.lines
    assert line["exception"].startswith("ValueError in tests/audit/test_logging.py:")
    assert "fail_with" in line["exception"]
    assert "OSError (No space left on device)" in line["exception"]


def test_numbers_and_known_words_are_kept_and_the_rest_is_named(log: Log) -> None:
    structlog.get_logger().info("mail_sent", mail=12, state="sent", to="x", seconds=3)
    (line,) = log.lines
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "mail_sent", "level": "info", "mail": 12, "state": "sent",
        "omitted": "seconds to",
    }  # fmt: skip


def test_the_request_is_told_with_each_of_its_lines(log: Log) -> None:
    with structlog.contextvars.bound_contextvars(request_id="a1b2c3d4e5f6"):
        structlog.get_logger().info("saved")
    structlog.get_logger().info("later")
    assert [line.get("request_id") for line in log.lines] == ["a1b2c3d4e5f6", None]


def test_a_digest_is_told_whole(log: Log) -> None:
    structlog.get_logger().info("journal_root", seal="ab" * 32, seq=4)
    assert log.lines[0]["seal"] == "ab" * 32


def test_a_line_of_a_library_keeps_its_words(log: Log) -> None:
    logging.getLogger("asyncpg.pool").warning("pool %s is slow", "postgres://hub:hunter2@db/hub")
    logging.getLogger("tortoise.db_client").info("SELECT 1")
    (line,) = log.lines
    assert (line["event"], line["logger"]) == ("pool %s is slow", "asyncpg.pool")


def test_less_is_told_when_less_is_asked_for() -> None:
    for made in _set_up("json"):
        set_up("warning", "json", made.stream)
        structlog.get_logger().info("quiet")
        structlog.get_logger().warning("loud")
        assert [line["event"] for line in made.lines] == ["loud"]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=3_000) | st.text("aA1-_.@/?=( 0+", max_size=3_000))
def test_any_text_is_one_short_line_soon(text: str) -> None:
    made = scrubbed(text)
    assert len(made) <= LONGEST
    assert len(made.splitlines()) <= 1
    assert scrubbed(made) == made or "…" in made


def test_whatever_the_hub_logs_is_allowed_and_its_event_is_a_constant() -> None:
    """A key that is not listed would silently be missing in the operator's log."""
    faults = []
    for path in sorted(it for name in PACKAGES for it in (ROOT / name).rglob("*.py")):
        for call in _log_calls(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            event = call.args[0] if call.args else None
            if not (isinstance(event, ast.Constant) and re.fullmatch("[a-z_]+", str(event.value))):
                faults.append(f"{where}: the event is no constant word")
            faults += [
                f"{where}: {keyword.arg} is not in KEYS"
                for keyword in call.keywords
                if keyword.arg not in KEYS | {"exc_info"}
            ]
    assert faults == []


def _log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="log"), attr=method)) if method in {
                "debug", "info", "warning", "error", "exception", "critical",
            }:  # fmt: skip
                yield node
