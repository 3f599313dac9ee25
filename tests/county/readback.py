"""Reads the county's exports the way a careful stranger would: nothing here imports the generator's own code.

The detectors below know only the files, the checksums' standards and the house rule that one person must not buy
and accept, nor book and pay.
"""

import csv
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook

DAY = date(2026, 9, 10)
HEADS = {
    "name": {"姓名", "教师姓名"},
    "unit": {"单位", "所在学校", "工作单位"},
    "post": {"岗位", "职务"},
    "phone": {"电话", "联系电话", "手机"},
    "id_no": {"身份证号", "身份证号码"},
    "since": {"任职时间", "任职日期", "到岗时间"},
}
PAIRS = ({"采购员", "验收员"}, {"会计", "出纳"})
EMPTY = {"空缺", "待定", "(空)"}


@dataclass
class Line:
    """One row of a roster: where it stands and its raw cells by field."""

    file: str
    sheet: str
    row: int
    cells: dict[str, Any]

    @property
    def where(self) -> tuple[str, str, int]:
        return self.file, self.sheet, self.row

    @property
    def id_no(self) -> str:
        return plain(self.cells["id_no"]).upper()


def plain(cell: Any) -> str:
    """Return a cell as narrow text without any blank."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", str(cell)))


def sheets(path: Path) -> list[tuple[str, list[list[Any]]]]:
    """Return the sheets of a workbook, or of text that calls itself one."""
    if path.suffix in (".xls", ".csv"):
        text = path.read_bytes().decode("gb18030")
        return [("名册", list(csv.reader(text.splitlines())))]
    book = CalamineWorkbook.from_path(str(path))
    return [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]


def roster_lines(folder: Path) -> list[Line]:
    """Return the rows of people and of vacancies in all rosters."""
    found = []
    for path in sorted(folder.glob("exports/*名册*.*")):
        for title, rows in sheets(path):
            found += _lines(f"exports/{path.name}", title, rows)
    return found


def _lines(file: str, title: str, rows: list[list[Any]]) -> list[Line]:
    columns: dict[str, int] = {}
    found = []
    for number, row in enumerate(rows, start=1):
        words = [plain(cell) for cell in row]
        here = {field: words.index(head) for field, heads in HEADS.items() for head in heads if head in words}
        if len(here) == len(HEADS):
            columns = here
            continue
        if not columns or len(words) <= max(columns.values()) or words[0].startswith(("合计", "填表人")):
            continue
        if all(words[columns[field]] for field in ("unit", "name", "post")):
            found.append(Line(file, title, number, {field: row[at] for field, at in columns.items()}))
    return found


def known_units(folder: Path) -> set[str]:
    rows = dict(sheets(folder / "exports/机构表.xlsx"))["机构"][2:]
    return {plain(row[at]) for row in rows for at in (2, 3)}


def good_id(number: str) -> bool:
    """Check an identity number by GB 11643: date and check sign."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        return False
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * (2 ** (17 - place) % 11) for place, digit in enumerate(number[:17]))
    return (total + (10 if number[17] == "X" else int(number[17]))) % 11 == 1


def good_credit_code(code: str) -> bool:
    """Check a unified social credit code by GB 32100."""
    signs = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(signs.index(sign) * (3**place % 31) for place, sign in enumerate(code[:17]))
    return len(code) == 18 and (total + signs.index(code[17])) % 31 == 0


def day_of(cell: Any) -> date | None:
    """Return the day a cell means, None where there is no such day."""
    if isinstance(cell, date):
        return cell
    text = plain(cell)
    if re.fullmatch(r"\d{5}", text):
        return date(1899, 12, 30) + timedelta(days=int(text))
    if re.fullmatch(r"\d{6}", text):
        text = f"{text[:4]}.{text[4:]}"
    parts = [int(part) for part in re.findall(r"\d+", text)]
    try:
        return date(parts[0], parts[1], parts[2] if len(parts) > 2 else 1)
    except (ValueError, IndexError):
        return None


def is_vacancy(line: Line) -> bool:
    return plain(line.cells["name"]) in EMPTY


def row_mistakes(lines: list[Line], units: set[str]) -> set[tuple[str, str, str, int]]:
    """Return (kind, file, sheet, row) for everything wrong with single rows."""
    people = [line for line in lines if not is_vacancy(line)]
    found = set()
    for line in people:
        if isinstance(line.cells["id_no"], int | float) or "E+" in line.id_no:
            found.add(("id_lost_precision", *line.where))
        elif not good_id(line.id_no):
            found.add(("wrong_checksum", *line.where))
        if plain(line.cells["unit"]) not in units:
            found.add(("unknown_unit", *line.where))
        if (day := day_of(line.cells["since"])) is None or day > DAY:
            found.add(("impossible_date", *line.where))
    return found


def shared_ids(lines: list[Line]) -> set[frozenset[tuple[str, str, int]]]:
    """Return the sets of rows that carry one identity number."""
    rows = defaultdict(set)
    for line in lines:
        if not is_vacancy(line) and good_id(line.id_no):
            rows[line.id_no].add(line.where)
    return {frozenset(places) for places in rows.values() if len(places) > 1}


def titles(line: Line) -> set[str]:
    return {part for part in re.split(r"[、/,，;；兼]", plain(line.cells["post"])) if part}


def incompatible(lines: list[Line]) -> set[tuple[str, str, int]]:
    """Return the rows of people whose posts exclude each other."""
    return {line.where for line in lines for pair in PAIRS if pair <= titles(line)}


def undeclared_homes(folder: Path) -> set[frozenset[int]]:
    """Return pairs of rows of the address register that share a home and declared nothing."""
    book = dict(sheets(folder / "exports/亲属关系申报.xlsx"))
    declared = {frozenset((row[3], row[6])) for row in book["亲属申报"][2:]}
    homes = defaultdict(list)
    for number, row in enumerate(book["家庭住址登记"][2:], start=3):
        homes[row[3]].append((number, row[2]))
    pairs = [rows for rows in homes.values() if len(rows) > 1]
    return {
        frozenset(number for number, _ in rows)
        for rows in pairs
        if frozenset(id_no for _, id_no in rows) not in declared
    }


def silent_buyers(folder: Path, lines: list[Line]) -> set[tuple[str, int]]:
    """Return (buyer's identity number, row of the supplier's person) of ties that the buyer did not declare."""
    book = dict(sheets(folder / "exports/亲属关系申报.xlsx"))
    kin = defaultdict(set)
    spouses = defaultdict(set)
    for row in book["亲属申报"][2:]:
        kin[row[3]].add(row[6])
        if row[5] == "配偶":
            spouses[row[3]].add(row[6])
    homes = {row[2]: row[3] for row in book["家庭住址登记"][2:]}
    buyers = {line.id_no: plain(line.cells["phone"]).replace("-", "") for line in lines if _buys(line)}
    found = set()
    people = dict(sheets(folder / "exports/供应商.xlsx"))["股东及人员"][2:]
    for number, row in enumerate(people, start=3):
        id_no, phone, address = row[4], row[6], row[7]
        for buyer, own_phone in buyers.items():
            near = own_phone == phone or homes.get(buyer) == address
            near = near or any(id_no in kin[spouse] for spouse in spouses[buyer])
            if near and id_no not in kin[buyer]:
                found.add((buyer, number))
    return found


def _buys(line: Line) -> bool:
    return not is_vacancy(line) and any(title.endswith("采购员") for title in titles(line))
