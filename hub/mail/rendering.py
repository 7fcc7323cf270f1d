"""Mail templates of the hub and its domains, found by their first word as pages' templates are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from importlib import resources, util
from pathlib import Path
from typing import Any

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    TemplateNotFound,
    select_autoescape,
)

from hub import language
from hub import settings as hub_settings

_ADDRESSES = frozenset({"href", "src", "action", "background"})
_BLANK_LINES = re.compile(r"\n{3,}")
_PATH = re.compile(r"/[^\s\\]*")


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(template: str, context: Mapping[str, Any]) -> Rendered:
    """Subject and both bodies, in the language of `hub.language.using`.

    Raises:
        RuntimeError: the HTML leads elsewhere than to the hub.
    """
    values = {**context, "authority": hub_settings.current.get().authority}
    plain = _environment().get_template(f"{template}.txt")
    subject = "".join(plain.blocks["subject"](plain.new_context(values))).strip()
    html = _environment().get_template(f"{template}.html").render(values | {"subject": subject})
    _Links().feed(html)
    text = _BLANK_LINES.sub("\n\n", plain.render(values).strip()) + "\n"
    return Rendered(subject, text, html)


def link(path: str) -> str:
    """The address of a page of the hub. Only the configured one: a Host header is anybody's word.

    A path must begin with `/`, or `@evil.example` would turn our host into a user name.
    """
    if not _PATH.fullmatch(path):
        raise ValueError(f"Not a path of the hub: {path}")
    return hub_settings.current.get().public_url + path


class _Links(HTMLParser):
    """Refuses an address that is not the hub's, whatever a template or its context says."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        ours = hub_settings.current.get().public_url + "/"
        for name, value in attrs:
            if name in _ADDRESSES and not (value or "").startswith(ours):
                raise RuntimeError(f"A mail's <{tag}> leads elsewhere than to the hub.")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {
        "_": language._,
        "_n": language._n,
        "link": link,
        "locale": language.locale,
    }
    return environment


def _source(name: str) -> str:
    """The text of `accounts/mail/invitation.html`, in `hub.accounts` or `hub_accounts`."""
    word = name.partition("/")[0]
    for package in (f"hub.{word}", f"hub_{word}"):
        if util.find_spec(package) is not None:
            file = Path(str(resources.files(package))) / "templates" / name
            if file.is_file():
                return file.read_text(encoding="utf-8")
    raise TemplateNotFound(name)
