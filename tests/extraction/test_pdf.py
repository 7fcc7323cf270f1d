"""Any bytes at all give text or say why not; whatever a file does, the next one is read."""

from __future__ import annotations

import io
import os
import resource
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from hub import confined
from hub.confined import MIB, Limits, Pool
from hub.extraction import Extract, NoText, Why, reading, text_of_pdf
from hub.language import using

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(2) as pool:
        yield pool


@pytest.fixture(autouse=True)
def confinement(pool: Pool) -> Iterator[None]:
    with confined.current.bound(pool):
        yield


def document(*pages: str, **options: Any) -> bytes:
    """A page of lines of Latin text for each argument."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type1,
            BaseFont=Name.Helvetica,
            Encoding=Name.WinAnsiEncoding,
        )
    )
    for page in pages:
        pdf.add_blank_page(page_size=(3000, 2000))
        pdf.pages[-1].Resources = Dictionary(Font=Dictionary(F=font))
        shown = "".join(f"({line}) Tj T* " for line in page.split("\n"))
        code = f"BT /F 12 Tf 14 TL 20 1900 Td {shown} ET"
        pdf.pages[-1].Contents = pdf.make_stream(code.encode("cp1252"))
    target = io.BytesIO()
    pdf.save(target, **options)
    return target.getvalue()


def raw(*objects: bytes) -> bytes:
    """A PDF of hand-written objects, the first of which is the catalogue."""
    body = b"%PDF-1.7\n"
    for number, content in enumerate(objects, 1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return body + b"trailer\n<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(objects) + 1)


async def why(content: bytes) -> Why:
    outcome = await text_of_pdf(content)
    assert isinstance(outcome, NoText), outcome
    assert isinstance(await text_of_pdf(document("suivant")), Extract)
    return outcome.why


async def test_the_text_of_each_page() -> None:
    outcome = await text_of_pdf(document("Délibération n° 12\nÀ l’œuvre", "", "Page trois"))
    assert outcome == Extract(("Délibération n° 12\nÀ l’œuvre", "", "Page trois"), is_whole=True)
    assert str(outcome) == "Délibération n° 12\nÀ l’œuvre\f\fPage trois"


async def test_a_word_cut_at_the_end_of_a_line_is_whole() -> None:
    outcome = await text_of_pdf(document("Les délibé-\nrations du sous-\npréfet"))
    assert isinstance(outcome, Extract)
    assert "délibérations" in outcome.pages[0]


async def test_what_lies_outside_the_page_is_not_its_text() -> None:
    pdf = pikepdf.open(io.BytesIO(document("dedans")))
    stream = pdf.pages[0].Contents.read_bytes()
    pdf.pages[0].Contents = pdf.make_stream(stream + b" BT /F 12 Tf 20 5000 Td (dehors) Tj ET")
    target = io.BytesIO()
    pdf.save(target)
    outcome = await text_of_pdf(target.getvalue())
    assert isinstance(outcome, Extract)
    assert outcome.pages == ("dedans",)


async def test_a_password_and_damage_are_told_apart() -> None:
    locked = document("secret", encryption=pikepdf.Encryption(owner="o", user="u"))
    assert await why(locked) is Why.ENCRYPTED
    owned = document("lisible", encryption=pikepdf.Encryption(owner="o", user=""))
    assert await text_of_pdf(owned) == Extract(("lisible",), is_whole=True)
    whole = document("a")
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04", os.urandom(5000), whole[:60]):
        assert await why(content) is Why.MALFORMED


async def test_a_page_without_text_is_blank() -> None:
    assert await why(document("", "")) is Why.BLANK


async def test_more_than_is_kept_is_cut() -> None:
    pages = await text_of_pdf(document(*["x"] * 2001))
    assert isinstance(pages, Extract)
    assert (len(pages.pages), pages.is_whole) == (2000, False)
    long = "\n".join(["Mot " * 100] * 100)
    letters = await text_of_pdf(document(*[long] * 60))
    assert isinstance(letters, Extract)
    assert not letters.is_whole
    assert sum(map(len, letters.pages)) == 2_000_000


async def test_a_file_too_large_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LARGEST", 1000)
    outcome = await text_of_pdf(document(*["x"] * 9))
    assert outcome == NoText(Why.TOO_LARGE)


def bomb() -> bytes:
    """A page whose content is 4 GiB of zeros, packed twice: 5 kB."""
    inner = zlib.compress(bytes(64 * MIB), 9) * 64
    packed = zlib.compress(inner, 9)
    return raw(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>",
        b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream"
        % (len(packed), packed),
    )


def nested() -> bytes:
    """An array that holds an array that holds …"""
    return raw(b"<</Type/Catalog/Pages " + b"[" * 200_000 + b"]" * 200_000 + b">>")


def looped() -> bytes:
    """Pages that are their own children."""
    return raw(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>")


def self_drawing() -> bytes:
    """Forms that draw the next form ten times over: 10 to the 12th texts."""
    forms = [
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>"
        b"/Length 60>>stream\n%s\nendstream" % (number + 1, b"/X Do " * 10)
        for number in range(4, 16)
    ]
    last = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 1>>stream\nq\nendstream"
    return raw(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 17 0 R"
        b"/Resources<</XObject<</X 4 0 R>>>>>>",
        *forms,
        last,
        b"<</Length 6>>stream\n/X Do \nendstream",
    )


BOMBS = {"bomb": bomb, "nested": nested, "looped": looped, "self_drawing": self_drawing}


@pytest.mark.parametrize("make", BOMBS.values(), ids=BOMBS)
async def test_a_bomb_harms_nothing(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LIMITS", Limits(seconds=5, cpu=4, memory=256 * MIB))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    content = make()
    assert len(content) < 500_000
    packing = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert await why(content) in {Why.MALFORMED, Why.TOO_LARGE, Why.CRASHED, Why.BLANK}
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert after - max(before, packing) < 40_000  # kB of the hub's own memory


async def test_bytes_changed_at_random_never_stop_the_next_file() -> None:
    import random

    chance = random.Random(7)
    whole = document("Un", "Deux")
    for _round in range(40):
        content = bytearray(whole)
        for _change in range(20):
            content[chance.randrange(len(content))] = chance.randrange(256)
        assert isinstance(await text_of_pdf(bytes(content)), Extract | NoText)
    assert isinstance(await text_of_pdf(whole), Extract)


async def test_hidden_arrays_of_pages_do_not_cost_their_number() -> None:
    pdf = pikepdf.new()
    page = pdf.make_indirect(Dictionary(Type=Name.Page, MediaBox=[0, 0, 9, 9]))
    pdf.Root.Pages.Kids = Array([page] * 100_000)
    pdf.Root.Pages.Count = 100_000
    target = io.BytesIO()
    pdf.save(target)
    assert await why(target.getvalue()) is Why.BLANK


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_reason_is_a_sentence(language: str) -> None:
    with using(language):
        sentences = {it.sentence() for it in Why}
    assert len(sentences) == len(Why)
    assert all(it.endswith(".") and ("Ce " in it) == (language == "fr") for it in sentences)
