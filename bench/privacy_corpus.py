"""A corpus of files for the privacy gate: at least 300 with one planted secret each, at least 300 look-alikes without.

Everything is invented and follows from a printed seed. A planted file names the code that must be found in it.
"""

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from lianjing.county import names
from lianjing.engines.privacy import Knowledge, Register

SEED = 20261128
SCHOOL_PHONES = ("0718-3222123", "07183222456", "13607188888")
SCHOOL = "业州中心小学"
DOTTED = "阿依古丽\u00b7买买提"
SCHOOL_ADDRESS = "业州镇朝阳路18号"
SUPPLIERS = ("建始县陈子涵食品有限公司", "恩施州李思行商贸有限公司", "建始县惠民粮油店", "业州镇鲜达蔬菜配送部")


@dataclass(frozen=True)
class Sample:
    """One file. code: what must be found in it, "" in a look-alike. kind: how the file is made."""

    name: str
    data: bytes
    kind: str
    code: str = ""
    said: str = ""  # which trick, for the report


class Pen:
    """Writes invented numbers and names from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        pupils = {names.full(self.chance, self.chance.choice("MF"), 2015) for _ in range(700)}
        pupils |= {"高兴", "文明", "向阳", "方向", "和平", "黄金", "明月", "程序", "周全", "万方", "时间", "安康"}
        pupils |= {DOTTED, "王芳", "李娜"}
        self.pupils = sorted(pupils)
        self.staff = sorted({names.full(self.chance, self.chance.choice("MF"), 1980) for _ in range(80)} - pupils)
        plain = [name for name in self.pupils if name not in Register(frozenset()).common]
        self.two, self.three = [n for n in plain if len(n) == 2], [n for n in plain if len(n) == 3]

    def knowledge(self, personal: bool = False) -> Knowledge:
        """Return what the gate of the invented school knows."""
        digits = frozenset("".join(sign for sign in phone if sign.isdigit()) for phone in SCHOOL_PHONES)
        register = Register(frozenset(self.pupils), allowed=(*SUPPLIERS, SCHOOL))
        return Knowledge(register, digits, (SCHOOL_ADDRESS, *SUPPLIERS), personal)

    def id18(self) -> str:
        body = f"4228{self.chance.randint(21, 28)}{self._born()}{self.chance.randint(0, 999):03d}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]

    def id15(self) -> str:
        return f"4228{self.chance.randint(21, 28)}{self._born()[2:]}{self.chance.randint(0, 999):03d}"

    def _born(self) -> str:
        return f"{self.chance.randint(1955, 2019)}{self.chance.randint(1, 12):02d}{self.chance.randint(1, 28):02d}"

    def mobile(self) -> str:
        return f"1{self.chance.choice('3456789')}{self.chance.randint(0, 999_999_999):09d}"

    def landline(self) -> str:
        return f"0718-3{self.chance.randint(300_000, 999_999)}"

    def card(self) -> str:
        body = self.chance.choice(("622848", "621799", "623059", "955880", "436742")) + "".join(
            self.chance.choice("0123456789") for _ in range(12)
        )
        body = body[:15] if body.startswith("4367") else body[:18]
        return body + next(str(n) for n in range(10) if _luhn(body + str(n)))

    def address(self) -> str:
        place, number = self.chance.choice(names.villages(self.chance)), self.chance.randint
        return self.chance.choice(
            (
                f"业州镇{place}村{number(1, 9)}组{number(1, 60)}号",
                f"花坪镇{place}村三组",
                f"建始县{place}路{number(10, 300)}号",
                f"{place}花园{number(1, 9)}栋{number(1, 4)}单元{number(1, 9)}01室",
                f"{number(2, 12)}栋{number(1, 3)}单元{number(201, 999)}",
                f"红岩寺镇{place}社区第{number(1, 9)}组",
            )
        )


def _luhn(number: str) -> bool:
    doubled = [int(d) * (2 if at % 2 else 1) for at, d in enumerate(reversed(number))]
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


BETWEEN = ("退还{}餐费36元", "发放{}助学金500元", "四年级{}助学金", "核减{}伙食费", "补发{}书本费", "三（1）班{}住宿费")
DOTS = ("", "\u2022", "\u2027", "\u30fb", "\uff0e")
UNSEEN = ("\u2060", "\u00ad", "\u200b", "\ufeff")
_FULL = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")
_SAID = str.maketrans("0123456789", "零一二三四五六七八九")


def _spaced(text: str, by: str, every: int) -> str:
    return by.join(text[at : at + every] for at in range(0, len(text), every))


def secrets(pen: Pen) -> Iterator[tuple[str, str, str]]:
    """Yield (code, trick, sentence) for every way in which people write a secret."""
    id18, id15, phone, card = pen.id18(), pen.id15(), pen.mobile(), pen.card()
    two, three = pen.chance.choice(pen.two), pen.chance.choice(pen.three)
    common = pen.chance.choice(("高兴", "文明", "向阳", "和平"))
    yield "id_number", "18", f"经办人证件 {id18}，已核。"
    yield "id_number", "full-width", f"证件号：{id18.translate(_FULL)}"
    yield "id_number", "spaces", f"号码 {id18[:6]} {id18[6:14]} {id18[14:]} 已登记"
    yield "id_number", "dashes", f"({id18[:6]}-{id18[6:14]}-{id18[14:]})"
    yield "id_number", "small x", f"编号{id18.lower()}号"
    yield "id_number", "15", f"旧证 {id15} 换领"
    yield "phone", "mobile", f"请联系王主任{phone}确认"
    yield "phone", "mobile grouped", f"电话 {phone[:3]} {phone[3:7]} {phone[7:]}"
    yield "phone", "mobile dashed", f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"
    yield "phone", "mobile full-width", f"联系：{phone.translate(_FULL)}"
    yield "phone", "mobile +86", f"+86 {phone}"
    yield "phone", "mobile spoken", f"手机{phone.translate(_SAID)}"
    yield "phone", "landline", f"家里座机 {pen.landline()}"
    yield "bank_card", "plain", f"打卡账户 {card}"
    yield "bank_card", "fours", f"卡 {_spaced(card, ' ', 4)}"
    yield "bank_card", "full-width", f"（{card.translate(_FULL)}）"
    yield "address", "plain", f"学生家在{pen.address()}，离校较远。"
    yield "address", "labelled", f"家庭住址：{pen.address()}"
    year, month = pen.chance.randint(2010, 2018), pen.chance.randint(1, 12)
    yield "birth_date", "label", f"出生日期：{year}年{month}月{pen.chance.randint(1, 28)}日"
    yield "birth_date", "born after", f"该生{year}年{month}月出生"
    yield "minor_name", "three signs", f"本次由{three}代表班级领取教材。"
    yield "minor_name", "two signs", f"{two}同学获得补助。"
    yield "minor_name", "list", f"名单：{two}、{three}"
    yield "minor_name", "spread", f"{two[0]}　{two[1]}"
    yield "minor_name", "everyday word", f"学生{common}的家长已签字"
    yield from _secrets_in_disguise(pen, card, phone, two, three)


def _secrets_in_disguise(pen: Pen, card: str, phone: str, two: str, three: str) -> Iterator[tuple[str, str, str]]:
    yield (
        "minor_name",
        "two signs between others",
        pen.chance.choice(BETWEEN).format(pen.chance.choice(("王芳", "李娜", two))),
    )
    yield "minor_name", "dot", f"由{DOTTED.replace(chr(0xB7), pen.chance.choice(DOTS))}领取"
    yield "minor_name", "unseen sign", f"由{three[0]}{pen.chance.choice(UNSEEN)}{three[1:]}领取"
    yield "bank_card", "unseen signs", _spaced(card, "\u200b", 4)
    yield "bank_card", "dots", f"卡 {_spaced(card, '.', 4)}"
    yield "bank_card", "two blanks", f"卡 {_spaced(card, '  ', 4)}"
    yield "phone", "after a letter", f"家长{pen.chance.choice('AM')}{phone}"


def planted(seed: int = SEED) -> list[Sample]:
    """Return the planted files: every secret in every carrier that fits, and everything files hide or carry."""
    pen, found = Pen(seed), []
    for _round in range(2):
        for place, (code, trick, sentence) in enumerate(secrets(pen)):
            for kind in _CARRIERS:
                if kind == "pdf" and (place + _round) % 3:
                    continue  # a page takes longest to set
                name = f"{len(found):03d}.{kind.partition('-')[0]}"
                found.append(Sample(name, _CARRIERS[kind](pen, sentence), kind, code, trick))
    from bench.privacy_hiding import hiding
    from bench.privacy_parts import in_parts

    for code, trick, ending, data in (*hiding(pen), *in_parts(pen)):
        found.append(Sample(f"{len(found):03d}.{ending}", data, ending, code, trick))
    return found


# Look-alikes: what a school's notices really say.
def harmless(pen: Pen) -> Iterator[str]:
    """Yield sentences with numbers and words that look like secrets and are none."""
    c = pen.chance
    yield f"订单号 2026{c.randint(10**13, 10**14 - 1)}，金额 {c.randint(100, 99999)}.{c.randint(10, 99)} 元。"
    yield f"统一社会信用代码 91422822MA{c.randint(10**6, 10**7 - 1)}X，证照齐全。"
    yield f"统一社会信用代码 12422822{c.randint(4, 9)}{c.randint(10**7, 10**8 - 1)}{c.choice('ABCDEFG')}"
    yield f"咨询电话：{c.choice(SCHOOL_PHONES)}，监督电话 12388。"
    yield f"发票号码 {c.randint(10**7, 10**8 - 1)}，开票日期 2026-10-{c.randint(10, 28)}。"
    yield f"2026年10月{c.randint(1, 28)}日至2026年11月{c.randint(1, 28)}日公示，共5个工作日。"
    yield f"大米 {c.randint(100, 900)}.5 公斤，单价 {c.randint(3, 9)}.20 元，供货商{c.choice(SUPPLIERS)}。"
    taken, spent = c.randint(10**5, 10**6), c.randint(10**5, 10**6)
    yield f"本月收入 {taken}.00 元，支出 {spent}.00 元，结余 {c.randint(100, 9999)}.12 元。"
    yield f"采购项目编号 CG-2026-{c.randint(1000, 9999)}-{c.randint(100, 999)}，预算 {c.randint(1, 39)}.5 万元。"
    yield f"学校地址：{SCHOOL_ADDRESS}，食堂2号窗口周一至周五开放。"
    yield f"校长{c.choice(pen.staff)}主持会议，{len(pen.staff)}名教师参加，全体同意。"
    yield "本次文明班级评比公平公正，程序规范，时间安排周全，大家都很高兴。"
    yield f"ISBN 978-7-107-{c.randint(10000, 99999)}-{c.randint(0, 9)}，定价 {c.randint(8, 30)}.80 元，自愿征订。"
    yield f"鄂教财〔2026〕{c.randint(1, 60)}号文件规定，每生每天 5 元，全年按 200 天计。"
    yield f"受助学生 {c.randint(20, 200)} 人，金额 {taken} 元，三年级{c.randint(1, 6)}班 {c.randint(30, 55)} 人。"
    yield f"合同编号 HT{c.randint(10**10, 10**11 - 1)}，履约期 12 个月，第{c.randint(1, 5)}包。"
    yield f"批次号 {c.randint(10**9, 10**10 - 1)}，生产日期 2026.0{c.randint(1, 9)}.{c.randint(10, 28)}，保质 18 月。"
    yield f"向阳花开，黄金搭档：食堂新菜谱 {c.randint(1, 31)} 日起供应，{c.randint(300, 900)} 人就餐。"
    yield f"资金账面 1,{c.randint(100, 999)},000.00，凭证 2026-{c.randint(1, 12):02d}-{c.randint(1, 400):04d}。"
    yield f"均价 4.50 5.20 {c.randint(4, 9)}.80 5.60 4.30 4.40 {c.randint(3, 9)}.10，环比下降。"


def clean(seed: int = SEED) -> list[Sample]:
    """Return the look-alikes in the same carriers."""
    pen, found = Pen(seed), []
    for _round in range(3):
        for place, sentence in enumerate(harmless(pen)):
            for kind in _CARRIERS:
                if kind == "pdf" and (place + _round) % 3:
                    continue
                found.append(Sample(f"{len(found):03d}.{kind.partition('-')[0]}", _CARRIERS[kind](pen, sentence), kind))
    from bench.privacy_honest import honest

    return found + [
        Sample(f"{len(found) + at:03d}.{ending}", data, trick) for at, (trick, ending, data) in enumerate(honest(pen))
    ]


# Carriers


def _txt(_pen: Pen, sentence: str) -> bytes:
    return f"公示\r\n{sentence}\r\n特此公示。\r\n".encode()


def _gbk(_pen: Pen, sentence: str) -> bytes:
    return f"公示\r\n{sentence}\r\n特此公示。\r\n".encode("gb18030")


def _csv(pen: Pen, sentence: str) -> bytes:
    return f'序号,说明\r\n1,"{sentence}"\r\n2,{pen.chance.choice(("无", "同上", "见附件"))}\r\n'.encode("utf-8-sig")


def xlsx(_pen: Pen, sentence: str, change: Callable[[object, object], None] | None = None) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "公示"
    for row in (("序号", "说明"), (1, sentence), (2, "合计")):
        sheet.append(row)
    book.properties.creator = "openpyxl"
    if change:
        change(book, sheet)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" '
    'ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/></Types>'
)


def zip_of(parts: dict[str, str | bytes]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {"[Content_Types].xml": _TYPES, **parts}.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 10, 1, 0, 0, 0)), content)
    return sink.getvalue()


def word(body: str, **parts: str | bytes) -> bytes:
    document = f"<w:document {WORD}><w:body>{body}</w:body></w:document>"
    return zip_of({"word/document.xml": document, **{name.replace("__", "/"): said for name, said in parts.items()}})


def para(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{run}</w:t></w:r>" for run in runs) + "</w:p>"


def _docx(_pen: Pen, sentence: str) -> bytes:
    return word(para("公示") + para(sentence))


def _docx_runs(pen: Pen, sentence: str) -> bytes:
    """The sentence spread over many runs, as a word processor writes it after some editing."""
    cut = sorted(pen.chance.sample(range(1, len(sentence)), min(4, len(sentence) - 1)))
    return word(para(*(sentence[a:b] for a, b in zip([0, *cut], [*cut, len(sentence)], strict=True))))


def _docx_cell(_pen: Pen, sentence: str) -> bytes:
    cells = "".join(f"<w:tc>{para(said)}</w:tc>" for said in ("1", sentence))
    head = "".join(f"<w:tc>{para(said)}</w:tc>" for said in ("序号", "说明"))
    return word(f"<w:tbl><w:tr>{head}</w:tr><w:tr>{cells}</w:tr></w:tbl>")


def pptx(_pen: Pen, sentence: str, show: str = "") -> bytes:
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    slide = f'<p:sld xmlns:p="p" {a} {show}><a:p><a:r><a:t>{sentence}</a:t></a:r></a:p></p:sld>'
    return zip_of({"ppt/presentation.xml": "<p/>", "ppt/slides/slide1.xml": slide})


@cache
def _fonts() -> object:
    import typst

    from lianjing.engines.papers.typesetting import FONTS

    return typst.Fonts(include_system_fonts=False, font_paths=[FONTS])


def pdf(_pen: Pen, sentence: str, before: str = "") -> bytes:
    import typst

    source = f'{before}#set text(font: "Noto Sans CJK SC")\n公示\n\n#{json.dumps(sentence, ensure_ascii=False)}\n'
    return bytes(typst.compile(source.encode(), font_paths=_fonts(), format="pdf"))


_CARRIERS: dict[str, Callable[[Pen, str], bytes]] = {
    "txt": _txt,
    "txt-gb18030": _gbk,
    "csv": _csv,
    "xlsx": xlsx,
    "docx": _docx,
    "docx-runs": _docx_runs,
    "docx-cell": _docx_cell,
    "pptx": pptx,
    "pdf": pdf,
}
