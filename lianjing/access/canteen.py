"""The sum of a school's canteen for its newest whole month, from accepted rows of the lake and nothing else (K11)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import duckdb

from lianjing.access.lake import lake, pinned
from lianjing.access.rulebook import library
from lianjing.domain.refusals import RuleBroken

_STANDARD = "canteen.nip_standard"
COLUMNS = (
    "in_pupils",
    "in_staff",
    "in_nip",
    "in_fiscal",
    "in_other",
    "out_food",
    "out_fuel",
    "out_labour",
    "out_misc",
    "out_other",
    "open_balance",
    "close_balance",
)


@dataclass(frozen=True)
class CanteenMonth:
    """One month of one canteen. Amounts in fen. meals: of pupils; subsidised: of those, meals with the subsidy.

    delivered: what the delivery lines of the month add up to; None when none were handed in. standard: fen a subsidised
    meal, None when the county set none for that month.
    """

    school: str
    month: str
    meals: int
    staff_meals: int
    subsidised: int
    standard: int | None
    amounts: dict[str, int]
    delivered: int | None

    @property
    def came_in(self) -> int:
        """Return everything that came in, in fen, the opening balance left out."""
        return sum(value for name, value in self.amounts.items() if name.startswith("in_"))

    @property
    def went_out(self) -> int:
        """Return everything that was spent, in fen."""
        return sum(value for name, value in self.amounts.items() if name.startswith("out_"))

    @property
    def gap(self) -> int:
        """Return what the two sides differ by, in fen: 0 when opening + in = out + closing."""
        return self.amounts["open_balance"] + self.came_in - self.went_out - self.amounts["close_balance"]


def canteen_of(school: str) -> CanteenMonth | None:
    """Return the newest month of a school's canteen, None when it handed none in."""
    versions = {name: version for name, version in pinned().items() if name in ("canteen_months", "meals", "food_in")}
    return _all(tuple(sorted(versions.items()))).get(school) if "canteen_months" in versions else None


@lru_cache(maxsize=2)
def _all(versions: tuple[tuple[str, int], ...]) -> dict[str, CanteenMonth]:
    """Return the newest month of every school at these versions of the lake: one pass for all."""
    files = {table: [str(one) for one in lake().files(table, version)] for table, version in versions}
    with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": "1GB"}) as con:
        for table, nothing in _NOTHING.items():
            con.execute(f"CREATE VIEW {table} AS {_source(files.get(table, []), nothing)}")
        rows = con.execute(_SQL).fetchall()
    return {row[0]: _month(row) for row in rows}


def _source(files: list[str], nothing: str) -> str:
    """Return the statement that reads a table's files; a table of which nothing was handed in is empty."""
    named = ", ".join("'" + one.replace("'", "''") + "'" for one in files)
    return f"SELECT * FROM read_parquet([{named}])" if files else f"SELECT {nothing} WHERE false"


def _month(row: tuple[object, ...]) -> CanteenMonth:
    school, month, meals, staff, aided, delivered, *amounts = row
    return CanteenMonth(
        school=str(school),
        month=str(month),
        meals=_whole(meals),
        staff_meals=_whole(staff),
        subsidised=_whole(aided),
        standard=_standard(str(month)),
        amounts=dict(zip(COLUMNS, map(_whole, amounts), strict=True)),
        delivered=None if delivered is None else _whole(delivered),
    )


def _whole(value: object) -> int:
    return int(str(value)) if value is not None else 0


def _standard(month: str) -> int | None:
    year, number = month.split("-")
    try:
        return library().parameters.whole(_STANDARD, date(int(year), int(number), 1))
    except (RuleBroken, KeyError):
        return None


_NOTHING = {
    "canteen_months": "1",
    "meals": "'' AS school_code, DATE '2020-01-01' AS on_date, 0 AS pupils, 0 AS staff, 0 AS nip",
    "food_in": "'' AS school_code, DATE '2020-01-01' AS on_date, 0 AS amount",
}
_SQL = f"""
WITH newest AS (SELECT * FROM canteen_months QUALIFY row_number() OVER (PARTITION BY school_code ORDER BY ym DESC) = 1),
eaten AS (
  SELECT school_code, strftime(on_date, '%Y-%m') AS ym, sum(pupils) AS pupils, sum(staff) AS staff, sum(nip) AS nip
  FROM meals GROUP BY ALL
),
came AS (SELECT school_code, strftime(on_date, '%Y-%m') AS ym, sum(amount) AS amount FROM food_in GROUP BY ALL)
SELECT n.school_code, n.ym, e.pupils, e.staff, e.nip, c.amount, {", ".join(f"n.{name}" for name in COLUMNS)}
FROM newest AS n LEFT JOIN eaten AS e USING (school_code, ym) LEFT JOIN came AS c USING (school_code, ym)
"""
