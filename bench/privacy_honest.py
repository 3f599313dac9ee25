"""What honest files of schools are full of: boxes, drawings, charts, bookmarks, coloured heads. None may be stopped."""

import io
from collections.abc import Iterator
from typing import Any

from bench.privacy_corpus import WORD, Pen, para, pdf, word, zip_of
from bench.privacy_parts import DRAWN, box

Honest = tuple[str, str, bytes]  # what is in it, ending, bytes
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def honest(pen: Pen) -> Iterator[Honest]:
    """Yield (what is in it, ending, bytes) of files that hide nothing."""
    yield from _books(pen)
    yield from _words(pen)
    yield from _slides()
    yield from _pages(pen)
    yield from _texts(pen)


def _books(pen: Pen) -> Iterator[Honest]:
    yield "box, chart, list and colours", "xlsx", _written(_with_everything)
    yield "unused columns hidden", "xlsx", _written(_with_unused_hidden)
    yield "filter and print area", "xlsx", _written(_with_filter)


def _written(fill: Any) -> bytes:
    import xlsxwriter

    sink = io.BytesIO()
    book = xlsxwriter.Workbook(sink, {"in_memory": True})
    fill(book, book.add_worksheet("公示"))
    book.close()
    return sink.getvalue()


def _table(sheet: Any, head: Any = None) -> None:
    for at, name in enumerate(("月份", "2026年收入(元)", "支出(元)")):
        sheet.write(0, at, name, head)
    for month in range(1, 13):
        sheet.write_row(month, 0, (f"{month}月", 123456.78 + month, 98765.43 + month))


def _with_everything(book: Any, sheet: Any) -> None:
    dark = book.add_format({"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79"})
    _table(sheet, dark)
    sheet.insert_textbox("E2", "说明：单位为元，咨询电话 0718-3222123", {"width": 300})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "收入", "categories": "=公示!$A$2:$A$13", "values": "=公示!$B$2:$B$13"})
    chart.set_title({"name": "食堂收支情况"})
    sheet.insert_chart("E12", chart)
    pie = book.add_chart({"type": "pie"})
    pie.add_series(
        {"categories": "=公示!$A$2:$A$13", "values": "=公示!$C$2:$C$13", "data_labels": {"percentage": True}}
    )
    sheet.insert_chart("E30", pie)
    sheet.data_validation("D2:D13", {"validate": "list", "source": ["已核", "未核"]})
    sheet.conditional_format("C2:C13", {"type": "data_bar"})
    sheet.set_header("&C业州中心小学公示")
    sheet.freeze_panes(1, 1)


def _with_unused_hidden(book: Any, sheet: Any) -> None:
    _table(sheet)
    sheet.set_column("F:XFD", None, None, {"hidden": True})
    book.define_name("收入", "=公示!$B$2:$B$13")


def _with_filter(_book: Any, sheet: Any) -> None:
    _table(sheet)
    sheet.autofilter("A1:C13")
    sheet.print_area("A1:C13")
    sheet.repeat_rows(0)


def _words(pen: Pen) -> Iterator[Honest]:
    inside = f"<txbxContent>{para('流程：申请、评议、公示')}</txbxContent>"
    boxed = (
        f"<w:p {_MC}><w:r><mc:AlternateContent><mc:Choice>{inside}</mc:Choice>"
        f"<mc:Fallback>{inside}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    yield "text box", "docx", word(para("公示") + boxed)
    white = '<w:r><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:t>{}</w:t></w:r>'
    cells = "".join(
        f'<w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F4E79"/></w:tcPr><w:p>{white.format(said)}</w:p></w:tc>'
        for said in ("项目", "2026年金额(元)")
    )
    rows = "".join(f"<w:tr><w:tc>{para(f'第{at}项')}</w:tc><w:tc>{para('500.00')}</w:tc></w:tr>" for at in range(3))
    yield "white on a dark head", "docx", word(f"<w:tbl><w:tr>{cells}</w:tr>{rows}</w:tbl>")
    yield "parts that word processors write", "docx", word(para("公示"), **_usual_parts())
    drawing = '<inline><docPr id="1" name="图表 1" descr="各月收支柱形图"/></inline>'
    picture = f"<w:p><w:r><w:drawing>{drawing}</w:drawing></w:r></w:p>"
    chart = "<c:c xmlns:c='c'><c:v>1234567.8901</c:v><c:t>食堂收支</c:t></c:c>"
    yield "chart", "docx", word(para("公示") + picture, **{"word__charts__chart1.xml": chart})
    yield (
        "diagram",
        "docx",
        word(para("公示"), **{"word__diagrams__data1.xml": box("申请"), "word__diagrams__drawing1.xml": box("申请")}),
    )


def _usual_parts() -> dict[str, str]:
    style = (
        '<w:style w:type="table" w:styleId="1"><w:name w:val="网格表 4"/><w:tblStylePr w:type="firstRow"><w:rPr>'
        '<w:color w:val="FFFFFF"/></w:rPr></w:tblStylePr></w:style><w:style w:type="character" w:styleId="z">'
        '<w:name w:val="z-窗体顶端"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    return {
        "word__styles.xml": f"<w:styles {WORD}>{style}</w:styles>",
        "word__settings.xml": f'<w:settings {WORD}><w:rsids><w:rsid w:val="00A77B3E"/></w:rsids></w:settings>',
        "word__fontTable.xml": f'<w:fonts {WORD}><w:font w:name="方正小标宋"/><w:font w:name="华文中宋"/></w:fonts>',
        "word__numbering.xml": f'<w:numbering {WORD}><w:lvl><w:lvlText w:val="第%1条"/></w:lvl></w:numbering>',
        "word__webSettings.xml": "<a/>",
        "word__theme__theme1.xml": '<a><font script="Hans" typeface="等线"/></a>',
        "word__comments.xml": f"<w:comments {WORD}/>",
        "word___rels__document.xml.rels": '<Relationships><Relationship Id="r1" Target="styles.xml"/></Relationships>',
        "customXml__item1.xml": '<s:customData xmlns:s="http://www.wps.cn/officeDocument/2013/wpsCustomData"><customSectProps/></s:customData>',
        "customXml__itemProps1.xml": "<a/>",
        "docProps__app.xml": "<Properties><Application>WPS Office</Application><Pages>1</Pages></Properties>",
    }


def _slides() -> Iterator[Honest]:
    def slide(said: str) -> str:
        return f'<p:sld xmlns:p="p" {DRAWN}><p:sp><a:p><a:r><a:t>{said}</a:t></a:r></a:p></p:sp></p:sld>'

    number = f'<n {DRAWN}><a:p><a:fld type="slidenum"><a:t>1</a:t></a:fld></a:p></n>'
    ground = '<p:bg><a:schemeClr val="bg1"/></p:bg>'
    master = f'<m xmlns:p="p" {DRAWN}>{ground}<a:p><a:r><a:t>单击此处编辑母版标题样式</a:t></a:r></a:p></m>'
    parts: dict[str, str | bytes] = {
        "ppt/presentation.xml": "<p/>",
        "ppt/presProps.xml": "<p/>",
        "ppt/slides/slide1.xml": slide("收费公示"),
        "ppt/slides/slide2.xml": slide("咨询电话 0718-3222123"),
        "ppt/slideMasters/slideMaster1.xml": master,
        "ppt/slideLayouts/slideLayout1.xml": master,
        "ppt/notesMasters/notesMaster1.xml": number,
        "ppt/notesSlides/notesSlide1.xml": number,
        "ppt/charts/chart1.xml": "<c:c xmlns:c='c'><c:v>12.5</c:v></c:c>",
    }
    yield "master, empty notes, chart", "pptx", zip_of(parts)


def _pages(pen: Pen) -> Iterator[Honest]:
    yield "headings with bookmarks", "pdf", pdf(pen, "合计 12 元", "= 第一部分 收入\n== 明细\n= 第二部分 支出\n")
    head = "table.header(..([月份], [收入], [支出]).map(it => text(white)[#it]))"
    fill = '(_, y) => if y == 0 { rgb("#1f4e79") }'
    table = f"#table(columns: 3, fill: {fill}, {head}, ..range(60).map(n => [#n]))\n"
    yield "table with a dark head", "pdf", pdf(pen, "合计 12 元", table)
    bars = (
        "#stack(dir: ltr, spacing: 4pt, ..range(12).map(n => rect(width: 20pt, height: (n + 1) * 9pt, fill: blue)))\n"
    )
    yield "bars", "pdf", pdf(pen, "合计 12 元", bars)
    dots = "#for n in range(30) [#circle(radius: 3pt, fill: red)]\n#rect(radius: 6pt, fill: yellow)[说明]\n"
    yield "dots and a round box", "pdf", pdf(pen, "合计 12 元", dots)
    line = "#curve(stroke: 2pt, ..range(31).map(n => curve.line((n * 9pt, calc.rem(n * 37, 50) * 1pt))))\n"
    yield "line of a month", "pdf", pdf(pen, "合计 12 元", line)
    link = '#link("https://example.org/s001")[学校公示页]\n#footnote[单位为元]\n'
    yield "link and footnote", "pdf", pdf(pen, "合计 12 元", link)


def _texts(pen: Pen) -> Iterator[Honest]:
    yield (
        "head with a year",
        "csv",
        "类别,2026年春季人数,2026年春季金额(元)\r\n一等,12,6000\r\n二等,30,9000\r\n".encode("utf-8-sig"),
    )
    lines = "填报单位：业州中心小学,,2026年10月\r\n项目,收入,支出\r\n伙食,12,10\r\n"
    yield "line with unit and day above", "csv", lines.encode("utf-8-sig")
    yield "address in code", "txt", "公示见 https://example.org/%E5%85%AC%E7%A4%BA 页面\r\n".encode()
    marks = "\r\n".join("0123456789abcdef" * 4 for _one in range(4))
    yield "marks of files", "txt", f"附件指纹：\r\n{marks}\r\n".encode()
    yield "pointed brackets", "txt", "<关于食堂收支的公示>\r\n本月结余 12 元。\r\n".encode()
    yield (
        "codes with letters",
        "txt",
        f"合同号 HT{pen.chance.randint(13 * 10**9, 19 * 10**9)}，凭证 NO.{pen.chance.randint(10**7, 10**8)}。".encode(),
    )
