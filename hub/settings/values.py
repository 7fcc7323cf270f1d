"""What single settings may be; the sentence of each `ValueError` is for the operator."""

from __future__ import annotations

import re
from ipaddress import ip_network
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from hub.settings import keys, mailbox


def mail_server(url: SecretStr) -> SecretStr:
    parts = urlsplit(url.get_secret_value())
    known = parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0
    if any(parts) and not known:
        raise ValueError("write it as smtp://USER:PASSWORD@HOST:587 or smtps://…")
    return url


def known_mailbox(url: SecretStr) -> SecretStr:
    mailbox.read(url.get_secret_value())
    return url


def address(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>\",;:]+@[A-Za-z0-9.-]+", text):
        raise ValueError("write the address alone, such as parvis@example.fr")
    return text


def address_or_none(text: str) -> str:
    return address(text) if text else text


def bucket(url: str) -> str:
    if url and not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]+(/[A-Za-z0-9/._-]*)?", url):
        raise ValueError("leave it empty for the data directory, or write s3://BUCKET")
    return url


def endpoint(url: str) -> str:
    parts = urlsplit(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("write it as https://s3.example.fr")
    return url.rstrip("/")


def networks_and_names(text: str) -> str:
    for word in text.replace(",", " ").split():
        if re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", word) and re.search("[A-Za-z]", word):
            continue
        try:
            ip_network(word)
        except ValueError:
            raise ValueError(f"{word} is neither a host name nor a network") from None
    return text


def secret_key(text: SecretStr) -> SecretStr:
    if text.get_secret_value():
        keys.decoded(text.get_secret_value())
    return text


def timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise ValueError("it is not the name of a time zone, such as Europe/Paris") from None
    return name
