"""Secrets in parts of a file that no page shows as text, and files that are not what their ending says."""

import io
from collections.abc import Callable, Iterator
from typing import Any

from bench.privacy_corpus import WORD, Pen, para, pdf, pptx, word, xlsx
from bench.privacy_hiding import Hidden, with_part

DRAWN = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


def in_parts(pen: Pen) -> Iterator[Hidden]:
    """Yield (code, trick, ending, bytes) of files with a secret in a part of their own, or in a part nobody knows."""
    yield from _books(pen)
    yield from _parts_of_books(pen)
    yield from _set_in_books(pen)
    yield from _words(pen)
    yield from _slides(pen)
    yield from _disguised(pen)
    yield from _pages(pen)


def box(said: str) -> str:
    """Return a drawing with a text box, as DrawingML spells it."""
    return f"<d {DRAWN}><sp><txBody><a:p><a:r><a:t>{said}</a:t></a:r></a:p></txBody></sp></d>"


def _books(pen: Pen) -> Iterator[Hidden]:
    book, name = xlsx(pen, "合计"), pen.chance.choice(pen.three)
    cached = f"<c:chartSpace xmlns:c='c'><c:strCache><c:pt idx='0'><c:v>{name}</c:v></c:pt></c:strCache></c:chartSpace>"
    for trick, part, said in (
        ("text box", "xl/drawings/drawing1.xml", box(f"学生{name}")),
        ("text box in two runs", "xl/drawings/drawing1.xml", box(f"{name[0]}</a:t></a:r><a:r><a:t>{name[1:]}")),
        ("description", "xl/drawings/drawing1.xml", f'<d><cNvPr id="2" name="图片 1" descr="{name}的照片"/></d>'),
        ("old text box", "xl/drawings/vmlDrawing1.vml", f"<xml><textbox><div>{name}</div></textbox></xml>"),
        ("chart", "xl/charts/chart1.xml", cached),
        (
            "chart sheet",
            "xl/chartsheets/sheet1.xml",
            f"<chartsheet><headerFooter><oddHeader>{name}</oddHeader></headerFooter></chartsheet>",
        ),
        ("diagram", "xl/diagrams/data1.xml", box(name)),
        (
            "table",
            "xl/tables/table1.xml",
            f'<table><tableColumns><tableColumn id="1" name="{name}"/></tableColumns></table>',
        ),
        ("old strings", "xl/richData/rdrichvalue.xml", f"<rv><v>{name}</v></rv>"),
        ("remark in the markup", "xl/tables/table1.xml", f"<table><!-- {name} --></table>"),
    ):
        yield "minor_name", trick, "xlsx", with_part(book, part, said.encode())


def _parts_of_books(pen: Pen) -> Iterator[Hidden]:
    book = xlsx(pen, "合计")
    for code, part in (
        ("not_readable", "xl/strange/notes.xml"),
        ("not_readable", "xl/strange.bin"),
        ("not_readable", "xl/tables/broken.xml"),
        ("outside_link", "xl/connections.xml"),
        ("tracked_change", "xl/revisions/revisionLog1.xml"),
        ("comment", "xl/threadedComments/threadedComment1.xml"),
        ("metadata", "xl/persons/person.xml"),
        ("cached_data", "xl/slicerCaches/slicerCache1.xml"),
    ):
        broken = b"<a>" if "broken" in part else b"<a><b/></a>"
        yield code, part, "xlsx", with_part(book, part, broken)


def _set_in_books(pen: Pen) -> Iterator[Hidden]:
    name = pen.chance.choice(pen.three)

    def change(how: Callable[[Any, Any], object]) -> bytes:
        return xlsx(pen, "合计 12 元", lambda b, s: how(b, s) and None)

    def rule(sheet: Any) -> None:
        from openpyxl.worksheet.datavalidation import DataValidation

        sheet.add_data_validation(DataValidation("whole", "1", f'"{name}"', sqref="C1"))

    def named(sheet: Any) -> None:
        from openpyxl.workbook.defined_name import DefinedName

        sheet.defined_names["x"] = DefinedName("x", attr_text=f'"{name}"')

    from openpyxl.styles import Font
    from openpyxl.styles.colors import Color

    yield "minor_name", "second bound of a rule", "xlsx", change(lambda b, s: rule(s))
    yield "minor_name", "a sheet's own name", "xlsx", change(lambda b, s: named(s))
    yield (
        "hidden_text",
        "white of the theme",
        "xlsx",
        change(lambda b, s: setattr(s["B2"], "font", Font(color=Color(theme=0)))),
    )
    yield "hidden_text", "white figure", "xlsx", change(lambda b, s: setattr(s["A2"], "number_format", "[White]0"))
    yield "hidden_row", "all rows", "xlsx", change(lambda b, s: setattr(s.sheet_format, "zeroHeight", True))


def _words(pen: Pen) -> Iterator[Hidden]:
    name, text = pen.chance.choice(pen.three), para("公示内容")

    def beside(part: str, said: str) -> bytes:
        return word(text, **{part: said})

    yield "minor_name", "description", "docx", word(f'{text}<w:p><docPr descr="{name}的照片" id="1"/></w:p>')
    yield "minor_name", "art", "docx", word(f'{text}<w:p><textpath string="{name}"/></w:p>')
    yield "minor_name", "text box", "docx", word(f"<w:p><w:r><txbxContent>{para(name)}</txbxContent></w:r></w:p>")
    yield "minor_name", "diagram", "docx", beside("word__diagrams__data1.xml", box(name))
    yield "minor_name", "chart", "docx", beside("word__charts__chart1.xml", f"<c><v>{name}</v></c>")
    glossary = f"<w:glossaryDocument {WORD}>{para(name)}</w:glossaryDocument>"
    yield "minor_name", "building block", "docx", beside("word__glossary__document.xml", glossary)
    kept = f'<w:settings {WORD}><w:docVars><w:docVar w:name="x" w:val="{name}"/></w:docVars></w:settings>'
    yield "minor_name", "variable", "docx", beside("word__settings.xml", kept)
    yield "phone", "property", "docx", beside("customXml__item1.xml", f'<a tel="{pen.mobile()}"/>')
    yield "nested_file", "page inside", "docx", beside("word__afchunk1.html", f"<p>{name}</p>")
    yield "not_readable", "unknown", "docx", beside("word__notes.xml", "<a/>")
    yield "not_readable", "unknown bytes", "docx", beside("word__x.dat", "x")
    styles = (
        f'<w:styles {WORD}><w:style w:type="character" w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    )
    hidden = '<w:p><w:r><w:rPr><w:rStyle w:val="b"/></w:rPr><w:t>藏</w:t></w:r></w:p>'
    yield "hidden_text", "style", "docx", word(hidden, **{"word__styles.xml": styles})
    tiny = '<w:p><w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t>藏</w:t></w:r></w:p>'
    yield "hidden_text", "tiny", "docx", word(tiny)
    row = f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{para('藏')}</w:tc></w:tr></w:tbl>"
    yield "hidden_text", "row", "docx", word(row)
    yield "not_readable", "two parts of one name", "docx", with_part(word(text), "word/Document.xml", b"<a/>")


def _slides(pen: Pen) -> Iterator[Hidden]:
    name, slide = pen.chance.choice(pen.three), pptx(pen, "公示")
    yield (
        "minor_name",
        "description",
        "pptx",
        with_part(slide, "ppt/slides/slide2.xml", f'<s><cNvPr descr="{name}"/></s>'.encode()),
    )
    yield "minor_name", "chart", "pptx", with_part(slide, "ppt/charts/chart1.xml", f"<c><v>{name}</v></c>".encode())
    yield (
        "minor_name",
        "tag",
        "pptx",
        with_part(slide, "ppt/tags/tag1.xml", f'<t><tag name="A" val="{name}"/></t>'.encode()),
    )
    notes = f"<n {DRAWN}><a:p><a:r><a:t>讲的时候注意</a:t></a:r></a:p></n>".encode()
    yield "comment", "speaker's notes", "pptx", with_part(slide, "ppt/notesSlides/notesSlide1.xml", notes)
    inside = '<p:nvSpPr><p:cNvPr hidden="1"/></p:nvSpPr><a:p><a:r><a:t>藏</a:t></a:r></a:p>'
    shape = f'<p:sld xmlns:p="p" {DRAWN}><p:sp>{inside}</p:sp></p:sld>'
    yield "hidden_text", "shape", "pptx", with_part(slide, "ppt/slides/slide2.xml", shape.encode())


def _disguised(pen: Pen) -> Iterator[Hidden]:
    import base64

    said = f"学生{pen.chance.choice(pen.three)} {pen.mobile()}"
    coded = "".join(f"\\'{byte:02x}" for byte in said.encode("gb18030"))
    rich = f"{{\\rtf1\\ansi {coded}}}".encode()
    mail = b"MIME-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes((said * 9).encode())
    for ending in ("rtf", "txt"):
        yield "kind_not_allowed", f"rich text as {ending}", ending, rich
    for ending in ("mht", "eml", "txt"):
        yield "kind_not_allowed", f"mail as {ending}", ending, mail
    yield "kind_not_allowed", "page", "html", f"<html><p>{said}</p></html>".encode()
    yield "kind_not_allowed", "page as text", "txt", f"<html><p>{said}</p></html>".encode()
    yield "kind_not_allowed", "drawing", "svg", b"<svg><image href='data:'/></svg>"
    yield "kind_not_allowed", "plain text of another kind", "dat", "公示".encode()
    yield "kind_not_allowed", "workbook as document", "docx", xlsx(pen, "合计")
    yield "not_readable", "base64", "txt", b"x:\r\n" + base64.encodebytes((said * 9).encode())
    yield "not_readable", "entities", "txt", "".join(f"&#{ord(sign)};" for sign in said).encode()


def _pages(pen: Pen) -> Iterator[Hidden]:
    from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

    name = pen.chance.choice(pen.three)
    page = pdf(pen, "合计 12 元")

    def hung(key: str, **said: object) -> bytes:
        values = {NameObject(f"/{word}"): TextStringObject(one) for word, one in said.items()}
        return rewritten(
            page, lambda w: w.root_object.__setitem__(NameObject(key), w._add_object(DictionaryObject(values)))
        )

    yield "minor_name", "bookmark", "pdf", rewritten(page, lambda w: w.add_outline_item(title=name, page_number=0))
    yield "minor_name", "description", "pdf", hung("/StructTreeRoot", Alt=f"{name}的照片")
    yield "minor_name", "real text", "pdf", hung("/StructTreeRoot", ActualText=name)
    choice = ArrayObject([TextStringObject(name)])
    yield (
        "minor_name",
        "choice",
        "pdf",
        rewritten(page, lambda w: w.root_object.__setitem__(NameObject("/X"), w._add_object(choice))),
    )
    yield "metadata", "XMP", "pdf", rewritten(page, lambda w: setattr(w, "xmp_metadata", _xmp("王审核").encode()))
    yield "macro", "program", "pdf", hung("/OpenAction", JS="app.alert(1)")
    yield "earlier_version", "saved on top", "pdf", _saved_twice(page)
    yield "earlier_version", "page taken out", "pdf", _page_taken_out(pen)
    glyph = b" ".join(b"%d 0 m %d 9 %d 9 %d 0 c h" % (at, at, at + 5, at + 5) for at in range(0, 90, 10))
    yield "outlines", "letters as shapes", "pdf", painted(page, (glyph + b" f ") * 20)
    yield "outlines", "only shapes", "pdf", painted(None, b"10 10 50 50 re f")
    yield "hidden_text", "without ink", "pdf", painted(page, b"BT 3 Tr /f 12 Tf 50 700 Td (x) Tj ET")
    yield "hidden_text", "white", "pdf", painted(page, b"BT 1 g /f 12 Tf 50 700 Td (xxxx) Tj ET")
    yield (
        "hidden_text",
        "under a box",
        "pdf",
        painted(page, b"BT /f 12 Tf 50 700 Td (xxxxxxxx) Tj ET 45 690 90 30 re f"),
    )


def _xmp(author: str) -> str:
    dc = "http://purl.org/dc/elements/1.1/"
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    said = f'<r:Description><d:creator xmlns:d="{dc}">{author}</d:creator></r:Description>'
    return f'<x:xmpmeta xmlns:x="x" xmlns:r="{rdf}"><r:RDF>{said}</r:RDF></x:xmpmeta>'


def rewritten(page: bytes, change: Callable[[Any], object]) -> bytes:
    """Return a PDF changed by its writer."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page)))
    change(writer)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def _saved_twice(page: bytes) -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(PdfReader(io.BytesIO(page)), incremental=True)
    writer.add_blank_page(100, 100)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()


def _page_taken_out(pen: Pen) -> bytes:
    from pypdf.generic import NumberObject

    def take_out(writer: Any) -> None:
        writer.root_object["/Pages"]["/Kids"].pop()
        writer.root_object["/Pages"].get_object()[
            next(key for key in writer.root_object["/Pages"] if key == "/Count")
        ] = NumberObject(1)

    return rewritten(pdf(pen, "合计", "底稿 #pagebreak()\n"), take_out)


def painted(page: bytes | None, operators: bytes) -> bytes:
    """Return a page of a PDF with operators painted on top; None: on an empty one."""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page))) if page else PdfWriter()
    sheet = writer.pages[0] if page else writer.add_blank_page(400, 800)
    stream = DecodedStreamObject()
    stream.set_data(b"q " + operators + b" Q")
    before = [sheet.raw_get("/Contents")] if page else []
    sheet[NameObject("/Contents")] = ArrayObject([*before, writer._add_object(stream)])
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    resources = sheet.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    fonts = resources.setdefault(NameObject("/Font"), DictionaryObject()).get_object()
    fonts[NameObject("/f")] = writer._add_object(font)
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()
