"""The Jinja environment: templates of all packages, the components, and what they may call."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib import resources
from types import SimpleNamespace
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined, Undefined
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from hub.language import _, _n
from hub.people import phones
from hub.web import csrf, formats
from hub.web.filled import Filled
from hub.web.render import rendering

COMPONENTS = ("actions", "dialogs", "fields", "lists", "people", "signs", "tables")


def environment(packages: Sequence[str]) -> Environment:
    """One for `hub.web` and the given packages: `templates/people/x.html` is `people/x.html`.

    Raises:
        jinja2.TemplateError: a component does not compile.
    """
    loaders = [PackageLoader(it) for it in ("hub.web", *packages) if _has_templates(it)]
    made = Environment(
        loader=ChoiceLoader(loaders), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False, extensions=["jinja2.ext.i18n"],
    )  # fmt: skip
    # Old style: `_` fills in the values itself, and autoescape then escapes the whole sentence.
    made.install_gettext_callables(_, _n, newstyle=False)  # type: ignore[attr-defined]
    made.globals.update(_=_, _n=_n, url=_url, has_url=_has_url, asset=_asset)
    made.globals.update(csrf_field=_csrf_field, described=_described, ui=SimpleNamespace())
    made.filters.update(_filters())
    _load_components(made)
    return made


def _has_templates(package: str) -> bool:
    return resources.files(package).joinpath("templates").is_dir()


def _filters() -> dict[str, Any]:
    return {
        "attributes": _attributes,
        "day": formats.day,
        "distance": formats.distance,
        "fill": _fill,
        "hour": formats.hour,
        "initials": formats.initials,
        "moment": formats.moment,
        "number": formats.number,
        "sentence": formats.sentence,
        "short_day": formats.short_day,
        "size": formats.size,
        "telephone": phones.shown,
        "tint": formats.tint,
    }


def _load_components(made: Environment) -> None:
    """Every macro of `hub/components/` becomes `ui.NAME`, in all templates and in one another."""
    ui = made.globals["ui"]
    for name in COMPONENTS:
        for key, macro in vars(made.get_template(f"hub/components/{name}.html").module).items():
            if isinstance(macro, Macro):
                if hasattr(ui, key):
                    raise RuntimeError(f"Two components are called {key}.")
                setattr(ui, key, macro)


def _url(name: str, **values: Any) -> str:
    path: str = rendering.get().scope["site"].table.path(name, **values)
    return path


def _has_url(name: str) -> bool:
    return name in rendering.get().scope["site"].table


def _asset(name: str) -> str:
    path: str = rendering.get().scope["site"].assets.path(name)
    return path


def _csrf_field() -> Markup:
    token = csrf.token(rendering.get())
    return Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, token)


def _described(form: Filled, name: str, hint: str, required: bool) -> dict[str, Any]:
    """What ties a field to its hint and to its fault (RGAA 11.10)."""
    error = form.error(name)
    notes = [f"f-{name}-hint" if hint else "", f"f-{name}-error" if error else ""]
    return {
        "aria-describedby": " ".join(filter(None, notes)) or None,
        "aria-invalid": "true" if error else None,
        "required": required,
    }


def _attributes(values: dict[str, Any]) -> Markup:
    """`{"hx_get": "/x", "hidden": True, "id": None}` as ` hx-get="/x" hidden`."""
    shown = Markup("")
    for name, value in values.items():
        if value is None or value is False or isinstance(value, Undefined):
            continue
        dashed = name.rstrip("_").replace("_", "-")
        if value is True:
            shown += Markup(" {}").format(dashed)
        else:
            text = json.dumps(value) if isinstance(value, dict) else value
            shown += Markup(' {}="{}"').format(dashed, text)
    return shown


def _fill(sentence: str, **values: Any) -> Markup:
    """`{{ _("Read {link}.")|fill(link=ui.link(…)) }}`: a sentence around safe markup."""
    return Markup(escape(sentence)).format(**values)  # noqa: S704  # escaped right here
