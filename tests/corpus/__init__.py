"""Files as other programs write them, byte for byte: line ends and encodings are what is tested."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    return Path(__file__).parent / name


def read(name: str) -> bytes:
    return path(name).read_bytes()


def text(name: str) -> str:
    """In UTF-8, with `\n` at the ends of lines."""
    return read(name).decode().replace("\r\n", "\n")
