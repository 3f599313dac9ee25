"""Sample rows for every table of the lake: what a person writes, and what must come out of it."""

import datetime
from typing import Any

from lianjing.engines import intake
from lianjing.engines.intake import Limits, Lookups, TableResult, arrow, formats, reading, wire
from lianjing.engines.intake.formats import SCHOOL, Column, Format
from lianjing.engines.intake.identity import credit_sign
from tests.engines.intake_books import id_number

LOOKUPS = Lookups(units={"业州镇第一小学": "s001", "一小": "s001", "长梁小学": "s002"})
ISBNS = ("9787107186820", "9787544781497", "9787020002207")


def read_here(data: bytes, name: str, mapping: Any = None) -> TableResult:
    """What `read_table` gives, without a child: the same code answers, a hundred times sooner."""
    request = intake._request("table", formats.load(name), Limits(), mapping, LOOKUPS, None)
    *payloads, last = wire.frames(b"".join(reading.answer_in_columns(request, data)))
    table = arrow.unpack(payloads, arrow.schema(formats.load(name)))
    return TableResult(table=table, **intake._account(wire.loads(last), data))


def credit_code(n: int) -> str:
    """A code of a place that does not exist."""
    first = f"91699999{n:09d}"
    return first + credit_sign(first)


def pair(column: Column, n: int) -> tuple[Any, Any]:
    """What row n says in a cell of the column, and the value of the lake that it means. n names the row in a key."""
    if column.many:
        return f"甲{chr(0x4E00 + n)}、乙{chr(0x4E00 + n)}", f"|甲{chr(0x4E00 + n)}|乙{chr(0x4E00 + n)}|"
    if column.name == SCHOOL and column.type == "unit":
        return "一小", "s001"
    if column.type == "choice":
        choice = column.choices[n % len(column.choices)]
        return choice.zh, choice.code
    return PAIRS[column.type](column, n)


PAIRS = {
    "text": lambda column, n: (f"T{n}号"[: column.max], f"T{n}号"[: column.max]),
    "person_name": lambda column, n: (f"张 {chr(0x4E00 + n)}", f"张{chr(0x4E00 + n)}"),
    "date": lambda column, n: (
        f"2025年{n % 12 + 1}月{n // 12 % 28 + 1}日",
        datetime.date(2025, n % 12 + 1, n // 12 % 28 + 1),
    ),
    "time": lambda column, n: (f"2025-09-{n % 28 + 1:02d} 08:30", datetime.datetime(2025, 9, n % 28 + 1, 8, 30)),
    "phone": lambda column, n: (f"142-{n:04d}-0000", f"142{n:04d}0000"),
    "id_number": lambda column, n: (id_number(n), id_number(n)),
    "pupil_number": lambda column, n: (f"g{id_number(n)}", f"G{id_number(n)}"),
    "account": lambda column, n: (f"6217 0000 {n:04d} 0001", f"62170000{n:04d}0001"),
    "credit_code": lambda column, n: (credit_code(n).lower(), credit_code(n)),
    "isbn": lambda column, n: (f"ISBN {ISBNS[n % 3]}", ISBNS[n % 3]),
    "integer": lambda column, n: (str(column.least or min(n, column.top)), column.least or min(n, column.top)),
    "grade": lambda column, n: ("八年级", 8),
    "decimal": lambda column, n: ("25%", 0.25) if column.share else (f"{n % 9}.5", n % 9 + 0.5),
    "money": lambda column, n: (f"￥{n}.20元", n * 100 + 20),
    "weight": lambda column, n: (f"{n}.5公斤", n * 1000 + 500),
    "month": lambda column, n: (f"{2015 + n // 12}年{n % 12 + 1}月", f"{2015 + n // 12}-{n % 12 + 1:02d}"),
    "ten_days": lambda column, n: (f"{2015 + n // 12}年{n % 12 + 1}月中旬", f"{2015 + n // 12}-{n % 12 + 1:02d}-2"),
    "term": lambda column, n: (f"{2000 + n}-{2001 + n}学年第二学期", f"{2000 + n}-{2001 + n}-2"),
    "school_year": lambda column, n: (f"{2000 + n}—{2001 + n}学年", f"{2000 + n}-{2001 + n}"),
    "boolean": lambda column, n: ("√", True) if n % 2 else ("×", False),
}


def heads(table: Format, *, alias: bool) -> list[str]:
    """The Chinese headers, or for each column its last alias."""
    return [column.aliases[-1] if alias and column.aliases else column.zh for column in table.columns]


def rows(table: Format, count: int) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    """So many rows as a person writes them, and as the lake must keep them."""
    cells, values = [], []
    for n in range(1, count + 1):
        both = [(column.name, *pair(column, n)) for column in table.columns]
        cells.append([cell for _, cell, _ in both])
        values.append({SCHOOL: ""} | {name: value for name, _, value in both})
    return cells, values


def sheet(table: Format, count: int, *, alias: bool = False) -> tuple[list[list[Any]], list[dict[str, Any]]]:
    """A whole sheet as offices hand it in: a title, a line of remarks, the rows, a total, signatures."""
    cells, values = rows(table, count)
    width = len(table.columns)
    title = [f"建始县{table.zh}", *[""] * (width - 1)]
    total = ["合计", *[""] * (width - 2), "9"]
    signed = ["填表人：王某", *[""] * (width - 2), "审核人：李某"]
    return [title, heads(table, alias=alias), *cells, total, signed], values
