"""Every paper renders, in both languages, accessible and archivable, the same for the same data."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Name

from hub.confined import Limits, Pool, Reason, Stopped
from hub.errors import Unavailable
from hub.language import using
from hub.paper import Template, TemplateError, qr, render, rendering
from hub.paper.words import words
from tests.paper.conftest import sample

pytestmark = pytest.mark.anyio

PAGES = {
    Template.CONVOCATION: 2,
    Template.DOSSIER_COVER: 3,
    Template.PREUVE: 2,
    Template.PROCES_VERBAL: 3,
}
A3_LANDSCAPE = (1191, 842)


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def pages_of(pdf: bytes) -> int:
    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


@pytest.mark.parametrize("template", Template)
async def test_each_paper_says_its_sample_and_conforms(template: Template) -> None:
    data = sample(template)
    pdf = await render(template, data)
    assert pages_of(pdf) == PAGES.get(template, 1)
    said = squeezed(text_of(pdf))
    assert [it for it in strings(data) if squeezed(it) not in said] == []
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert str(document.Root.Lang) == "fr-FR"
        assert document.Root.MarkInfo.Marked
        assert document.Root.ViewerPreferences.DisplayDocTitle
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["dc:title"] == data["title"]
        assert all(is_embedded(font) for font in fonts(document))
        assert "Atkinson" in " ".join(str(font.BaseFont) for font in fonts(document))


@pytest.mark.parametrize("template", Template)
async def test_the_same_data_give_the_same_file(template: Template) -> None:
    assert await render(template, sample(template)) == await render(template, sample(template))


@pytest.mark.parametrize("template", Template)
async def test_the_fixed_words_are_in_the_readers_language(template: Template) -> None:
    source = (rendering.TEMPLATES / f"{template}.typ").read_text(encoding="utf-8")
    used = set(re.findall(r"\bw\.([a-z-]+)", source))
    french = await render(template, sample(template))
    with using("en"):
        english = await render(template, sample(template))
        expected = words()
    said = squeezed(text_of(english))
    assert [name for name in used if squeezed(expected[name]) not in said] == []
    with pikepdf.open(io.BytesIO(english)) as document:
        assert str(document.Root.Lang) == "en-GB"
    assert english != french


def test_no_word_is_unused_and_none_is_missing() -> None:
    used = set()
    for source in rendering.TEMPLATES.glob("*.typ"):
        used |= set(re.findall(r"\bw\.([a-z-]+)", source.read_text(encoding="utf-8")))
    assert used == set(words())


def test_each_template_is_known_and_reaches_for_nothing_outside() -> None:
    sources = {path.stem: path.read_text() for path in rendering.TEMPLATES.glob("*.typ")}
    assert sources.keys() - {"parvis"} == set(Template)
    for name, source in sources.items():
        assert re.findall(r"#import \"([^\"]+)\"", source) == (
            [] if name == "parvis" else ["parvis.typ"]
        )
        assert not re.findall(r"\b(?:read|plugin|eval|csv|toml|yaml|include)\b *\(", source)


async def test_slips_are_four_to_a_sheet_however_many_there_are() -> None:
    data = sample(Template.SLIPS)
    slips = [data["slips"][number % 4] | {"name": f"Agent {number}"} for number in range(201)]
    pdf = await render(Template.SLIPS, data | {"slips": slips})
    assert pages_of(pdf) == 51
    said = text_of(pdf)
    assert [number for number in range(201) if f"Agent {number}\r" not in said] == []


@pytest.mark.parametrize(
    "address", ["https://a.example/s/1", "https://parvis.val-orbelle.example/" + "x" * 40]
)
async def test_a_printed_code_has_every_module_of_its_matrix(address: str) -> None:
    code = qr(address, "Ouvre la page de connexion.")
    data = sample(Template.SLIPS)
    data["slips"] = [data["slips"][0] | {"qr": code}]
    with pypdfium2.PdfDocument(await render(Template.SLIPS, data)) as document:
        page = document[0].render(scale=6).to_pil().convert("L")
    millimetre = page.width / 210
    beside_the_steps = [round(it * millimetre) for it in (64, 79, 104, 115)]
    dark = page.crop(beside_the_steps).point(lambda level: 255 if level < 128 else 0)
    printed = dark.crop(dark.getbbox())
    size = len(code["rows"])
    step = printed.width / size
    assert abs(printed.width - printed.height) <= 2
    assert abs(printed.width / millimetre - 29) < 0.5
    for y, row in enumerate(code["rows"]):
        middles = [((x + 0.5) * step, (y + 0.5) * step) for x in range(size)]
        read = "".join("1" if printed.getpixel((int(a), int(b))) else "0" for a, b in middles)
        assert read == row, y


@pytest.mark.parametrize("count", [3, 32])
async def test_an_agenda_of_any_length_keeps_the_slip_at_the_foot(count: int) -> None:
    data = sample(Template.CONVOCATION)
    items = [data["items"][0] | {"number": str(number)} for number in range(1, count + 1)]
    pdf = await render(Template.CONVOCATION, data | {"items": items})
    with pypdfium2.PdfDocument(pdf) as document:
        assert 1 <= len(document) <= 3
        last = document[len(document) - 1].get_textpage()
        assert "Signature" in last.get_text_bounded(bottom=0, top=300)


@pytest.mark.parametrize("entries", [2, 8])
async def test_a_week_fits_its_poster(entries: int) -> None:
    data = sample(Template.WEEK_POSTER)
    entry = data["days"][0]["entries"][0]
    for day in data["days"]:
        day["entries"] = [entry] * entries
    pdf = await render(Template.WEEK_POSTER, data)
    with pypdfium2.PdfDocument(pdf) as document:
        assert tuple(round(it) for it in document[0].get_size()) == A3_LANDSCAPE
        assert len(document) <= 2


NAMES = {
    "Łukasz Ø’Čapek": "Łukasz Ø’Čapek",
    "王小明": "□□□",
    "Zoé 👩‍🏫": "Zoé □",
    "a\u0000b\u0007\ud800c": "abc",
    "x\ue000y": "x□y",
    '#[read("/etc/passwd")]': '#[read("/etc/passwd")]',
    "$x$ *a* _b_ // c": "$x$ *a* _b_ // c",
}


@pytest.mark.parametrize(("name", "printed"), NAMES.items(), ids=map(ascii, NAMES))
async def test_no_name_stops_a_paper_or_is_taken_for_code(name: str, printed: str) -> None:
    data = sample(Template.SLIPS)
    data["slips"][0]["name"] = name
    assert squeezed(printed) in squeezed(text_of(await render(Template.SLIPS, data)))


async def test_missing_data_is_a_mistake_with_its_place() -> None:
    data = sample(Template.CONVOCATION)
    del data["salutation"]
    with pytest.raises(TemplateError, match=r"salutation(.|\n)*convocation|main\.typ"):
        await render(Template.CONVOCATION, data)


async def test_missing_fonts_say_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(rendering, "FONTS", tmp_path)
    with pytest.raises(TemplateError, match="make assets"):
        await render(Template.SLIPS, sample(Template.SLIPS))


async def test_too_much_is_refused_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    data = sample(Template.PROCES_VERBAL)
    data["items"] = data["items"] * 2000
    monkeypatch.setattr(rendering, "LIMITS", Limits(seconds=1, cpu=1))
    with pytest.raises(Unavailable):
        await render(Template.PROCES_VERBAL, data)


SOURCES = {
    "package": '#import "@preview/cetz:0.3.0": *',
    "file": '#read("/etc/hostname")',
    "folder": '#read("../../errors.py")',
    "image": '#image("/etc/hostname")',
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
async def test_typst_reaches_no_file_and_no_network(pool: Pool, source: str) -> None:
    files = {"main.typ": source, "data.json": "{}"}
    with pytest.raises(Stopped) as info:
        await pool.run("hub.paper.typesetting:typeset", json.dumps(files).encode(), Limits())
    assert info.value.reason is Reason.UNREADABLE


async def test_a_template_that_never_ends_is_stopped(pool: Pool) -> None:
    files = {"main.typ": "#let f(n) = { while true { n += 1 } }\n#f(0)", "data.json": "{}"}
    with pytest.raises(Stopped):
        await pool.run(
            "hub.paper.typesetting:typeset",
            json.dumps(files).encode(),
            Limits(seconds=1, cpu=1),
        )


SILENT = {"kind", "icon", "role", "url", "rows", "alt", "produced", "sha256", "week", "title",
          "running", "pages", "state", "authority"}  # fmt: skip
"""Keys whose value is no text of its own, or not on every paper."""


def strings(value: Any, key: str = "") -> list[str]:
    """What a reader should find."""
    if key in SILENT:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for name, item in value.items() for text in strings(item, name)]
    items = value if isinstance(value, list) else []
    return [text for item in items for text in strings(item)]


def fonts(document: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [
        it
        for it in document.objects
        if isinstance(it, pikepdf.Dictionary) and it.get(Name.Type) == Name.Font
    ]


def is_embedded(font: pikepdf.Object) -> bool:
    descendants = font.get(Name.DescendantFonts, [font])
    descriptors = [it.get(Name.FontDescriptor) for it in descendants]
    return all(
        it is None or any(key in it for key in ("/FontFile", "/FontFile2", "/FontFile3"))
        for it in descriptors
    )
