"""Files that show one thing and hide another, in every place that a file has for it: (place, name, bytes)."""

import io
from collections.abc import Callable, Iterator
from typing import Any

from bench.privacy_corpus import SEED, WORD, Pen, para, pdf, word, xlsx, zip_of
from bench.privacy_hiding import changed_part, with_part
from bench.privacy_parts import DRAWN, box, painted, rewritten

CANARY, LATIN, SEEN = "底价四十八万", "RESERVE48", "看得见的话"
PEN = Pen(SEED)
Canary = tuple[str, str, bytes]


def workbooks() -> Iterator[Canary]:
    """Yield workbooks."""
    for place, data in (*_hidden_in_books(), *_white_in_books(), *_beside_cells()):
        yield place, "a.xlsx", data


def _book(how: Callable[[Any, Any], object], at: str = "B3") -> bytes:
    def change(book: Any, sheet: Any) -> None:
        sheet[at] = CANARY
        how(book, sheet)

    return xlsx(PEN, SEEN, change)


def _hidden_in_books() -> Iterator[tuple[str, bytes]]:
    def columns(_book: Any, sheet: Any) -> None:
        for letter in "CDE":
            sheet[f"{letter}3"] = CANARY
        sheet.column_dimensions.group("C", "E", hidden=True)
        sheet["B3"] = "x"

    def sheet_of(state: str) -> Callable[[Any, Any], None]:
        def change(book: Any, sheet: Any) -> None:
            sheet["B3"] = "x"
            other = book.create_sheet("底稿")
            other["A1"], other.sheet_state = CANARY, state

        return change

    yield "three columns in one line", _book(columns)
    yield "hidden sheet", _book(sheet_of("hidden"))
    yield "very hidden sheet", _book(sheet_of("veryHidden"))
    yield "hidden row", _book(lambda b, s: setattr(s.row_dimensions[3], "hidden", True))
    yield "every row", _book(lambda b, s: (setattr(s.sheet_format, "zeroHeight", True), _tall(s)))
    plain = _book(lambda b, s: None, "D3")
    yield "row without height", _swapped(plain, b'<row r="3"', b'<row r="3" ht="0" customHeight="1"')
    narrow = b'<cols><col min="3" max="5" width="0" customWidth="1"/></cols><sheetData>'
    yield "columns without width", _swapped(plain, b"<sheetData>", narrow)


def _tall(sheet: Any) -> None:
    for number in (1, 2):
        sheet.row_dimensions[number].height = 15


def _white_in_books() -> Iterator[tuple[str, bytes]]:
    from openpyxl.styles import Font
    from openpyxl.styles.colors import Color

    yield "white", _book(lambda b, s: setattr(s["B3"], "font", Font(color="FFFFFFFF")))
    yield "white of the theme", _book(lambda b, s: setattr(s["B3"], "font", Font(color=Color(theme=0))))
    yield "format of nothing", _book(lambda b, s: setattr(s["B3"], "number_format", ";;;"))
    yield "white format", _book(lambda b, s: setattr(s["B3"], "number_format", "[White]@"))


def _beside_cells() -> Iterator[tuple[str, bytes]]:
    from openpyxl.comments import Comment

    book = xlsx(PEN, SEEN)
    yield "comment", xlsx(PEN, SEEN, lambda b, s: setattr(s["B2"], "comment", Comment(CANARY, "甲")))
    yield "footer", xlsx(PEN, SEEN, lambda b, s: setattr(s.oddFooter.center, "text", CANARY))
    yield "text box", with_part(book, "xl/drawings/drawing1.xml", box(CANARY).encode())
    under = b'<mergeCells><mergeCell ref="B3:C3"/></mergeCells><pageMargins'
    yield "under a merged cell", _swapped(_book(lambda b, s: s.cell(3, 2, "x"), "C3"), b"<pageMargins", under)


def _swapped(data: bytes, old: bytes, new: bytes) -> bytes:
    changed = changed_part(data, "xl/worksheets/sheet1.xml", old, new)
    assert changed != data
    return changed


def documents() -> Iterator[Canary]:
    """Yield text documents."""
    seen = para(SEEN)

    def run(properties: str, said: str = CANARY) -> str:
        return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{said}</w:t></w:r></w:p>"

    style = f'<w:styles {WORD}><w:style w:type="{{}}" w:styleId="a"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    for place, body in (
        ("hidden run", run("<w:vanish/>")),
        ("white run", run('<w:color w:val="FFFFFF"/>')),
        ("nearly white run", run('<w:color w:val="FEFEFE"/>')),
        ("tiny run", run('<w:sz w:val="2"/>')),
        ("deleted", f"<w:p><w:del><w:r><w:delText>{CANARY}</w:delText></w:r></w:del></w:p>"),
        ("moved away", f"<w:p><w:moveFrom><w:r><w:t>{CANARY}</w:t></w:r></w:moveFrom></w:p>"),
        ("field", f"<w:p><w:r><w:instrText>{CANARY}</w:instrText></w:r></w:p>"),
        (
            "hidden row",
            f"<w:tbl><w:tr><w:tc>{seen}</w:tc></w:tr><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{para(CANARY)}</w:tc></w:tr></w:tbl>",
        ),
        ("hidden run in a cell", f"<w:tbl><w:tr><w:tc>{run('<w:vanish/>')}</w:tc></w:tr></w:tbl>"),
        (
            "hidden box",
            f'<w:p><w:r><anchor><docPr hidden="1"/><txbxContent>{para(CANARY)}</txbxContent></anchor></w:r></w:p>',
        ),
        (
            "hidden old box",
            f'<w:p><w:r><shape style="visibility:hidden"><txbxContent>{para(CANARY)}</txbxContent></shape></w:r></w:p>',
        ),
        ("description", f'<w:p><docPr descr="{CANARY}"/></w:p>'),
    ):
        yield place, "a.docx", word(seen + body)
    styled = '<w:p><w:r><w:rPr><w:rStyle w:val="a"/></w:rPr><w:t>' + CANARY + "</w:t></w:r></w:p>"
    yield "style of letters", "a.docx", word(seen + styled, **{"word__styles.xml": style.format("character")})
    styled = '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>' + CANARY + "</w:t></w:r></w:p>"
    yield "style of a paragraph", "a.docx", word(seen + styled, **{"word__styles.xml": style.format("paragraph")})
    for part in ("comments", "header1", "footer1", "footnotes", "settings"):
        said = f"<w:x {WORD}><w:y>{para(CANARY)}</w:y></w:x>"
        yield part, "a.docx", word(seen, **{f"word__{part}.xml": said})


def slides() -> Iterator[Canary]:
    """Yield slides."""

    def slide(said: str, more: str = "", show: str = "") -> str:
        shape = f"<p:sp>{more}<a:p><a:r><a:t>{said}</a:t></a:r></a:p></p:sp>"
        return f'<p:sld xmlns:p="p" {DRAWN} {show}>{shape}</p:sld>'

    shown: dict[str, str | bytes] = {"ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": slide(SEEN)}
    run = '<a:rPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></a:rPr>'
    letters = f"<p:sp><a:p><a:r>{run}<a:t>{CANARY}</a:t></a:r></a:p></p:sp>"
    white = f'<p:sld xmlns:p="p" {DRAWN}>{letters}</p:sld>'
    hidden = '<p:nvSpPr><p:cNvPr hidden="1"/></p:nvSpPr>'
    for place, part, said in (
        ("notes", "ppt/notesSlides/notesSlide1.xml", slide(CANARY)),
        ("comments", "ppt/comments/comment1.xml", slide(CANARY)),
        ("hidden slide", "ppt/slides/slide2.xml", slide(CANARY, show='show="0"')),
        ("hidden shape", "ppt/slides/slide2.xml", slide(CANARY, hidden)),
        ("white letters", "ppt/slides/slide2.xml", white),
        ("master", "ppt/slideMasters/slideMaster1.xml", slide(CANARY)),
        ("chart", "ppt/charts/chart1.xml", slide(CANARY)),
        ("description", "ppt/slides/slide2.xml", slide("x", f'<p:cNvPr descr="{CANARY}"/>')),
    ):
        yield place, "a.pptx", zip_of({**shown, part: said})


def pages() -> Iterator[Canary]:
    """Yield PDF files."""
    from pypdf.annotations import FreeText, Text

    page = pdf(PEN, SEEN)
    note = Text(text=LATIN, rect=(50, 50, 90, 90))
    for place, data in (
        ("note", rewritten(page, lambda w: w.add_annotation(page_number=0, annotation=note))),
        (
            "text on top",
            rewritten(
                page, lambda w: w.add_annotation(page_number=0, annotation=FreeText(text=LATIN, rect=(50, 50, 90, 90)))
            ),
        ),
        ("bookmark", rewritten(page, lambda w: w.add_outline_item(title=LATIN, page_number=0))),
        ("file inside", rewritten(page, lambda w: w.add_attachment(filename="a.txt", data=LATIN.encode()))),
        ("title", rewritten(page, lambda w: w.add_metadata({"/Title": LATIN}))),
        ("without ink", painted(page, f"BT 3 Tr /f 12 Tf 50 700 Td ({LATIN}) Tj ET".encode())),
        ("white", painted(page, f"BT 1 1 1 rg /f 12 Tf 50 700 Td ({LATIN}) Tj ET".encode())),
        (
            "white, and a dark head",
            painted(page, f"0 g 0 0 90 90 re f BT 1 g /f 9 Tf 50 700 Td ({LATIN}) Tj ET".encode()),
        ),
        ("under a box", painted(page, f"BT /f 12 Tf 50 700 Td ({LATIN}) Tj ET 45 690 90 30 re f".encode())),
        ("layer", _layered(painted(page, f"BT /f 12 Tf 50 700 Td ({LATIN}) Tj ET".encode()))),
    ):
        yield place, "a.pdf", data


def _layered(page: bytes) -> bytes:
    from pypdf.generic import DictionaryObject, NameObject

    return rewritten(page, lambda w: w.root_object.__setitem__(NameObject("/OCProperties"), DictionaryObject()))


def said_in(data: bytes) -> str:
    """Return everything that a clean copy says, unpacked."""
    import zipfile

    if not data.startswith(b"PK"):
        return data.decode()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
