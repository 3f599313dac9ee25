"""A clean copy of a file: the text and tables that a reader sees, written anew, secrets hidden, nothing carried along.

What the author had hidden does not come to light in it. Runs in the child.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import escape

from lianjing.engines.privacy import pdfs, workbooks
from lianjing.engines.privacy.documents import body_of, rows_of, slides_of
from lianjing.engines.privacy.findings import Finding, Piece
from lianjing.engines.privacy.looking import Knowledge, look
from lianjing.engines.privacy.masking import masked
from lianjing.engines.privacy.opening import kind_of
from lianjing.engines.privacy.parts import tag, text_of
from lianjing.engines.privacy.texts import decoded, header_of, table_of


def clean_copy(data: bytes, name: str, known: Knowledge) -> dict[str, Any]:
    """Return {"name", "bytes"}; or {"findings": [...]} for a kind of file that cannot be written anew."""
    stem = _shown(Piece(name.rpartition(".")[0] or name, {}), known)
    match kind_of(data, name):
        case "txt":
            rows = table_of(decoded(data))
            if rows is not None:
                return {"name": f"{stem}.csv", "bytes": _csv(_clean_rows(rows, known))}
            return {"name": f"{stem}.txt", "bytes": _shown(Piece(decoded(data), {}), known).encode()}
        case "xlsx":
            return {"name": f"{stem}.xlsx", "bytes": _workbook(data, known)}
        case "docx":
            return {"name": f"{stem}.docx", "bytes": _document(data, known)}
        case "pptx":
            slides = ("\n".join(_shown(Piece(text, {}, head), known) for text, head in one) for one in slides_of(data))
            return _text(stem, slides)
        case "pdf":
            pages, kept_back = pdfs.seen(data, name)
            if kept_back:
                return {"findings": [one.as_dict() for one in kept_back]}
            return _text(stem, (_shown(Piece(page, {}), known) for page in pages))
        case _:
            return {"findings": [Finding("kind_not_allowed", {"file": name}).as_dict()]}


def _text(stem: str, pages: Iterable[str]) -> dict[str, Any]:
    said = "\n\n".join(page for page in pages if page.strip())
    return {"name": f"{stem}.txt", "bytes": said.encode()}


def _shown(piece: Piece, known: Knowledge) -> str:
    return masked(piece.text, look([piece], known))


def _clean_rows(rows: list[list[str]], known: Knowledge) -> list[list[str]]:
    number, names = header_of(rows)
    return [
        [_shown(Piece(text, {}, names.get(at, "") if line > number else ""), known) for at, text in enumerate(row)]
        for line, row in enumerate(rows, 1)
    ]


def _csv(rows: list[list[str]]) -> bytes:
    import csv

    sink = io.StringIO()
    csv.writer(sink).writerows(rows)
    return ("\ufeff" + sink.getvalue()).encode()


def _workbook(data: bytes, known: Knowledge) -> bytes:
    """Write the visible cells of the visible sheets as values into a new workbook."""
    import openpyxl
    import xlsxwriter

    old = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for sheet in old.worksheets:
        if sheet.sheet_state != "visible":
            continue
        new = book.add_worksheet(
            _shown(Piece(sheet.title, {}), known)[:31].translate(str.maketrans("*[]:?/\\", "_______"))
        )
        for line, row in enumerate(_clean_rows(_visible(sheet), known)):
            for column, text in enumerate(row):
                new.write(line, column, text) if _as_number(text) is None else new.write_number(
                    line, column, _as_number(text)
                )
    if not book.worksheets():
        book.add_worksheet()
    book.close()
    return sink.getvalue()


def _as_number(text: str) -> float | None:
    try:
        return float(text) if len(text) < 12 and not (text.startswith("0") and text[1:2].isdigit()) else None
    except ValueError:
        return None


def _visible(sheet: Any) -> list[list[str]]:
    rows, columns = workbooks.hidden_rows(sheet), workbooks.hidden_columns(sheet)
    return [
        [
            "" if cell.value is None or workbooks.is_concealed(cell) else str(cell.value)
            for cell in row
            if cell.column not in columns
        ]
        for row in sheet.iter_rows()
        if row[0].row not in rows
    ]


def _document(data: bytes, known: Knowledge) -> bytes:
    """Write paragraphs and tables of the body, as they read with every change taken, into a new document."""
    body, hidden = body_of(data)
    said = []
    for element in _blocks(body):
        if id(element) in hidden.ids:
            continue
        if tag(element) == "p":
            said.append(_paragraph(_shown(Piece(text_of(element, hidden.ids), {}), known)))
        else:
            said.append(_table(_clean_rows(rows_of(element, hidden.ids), known)))
    return _packed("".join(said))


def _blocks(body: Any) -> Iterator[Any]:
    """Yield paragraphs and tables in order, also those inside a control that is filled in."""
    for element in body:
        if tag(element) in ("p", "tbl"):
            yield element
        elif tag(element) in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _blocks(element)


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _table(rows: list[list[str]]) -> str:
    lines = "".join(
        "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{_LINES}{lines}</w:tbl>"


_LINES = '<w:tblPr><w:tblBorders><w:insideH w:val="single"/><w:insideV w:val="single"/></w:tblBorders></w:tblPr>'
_NAMES = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def _packed(body: str) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELS)
        document = f'<?xml version="1.0" encoding="UTF-8"?><w:document {_NAMES}><w:body>{body}</w:body></w:document>'
        archive.writestr("word/document.xml", document)
    return sink.getvalue()
