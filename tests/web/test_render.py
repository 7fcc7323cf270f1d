"""Pages: escaped, whole or in part, and with what every form needs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from jinja2 import UndefinedError
from starlette.requests import Request

from hub.actor import ANYONE, SIGNED_IN, Actor, Via
from hub.errors import Invalid
from hub.web.environment import environment
from hub.web.filled import Filled
from hub.web.render import render
from tests.web.conftest import Browser, SampleHub
from tests.web.sample import pages


def _write(sample: SampleHub, template: str, **context: Any) -> str:
    made = sample.site.environment.from_string(template)
    scope = {
        "type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b"",
        "site": sample.site,
        "actor": Actor(frozenset({SIGNED_IN, ANYONE}), Via.SESSION, "Maud"),
    }  # fmt: skip
    return render(Request(scope), made, **context).body.decode()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "template",
    [
        "{{ ui.button(x) }}", "{{ ui.button('a', title=x) }}",
        "{{ ui.field(form, 'n', x, hint=x) }}",
        "{{ ui.line(x, '/', x) }}", "{{ ui.note(x, x) }}", "{{ ui.person(x, x) }}",
        "{{ ui.name(x, '/', x) }}",
        "{{ ui.page_head(x, x, back=(x, '/'), trail=[(x, '/')]) }}",
        "{{ ui.state(x) }}", "{{ ui.due(x) }}", "{{ ui.tag(x) }}", "{{ ui.progress(1, 2, x) }}",
        "{{ ui.empty(x, x) }}", "{{ ui.pairs([(x, x)]) }}", "{{ ui.select(form, 'n', x, {x: x}) }}",
        "{{ ui.choice(form, 'n', x, {x: x}) }}", "{{ ui.check(form, 'n', x, hint=x) }}",
        "{{ ui.area(form, 'n', x, value=x) }}", "{{ _('Reference: {number}', number=x) }}",
        "{{ _('Reference: {number}')|fill(number=x) }}",
        "{{ ui.act(x, '/', {'a': x}, confirm=x) }}",
        "{% call ui.dialog('d', x) %}{{ x }}{% endcall %}", "{{ ui.icon_button('x', x) }}",
        "{% call ui.table(x, [x, (x,)]) %}{{ ui.tick(x, 'n', x) }}{% endcall %}",
        "{{ ui.switch(x, [(x, '/', true)]) }}", "{{ ui.section_head(x, 'i', x, '/') }}",
    ],
)  # fmt: skip
def test_every_component_escapes(sample: SampleHub, template: str) -> None:
    nasty = "\"'><script>alert(1)</script>&"
    written = _write(sample, template, x=nasty)
    assert "<script>" not in written
    assert "alert(1)" in written
    # No attribute was left early: what is in quotes has no quote, what is outside has no bracket.
    assert nasty not in written


def test_a_field_says_all_that_belongs_to_it(sample: SampleHub) -> None:
    form = Filled({"name": "Maud"}, {"name": "Too short."})
    written = _write(sample, "{{ ui.field(f, 'name', 'Nom', hint='Tel quel') }}", f=form)
    field = re.search("<input[^>]*>", written)
    assert field
    assert 'aria-describedby="f-name-hint f-name-error"' in field[0]
    assert 'aria-invalid="true"' in field[0]
    assert 'value="Maud"' in field[0]
    assert "required" in field[0]
    assert 'id="f-name-error"' in written
    assert '<label for="f-name">Nom</label>' in written


def test_a_password_is_never_written_back(sample: SampleHub) -> None:
    form = Filled({"secret": "hunter2"})
    written = _write(sample, "{{ ui.field(f, 'secret', 'x', type='password') }}", f=form)
    assert "hunter2" not in written


def test_choices_that_were_made_stay_made(sample: SampleHub) -> None:
    form = Filled({"one": "b", "many": ["1", "3"]})
    template = """{{ ui.choice(f, 'one', 'x', {'a': 'A', 'b': 'B'}) }}
    {{ ui.select(f, 'one', 'x', {'a': 'A', 'b': 'B'}) }}
    {% for n in (1, 2, 3) %}{{ ui.check(f, 'many', 'x', value=n) }}{% endfor %}"""
    written = _write(sample, template, f=form)
    assert re.findall(r'value="(\w)" (?:checked|selected)', written) == ["b", "b", "1", "3"]


def test_attributes(sample: SampleHub) -> None:
    written = _write(
        sample,
        "{{ ui.button('a', hx_post='/x', hx_vals={'a': 1}, hidden=true, id=none, for_='y') }}",
    )
    assert ' hx-post="/x" hx-vals="{&#34;a&#34;: 1}" hidden for="y">' in written


def test_unknown_names_are_errors_not_gaps(sample: SampleHub) -> None:
    with pytest.raises(UndefinedError):
        _write(sample, "{{ nobody }}")


def test_a_form_comes_back_as_it_was_sent(maud: Browser) -> None:
    sent = {"csrf": maud.token(), "name": "Maud <b>", "email": "x", "who": "officials"}
    answer = maud.post("/edit", data=sent)
    assert answer.status_code == 422
    assert 'value="Maud &lt;b&gt;"' in answer.text
    assert 'value="officials" checked' in answer.text
    assert 'id="f-email-error"' in answer.text
    assert "Un point à corriger" in answer.text
    assert answer.text.count('name="csrf"') == 1
    assert pages.seen == []


def test_htmx_gets_the_form_alone(maud: Browser) -> None:
    headers = {"HX-Request": "true", "X-CSRF-Token": maud.token()}
    answer = maud.post("/edit", data={"name": ""}, headers=headers)
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith("<form")
    assert "<main" not in answer.text


def test_htmx_gets_the_block_that_it_asked_for(maud: Browser) -> None:
    part = maud.get("/people", headers={"HX-Request": "true"}).text
    assert "Franck Garnier" in part
    assert "<h1>" not in part
    whole = maud.get("/people")
    assert part.strip() in whole.text
    assert "HX-Request" in whole.headers["vary"]


def test_the_message_of_a_fault_without_field(maud: Browser, sample: SampleHub) -> None:
    form = Filled.again(Request({"type": "http", "headers": []}), Invalid("Two slips met."))
    assert "Two slips met." in _write(sample, "{{ ui.faults(f) }}", f=form)


def test_the_place_one_is_at(maud: Browser) -> None:
    def here(path: str) -> list[str]:
        return re.findall(r'href="([^"]+)" aria-current="page"', maud.get(path).text)

    assert here("/") == ["/"]
    assert here("/people") == here("/people/7") == ["/people"]
    assert here("/edit") == []


def test_five_places_at_most(maud: Browser) -> None:
    nav = maud.get("/").text.partition('class="nav"')[2].partition("</nav>")[0]
    assert nav.count("<li>") == 5


def test_the_theme_is_one_of_two(maud: Browser) -> None:
    maud.cookies.set("hub-theme", "dark")
    assert 'data-theme="dark"' in maud.get("/").text
    maud.cookies.set("hub-theme", "x onload=alert(1)")
    assert "data-theme=" not in maud.get("/").text


def test_packages_without_templates_are_passed_over() -> None:
    assert environment(("hub.database",)).get_template("hub/layout.html")


def test_no_script_nor_style_inside_a_page(maud: Browser) -> None:
    for path in ("/", "/people", "/edit", "/upload", "/sign-in", "/nowhere"):
        text = maud.get(path).text
        assert re.findall(r"<script(?![^>]* src=)", text) == []
        assert re.findall(r"<style|\son\w+=|javascript:|hx-on", text) == []
        assert re.findall(r'\sstyle="(?!--)', text) == []
