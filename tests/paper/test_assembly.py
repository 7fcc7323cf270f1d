"""Files of all kinds become one, with bookmarks; what is dangerous in them stays behind."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, OutlineItem, String

from hub.errors import Invalid, Unavailable
from hub.language import using
from hub.paper import Part, Template, assemble, assembly, page_counts, render
from tests.paper.conftest import sample

pytestmark = pytest.mark.anyio


def written(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    target = io.BytesIO()
    pdf.save(target, **options)
    return target.getvalue()


def document(*texts: str) -> pikepdf.Pdf:
    """A page of Helvetica for each text."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    for text in texts:
        pdf.add_blank_page(page_size=(300, 200))
        page = pdf.pages[-1]
        page.Resources = Dictionary(Font=Dictionary(F=font))
        page.Contents = pdf.make_stream(f"BT /F 20 Tf 20 100 Td ({text}) Tj ET".encode())
    return pdf


def texts_of(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as opened:
        return [page.get_textpage().get_text_bounded().strip() for page in opened]


def part(*texts: str, title: str = "Pièce", level: int = 1) -> Part:
    return Part(title, written(document(*texts)), level)


async def test_pages_follow_each_other_under_their_bookmarks() -> None:
    parts = [
        part("a1", "a2", title="1. Budget"),
        part("b1", title="Note de synthèse", level=2),
        part("c1", "c2", "c3", title="Maquette (annexe)", level=2),
        part("d1", title="2. Questions diverses"),
    ]
    whole = await assemble(parts, title="Dossier du 17 décembre")
    assert texts_of(whole) == ["a1", "a2", "b1", "c1", "c2", "c3", "d1"]
    assert await page_counts(parts) == [2, 1, 3, 1]
    with pikepdf.open(io.BytesIO(whole)) as pdf, pdf.open_outline() as outline:
        budget, questions = outline.root
        assert (budget.title, questions.title) == ("1. Budget", "2. Questions diverses")
        assert [it.title for it in budget.children] == ["Note de synthèse", "Maquette (annexe)"]
        assert [page_at(pdf, it) for it in (budget, *budget.children, questions)] == [0, 2, 3, 6]
        assert str(pdf.docinfo.Title) == "Dossier du 17 décembre"
        assert (str(pdf.Root.Lang), pdf.Root.PageMode) == ("fr", Name.UseOutlines)


def page_at(pdf: pikepdf.Pdf, item: OutlineItem) -> int:
    destination = item.destination
    assert isinstance(destination, Array)
    return next(at for at, page in enumerate(pdf.pages) if page.obj == destination[0])


async def test_the_same_parts_give_the_same_file() -> None:
    parts = [part("a"), part("b")]
    assert await assemble(parts, title="x") == await assemble(parts, title="x")


async def test_a_cover_of_ours_goes_before_the_pieces() -> None:
    cover = Part("Couverture", await render(Template.DOSSIER_COVER, sample(Template.DOSSIER_COVER)))
    whole = await assemble([cover, part("pièce 1")], title="Dossier")
    assert len(texts_of(whole)) == 4
    assert "Sommaire" in texts_of(whole)[1]


async def test_links_inside_a_part_still_lead_there_and_nothing_is_copied_twice() -> None:
    pdf = document(*(f"p{number}" for number in range(30)))
    for page in pdf.pages:
        target = Array([pdf.pages[29].obj, Name.Fit])
        page.Annots = Array([
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], Dest=target)
        ])  # fmt: skip
    whole = await assemble([part("before"), Part("Liens", written(pdf))], title="x")
    with pikepdf.open(io.BytesIO(whole)) as bound:
        assert len(bound.pages) == 31
        assert bound.pages[1].obj.Annots[0].Dest[0] == bound.pages[30].obj
        assert sum(is_page(it) for it in bound.objects) == 31


def is_page(thing: object) -> bool:
    return isinstance(thing, Dictionary) and thing.get(Name.Type) == Name.Page


async def test_what_was_filled_in_is_printed() -> None:
    pdf = document("Formulaire")
    helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    field = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("nom"), F=4,
            V=String("Duvernay"), Rect=[20, 20, 200, 40], DA=String("/Helv 12 Tf 0 g"),
        )
    )  # fmt: skip
    pdf.pages[0].Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(
        Fields=[field],
        NeedAppearances=True,
        DR=Dictionary(Font=Dictionary(Helv=pdf.make_indirect(helvetica))),
        DA=String("/Helv 12 Tf 0 g"),
    )
    parts = [Part("A", written(pdf)), Part("B", written(pdf))]
    whole = await assemble(parts, title="x")
    assert all("Duvernay" in text for text in texts_of(whole))
    with pikepdf.open(io.BytesIO(whole)) as bound:
        assert Name.AcroForm not in bound.Root


async def test_scripts_and_launchers_stay_behind_and_links_do_not() -> None:
    pdf = document("Piégé")
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.OpenAction = script
    pdf.Root.AA = Dictionary(WC=script)
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=[String("x"), script]))
    pdf.pages[0].AA = Dictionary(O=script)
    link: dict[str, Any] = {"Type": Name.Annot, "Subtype": Name.Link, "Rect": [0, 0, 9, 9]}
    web = Dictionary(S=Name.URI, URI=String("https://a.example/"), Next=script)
    launch = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    pdf.pages[0].Annots = Array([
        Dictionary(**link, A=script, AA=Dictionary(E=script)),
        Dictionary(**link, A=launch),
        Dictionary(**link, A=web),
    ])  # fmt: skip
    pdf.attachments["virus.exe"] = b"MZ"
    whole = await assemble([Part("Piège", written(pdf))], title="x")
    with pikepdf.open(io.BytesIO(whole)) as bound:
        plain = written(bound, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for word in (b"JavaScript", b"app.alert", b"Launch", b"cmd.exe", b"virus", b"OpenAction"):
        assert word not in plain
    assert b"https://a.example/" in plain


async def test_a_file_that_cannot_be_read_is_named() -> None:
    locked = written(document("secret"), encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(Invalid, match=r"«\xa0Devis\xa0» est protégé par un mot de passe"):
        await assemble([part("a"), Part("Devis", locked)], title="x")
    for content in (b"", b"%PDF-1.7", b"PK\x03\x04", written(document("x"))[:40]):
        with using("en"), pytest.raises(Invalid, match="“Plan” is not a PDF file"):
            await assemble([part("a"), Part("Plan", content)], title="x")
        with pytest.raises(Invalid):
            await page_counts([Part("Plan", content)])


async def test_a_file_that_only_forbids_copying_is_read() -> None:
    owned = written(document("lisible"), encryption=pikepdf.Encryption(owner="o", user=""))
    assert texts_of(await assemble([Part("A", owned)], title="x")) == ["lisible"]


async def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.confined import MIB, Limits

    monkeypatch.setattr(assembly, "LIMITS", Limits(seconds=20, cpu=20, answer=MIB // 16))
    big = [Part(str(n), written(document(*(f"{n} {m}" for m in range(300))))) for n in range(9)]
    with pytest.raises(Unavailable):
        await assemble(big, title="x")


async def test_a_dossier_of_thirty_nine_pieces() -> None:
    parts = [part(*(f"{number} {page}" for page in range(7)), title=f"Pièce {number}")
             for number in range(39)]  # fmt: skip
    whole = await assemble(parts, title="Dossier")
    assert texts_of(whole)[0] == "0 0"
    assert texts_of(whole)[-1] == "38 6"
