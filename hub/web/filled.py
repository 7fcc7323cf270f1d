"""What the fields of a form show: values, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from hub.errors import Invalid
from hub.web.body import already_submitted
from hub.web.csrf import FIELD


@dataclass(frozen=True, slots=True)
class Filled:
    """`Filled({"name": "Maud"})` for a form that edits; the empty one for a form that creates."""

    values: Mapping[str, str | list[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    message: str = ""

    @classmethod
    def again(cls, request: Request, error: Invalid) -> Filled:
        """As the reader sent it; passwords are in no page (`field` never shows their value)."""
        sent = already_submitted(request)
        values: dict[str, str | list[str]] = {}
        for name in sent:
            texts = [it for it in sent.getlist(name) if isinstance(it, str)]
            if texts and name != FIELD:
                values[name] = texts[0] if len(texts) == 1 else texts
        told = " ".join(error.fields.values())
        return cls(values, error.fields, "" if error.message == told else error.message)

    def value(self, name: str, default: str = "") -> str:
        value = self.values.get(name, default)
        return value if isinstance(value, str) else value[0]

    def chosen(self, name: str) -> frozenset[str]:
        """All values of a field that may have several."""
        value = self.values.get(name, [])
        return frozenset([value] if isinstance(value, str) else value)

    def error(self, name: str) -> str:
        return self.errors.get(name, "")
