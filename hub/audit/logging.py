"""The log: for machines in JSON, for people on a terminal, and never a place for personal data.

What a line may carry is listed; everything else is left out, and texts are scrubbed of what looks
like a secret or an address. Of an exception there are its type and where it came from: messages
carry the values that were wrong, local variables carry cookies and passwords.

    log.info("mail_sent", mail=mail.id)
"""

from __future__ import annotations

import io
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor

KEYS = frozenset(
    "action age applied attempt backup bytes callback code count day doing duration errno error"
    " event exception fault faults function group id job key kind lane length level logger mail"
    " method migration node number outbox page person port provider reason request_id role route"
    " seal seq session signal size state status table task timestamp topic tries unit version"
    " via waiting what worker".split()
)
"""Identifiers, numbers and words of the code's own. No name, address, title, content, query."""
DIGESTS = frozenset({"seal", "key"})
"""Public, though they look like secrets."""

LONGEST = 500  # characters
MOST_FRAMES = 12
MOST_CAUSES = 4

_HIDDEN = "…"
_SCRUBBED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+"), " "),  # one line of log is one line
    (re.compile(r"[^\s@<>\"'(),;:=/\[\]]+@[\w.-]+"), _HIDDEN),  # addresses, and user:password@host
    (re.compile(r"(?i)\b(bearer|basic|digest)\s+\S+"), rf"\1 {_HIDDEN}"),
    (re.compile(r"(/(?:feeds|links|redeem|reset|invitations?)/)[^\s/?#\"']+"), rf"\1{_HIDDEN}"),
    (re.compile(r"\?[^\s\"']+"), f"?{_HIDDEN}"),  # queries
    (re.compile(r"=\([^)]*\)"), f"=({_HIDDEN})"),  # PostgreSQL's Key (login)=(alice)
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), _HIDDEN),  # where somebody called from
    (re.compile(r"(?:\+|\b0)[\d .-]{8,}\d\b"), _HIDDEN),  # telephones
)
_OPAQUE = re.compile(r"(?=[A-Za-z_-]*\d)(?=[\d_-]*[A-Za-z])[A-Za-z0-9_-]{20,}={0,2}")


def set_up(level: str = "info", form: str = "auto", stream: TextIO | None = None) -> None:
    """Where all logs of this process go, those of the libraries included.

    Args:
        level: the least that is told, as in `HUB_LOG_LEVEL`.
        form: `json`, `console`, or `auto`, as in `HUB_LOG_FORMAT`.
        stream: standard error when not given.
    """
    out = stream or cast(TextIO, _StandardError())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            told_safely,
            _renderer(form, out),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(out),
        cache_logger_on_first_use=False,
    )
    # Libraries tell values at lower levels: Tortoise each statement with its parameters.
    logging.basicConfig(handlers=[_Libraries()], level=logging.WARNING, force=True)
    logging.captureWarnings(True)


def told_safely(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The processor that decides what a line may carry."""
    fault = _exception(event.pop("exc_info", None))
    kept: MutableMapping[str, Any] = {
        name: _safe(name, value) for name, value in event.items() if name in KEYS
    }
    if fault is not None:
        kept["exception"] = " < ".join(_causes(fault))
    if omitted := sorted(event.keys() - KEYS):
        kept["omitted"] = " ".join(scrubbed(name) for name in omitted)
    return kept


def scrubbed(text: str) -> str:
    """The text without what looks like an address, a telephone, a query or a secret."""
    text = text[: 2 * LONGEST]  # a pattern may take the square of it
    for pattern, instead in _SCRUBBED:
        text = pattern.sub(instead, text)
    return _OPAQUE.sub(_HIDDEN, text)[:LONGEST]


class _StandardError(io.TextIOBase):
    """Whatever standard error is at the time: tests and supervisors replace it."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()

    def isatty(self) -> bool:
        return sys.stderr.isatty()


class _Libraries(logging.Handler):
    """Lines of the libraries: their fixed words, without the values that were put into them."""

    def emit(self, record: logging.LogRecord) -> None:
        words = str(record.msg).strip().partition("\n")[0]
        told = structlog.get_logger()
        told.log(record.levelno, words, logger=record.name, exc_info=record.exc_info)


def _renderer(form: str, out: TextIO) -> Processor:
    if form == "json" or (form == "auto" and not out.isatty()):
        return structlog.processors.JSONRenderer(ensure_ascii=False)
    return structlog.dev.ConsoleRenderer(colors=out.isatty())


def _safe(name: str, value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value[:LONGEST] if name in DIGESTS and value.isascii() else scrubbed(value)
    if isinstance(value, list | tuple | set | frozenset):
        return [_safe(name, item) for item in value]
    if isinstance(value, Mapping):
        return sorted(scrubbed(str(key)) for key in value)
    return scrubbed(type(value).__name__)


def _exception(given: Any) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exception() if given else None


def _causes(fault: BaseException | None) -> list[str]:
    """From what was raised to what it came from: `Type in file:line function, …`."""
    told: list[str] = []
    while fault is not None and len(told) < MOST_CAUSES:
        frames = traceback.extract_tb(fault.__traceback__)[-MOST_FRAMES:]
        places = [f"{_short(it.filename)}:{it.lineno} {it.name}" for it in frames]
        reason = f" ({fault.strerror})" if isinstance(fault, OSError) and fault.strerror else ""
        told.append(f"{type(fault).__name__}{reason} in {', '.join(reversed(places))}")
        hidden = fault.__suppress_context__
        fault = fault.__cause__ or (None if hidden else fault.__context__)
    return told


def _short(filename: str) -> str:
    return "/".join(Path(filename).parts[-3:])
