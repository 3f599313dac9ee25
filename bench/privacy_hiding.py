"""What files hide or carry besides their text, each in its own way, for the corpus of the privacy gate."""

import io
import zipfile
from collections.abc import Callable, Iterator

from bench.privacy_corpus import WORD, Pen, para, pdf, pptx, word, xlsx, zip_of

Hidden = tuple[str, str, str, bytes]  # code, trick, ending of the file's name, bytes


def hiding(pen: Pen) -> Iterator[Hidden]:
    """Yield (code, trick, ending, bytes) of files that hide or carry something, each in its own way."""
    yield from _hiding_books(pen)
    yield from _carrying_books(pen)
    yield from _hiding_words(pen)
    yield from _hiding_pages(pen)
    yield from _pictures()
    yield from _columns(pen)


def _hiding_books(pen: Pen) -> Iterator[Hidden]:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    def change(how: Callable[[object, object], object]) -> bytes:
        return xlsx(pen, "合计 12 元", lambda book, sheet: how(book, sheet) and None)

    yield (
        "hidden_sheet",
        "hidden",
        "xlsx",
        change(lambda b, s: setattr(b.create_sheet("底稿"), "sheet_state", "hidden")),
    )
    deep = "veryHidden"
    yield (
        "hidden_sheet",
        "very hidden",
        "xlsx",
        change(lambda b, s: setattr(b.create_sheet("底稿"), "sheet_state", deep)),
    )
    yield "hidden_row", "hidden", "xlsx", change(lambda b, s: setattr(s.row_dimensions[2], "hidden", True))
    flat = changed_part(
        xlsx(pen, "合计"), "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="2" ht="0" customHeight="1"'
    )
    yield "hidden_row", "no height", "xlsx", flat
    yield "hidden_column", "hidden", "xlsx", change(lambda b, s: setattr(s.column_dimensions["B"], "hidden", True))
    yield "comment", "comment", "xlsx", change(lambda b, s: setattr(s["B2"], "comment", Comment("内部", "甲")))
    yield (
        "metadata",
        "creator",
        "xlsx",
        change(lambda b, s: setattr(b.properties, "creator", pen.chance.choice(pen.staff))),
    )
    yield "metadata", "title", "xlsx", change(lambda b, s: setattr(b.properties, "title", "内部底稿"))
    yield "hidden_text", "white", "xlsx", change(lambda b, s: setattr(s["B2"], "font", Font(color="FFFFFFFF")))
    yield "hidden_text", "format", "xlsx", change(lambda b, s: setattr(s["B2"], "number_format", ";;;"))
    yield "phone", "sheet name", "xlsx", change(lambda b, s: setattr(s, "title", pen.mobile()))
    yield "phone", "footer", "xlsx", change(lambda b, s: setattr(s.oddFooter.center, "text", f"制表 {pen.mobile()}"))
    yield "id_number", "number cell", "xlsx", change(lambda b, s: s.append((3, pen.id18())))
    yield "phone", "link", "xlsx", change(lambda b, s: setattr(s["B2"], "hyperlink", f"tel:{pen.mobile()}"))


def _carrying_books(pen: Pen) -> Iterator[Hidden]:
    book = xlsx(pen, "合计")
    for part, code in (
        ("xl/media/a.png", "image"),
        ("xl/embeddings/a.docx", "nested_file"),
        ("xl/vbaProject.bin", "macro"),
    ):
        yield code, part, "xlsx", with_part(book, part, b"\x89PNG\r\n\x1a\n" if code == "image" else b"PK\x03\x04")
    yield "cached_data", "pivot", "xlsx", with_part(book, "xl/pivotCache/pivotCacheRecords1.xml", b"<a/>")
    yield "outside_link", "link", "xlsx", with_part(book, "xl/externalLinks/externalLink1.xml", b"<a/>")


def changed_part(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return an office file in one of whose parts something stands in place of something else."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    return zip_of({**parts, part: bytes(parts[part]).replace(old, new)})


def with_part(data: bytes, part: str, content: bytes) -> bytes:
    """Return an office file with one part more."""
    sink = io.BytesIO(data)
    with zipfile.ZipFile(sink, "a") as archive:
        archive.writestr(part, content)
    return sink.getvalue()


def _hiding_words(pen: Pen) -> Iterator[Hidden]:
    text = para("公示内容")
    core = "<a><creator>{}</creator></a>"
    yield (
        "metadata",
        "creator",
        "docx",
        word(text, **{"docProps__core.xml": core.format(pen.chance.choice(pen.staff))}),
    )
    yield "metadata", "company", "docx", word(text, **{"docProps__app.xml": "<a><Company>某中心学校</Company></a>"})
    yield "metadata", "custom", "docx", word(text, **{"docProps__custom.xml": "<Properties><x>底稿</x></Properties>"})
    comment = f"<w:comments {WORD}><w:comment>{para('这里要改')}</w:comment></w:comments>"
    yield "comment", "comment", "docx", word(text, **{"word__comments.xml": comment})
    yield "tracked_change", "inserted", "docx", word("<w:p><w:ins><w:r><w:t>改</w:t></w:r></w:ins></w:p>")
    yield "tracked_change", "deleted", "docx", word("<w:p><w:del><w:r><w:delText>删</w:delText></w:r></w:del></w:p>")
    yield (
        "phone",
        "deleted text",
        "docx",
        word(f"<w:p><w:del><w:r><w:delText>{pen.mobile()}</w:delText></w:r></w:del></w:p>"),
    )
    yield "hidden_text", "vanish", "docx", word("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r></w:p>")
    white = '<w:p><w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>藏</w:t></w:r></w:p>'
    yield "hidden_text", "white", "docx", word(white)
    yield "image", "picture", "docx", word(text, **{"word__media__image1.png": b"\x89PNG\r\n\x1a\n"})
    yield "nested_file", "embedded", "docx", word(text, **{"word__embeddings__a.xlsx": b"PK\x03\x04"})
    yield "macro", "macro", "docx", word(text, **{"word__vbaProject.bin": b"x"})
    for part in ("header1", "footer1", "footnotes"):
        said = f"<w:hdr {WORD}>{para('联系 ' + pen.mobile())}</w:hdr>"
        yield "phone", part, "docx", word(text, **{f"word__{part}.xml": said})
    link = '<Relationships><Relationship Target="tel:{}" TargetMode="External"/></Relationships>'
    yield "phone", "link", "docx", word(text, **{"word___rels__document.xml.rels": link.format(pen.mobile())})
    yield "hidden_slide", "hidden", "pptx", pptx(pen, "备用", 'show="0"')
    yield "nested_archive", "zip", "zip", zip_of({"a.txt": "x"})
    yield "nested_archive", "rar", "rar", b"Rar!\x1a\x07\x00" + b"0" * 40
    yield "kind_not_allowed", "old office", "doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 600
    yield "not_readable", "broken", "docx", word(text)[:-30] + b"\0" * 60
    yield "phone", "file name", "txt", f"看文件 {pen.mobile()}".encode()


def _hiding_pages(pen: Pen) -> Iterator[Hidden]:
    from pypdf import PdfReader, PdfWriter
    from pypdf.annotations import FreeText

    page = pdf(pen, "合计 12 元")
    author = pen.chance.choice(pen.staff)
    yield "metadata", "author", "pdf", pdf(pen, "公示", f'#set document(author: "{author}")\n')
    yield "metadata", "title", "pdf", pdf(pen, "公示", '#set document(title: "内部")\n')

    def written(change: Callable[[PdfWriter], object], password: str = "") -> bytes:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(page)))
        change(writer)
        if password:
            writer.encrypt(password)
        sink = io.BytesIO()
        writer.write(sink)
        return sink.getvalue()

    yield "nested_file", "attachment", "pdf", written(lambda w: w.add_attachment("a.xlsx", b"PK"))
    yield "comment", "remark", "pdf", written(lambda w: w.add_annotation(0, FreeText(text="改", rect=(50, 50, 90, 90))))
    yield (
        "phone",
        "remark",
        "pdf",
        written(lambda w: w.add_annotation(0, FreeText(text=f"问 {pen.mobile()}", rect=(50, 50, 90, 90)))),
    )
    yield "encrypted", "password", "pdf", written(lambda w: None, "geheim")
    yield "image", "picture", "pdf", _pdf_with_picture()


def _pdf_with_picture() -> bytes:
    from PIL import Image

    sink = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(sink, "PDF", title=None, producer=None)
    return sink.getvalue()


def _pictures() -> Iterator[Hidden]:
    from PIL import Image

    def saved(kind: str, **how: object) -> bytes:
        sink = io.BytesIO()
        Image.new("RGB", (32, 16), "white").save(sink, kind, **how)
        return sink.getvalue()

    exif = Image.Exif()
    exif[0x013B] = "photographer"
    gps = Image.Exif()
    gps[0x8825] = {1: "N", 2: (30.0, 36.0, 0.0), 3: "E", 4: (109.0, 43.0, 0.0)}
    yield "image", "jpg", "jpg", saved("JPEG")
    yield "image", "png", "png", saved("PNG")
    yield "image", "gif", "gif", saved("GIF")
    yield "metadata", "exif", "jpg", saved("JPEG", exif=exif)
    yield "gps", "exif gps", "jpg", saved("JPEG", exif=gps)


def _columns(pen: Pen) -> Iterator[Hidden]:
    """Tables with a column that may not be there, whatever its cells look like."""
    for header, cell in (
        ("身份证号", "42282220120"),
        ("家庭住址", "后山"),
        ("联系电话", "短号 6688"),
        ("银行卡号", "尾号 1234 一类"),
        ("出生日期", "2013-05-06"),
        ("监护人", "某某"),
        ("致困原因", "因病"),
        ("困难等级", "特别困难"),
    ):
        rows = f"班级,{header}\r\n三年级一班,{cell}\r\n".encode("utf-8-sig")
        yield "personal_column", header, "csv", rows
        import openpyxl

        figures = f"班级,{header},2026年春季金额(元)\r\n三年级一班,{cell},500\r\n".encode("utf-8-sig")
        yield "personal_column", f"{header} beside a head with figures", "csv", figures
        made = openpyxl.Workbook()
        for row in (("班级", header), ("三年级一班", cell)):
            made.active.append(row)
        sink = io.BytesIO()
        made.save(sink)
        yield "personal_column", header, "xlsx", sink.getvalue()
