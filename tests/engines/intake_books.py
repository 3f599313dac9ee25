"""Workbooks for the tests of intake, built byte by byte where a library would be too well-behaved."""

import io
import zipfile
from collections.abc import Iterable

import xlsxwriter

from lianjing.engines.intake import Lookups
from lianjing.engines.intake.identity import check_sign

HEADER = ["序号", "姓名", "单位", "岗位", "联系电话", "身份证号", "任职时间"]
LOOKUPS = Lookups(
    units={"业州镇中心学校": "s001", "业州中心校": "s001", "长梁小学": "s002"},
    posts={"教师": "JS", "班主任": "BZR", "校长": "XZ"},
    posts_at={"s001": {"会计": "s001-KJ", "采购员": "s001-CGY"}},
)
WIDE_HEADER = [*HEADER, "性别", "工号", "用工类型", "来校时间", "备注"]
WIDE_LOOKUPS = Lookups(units={f"第{n}小学": f"s{n:03d}" for n in range(168)}, posts={"教师": "JS", "班主任": "BZR"})
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def id_number(n: int, born: str = "19800229") -> str:
    """A number of the province 69, which does not exist."""
    first = f"699923{born}{n:03d}"
    return first + check_sign(first)


def person(n: int, **other) -> list:
    """One right row of the staff roster; `other` replaces cells by the header's words."""
    right = [n, "张三丰", "业州镇中心学校", "教师", f"142{n:08d}", id_number(n), "2021.9"]
    return [other.get(head, cell) for head, cell in zip(HEADER, right, strict=True)]


def wide_person(n: int) -> list:
    """Row n of a roster of twelve columns, for measuring; any n below 33,600,000 gives another number."""
    born = f"{1960 + n % 40}{n // 40 % 12 + 1:02d}{n // 480 % 28 + 1:02d}"
    first = f"{699901 + n // 13_440_000}{born}{n // 13_440 % 1000:03d}"
    cells = [n, "张三丰", f"第{n % 168}小学", "教师、班主任", f"142{n:08d}", first + check_sign(first), "2021.9"]
    return [*cells, "男" if n % 2 else "女", f"G{n:07d}", "在编", "2019年9月", f"说明 {n}"]


def xlsx(
    *sheets: list[list], names: Iterable[str] = (), merge: Iterable[str] = (), hidden: Iterable[int] = ()
) -> bytes:
    """A workbook; merge: ranges of the first sheet; hidden: numbers of sheets from 0."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    titles = list(names) or [f"表{n}" for n in range(1, len(sheets) + 1)]
    for number, (rows, title) in enumerate(zip(sheets, titles, strict=True)):
        page = book.add_worksheet(title)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if hasattr(cell, "year"):
                    page.write_datetime(r, c, cell, day)
                elif cell not in ("", None):
                    page.write(r, c, cell)
        if number == 0:
            for span in merge:
                top = page.table.get(int("".join(filter(str.isdigit, span.split(":")[0]))) - 1, {})
                place = ord(span[0]) - 65
                text = rows[int("".join(filter(str.isdigit, span.split(":")[0]))) - 1][place]
                assert top
                page.merge_range(span, text)
        if number in hidden:
            page.hide()
    book.close()
    return out.getvalue()


def text(rows: list[list], encoding: str = "utf-8", sign: str = ",") -> bytes:
    """The rows as delimited text."""
    return "\r\n".join(sign.join(str(cell) for cell in row) for row in rows).encode(encoding)


def raw_xlsx(pieces: Iterable[bytes], extra: Iterable[tuple[str, bytes]] = ()) -> bytes:
    """A workbook of one sheet S whose rows are written as they are given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in (*_parts(), *extra):
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as part:
            part.write(f'<?xml version="1.0"?><worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for piece in pieces:
                part.write(piece)
            part.write(b"</sheetData></worksheet>")
    return out.getvalue()


def _parts() -> list[tuple[str, str]]:
    override = "".join(
        f'<Override PartName="/xl/{part}.xml" ContentType="{_SHEET_TYPE}.{kind}+xml"/>'
        for part, kind in (("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"))
    )
    defaults = (
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{override}'
    )
    one = '<Relationship Id="rId1" Type="{r}/{t}" Target="{to}"/>'
    link = f'<Relationships xmlns="{{p}}/relationships">{one}</Relationships>'
    sheets = '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets>'
    return [
        ("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{defaults}</Types>'),
        ("_rels/.rels", link.format(p=_PACKAGE, r=_REL, t="officeDocument", to="xl/workbook.xml")),
        ("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">{sheets}</workbook>'),
        ("xl/_rels/workbook.xml.rels", link.format(p=_PACKAGE, r=_REL, t="worksheet", to="worksheets/sheet1.xml")),
    ]


def inline(row: int, cells: Iterable[str]) -> bytes:
    """One row of text cells, for `raw_xlsx`."""
    said = "".join(
        f'<c r="{chr(65 + n)}{row}" t="inlineStr"><is><t>{cell}</t></is></c>' for n, cell in enumerate(cells)
    )
    return f'<row r="{row}">{said}</row>'.encode()
