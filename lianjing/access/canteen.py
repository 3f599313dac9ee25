"""The sum of a school's canteen for its newest whole month, from accepted rows of the lake and nothing else (K11)."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from lianjing.access.lake_views import Versions, versions_of, views
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
    meal, None when the county set none for that month. batches: numbers of those its rows came in.
    """

    school: str
    month: str
    meals: int
    staff_meals: int
    subsidised: int
    standard: int | None
    amounts: dict[str, int]
    delivered: int | None
    batches: tuple[int, ...] = ()

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
    return canteens().get(school)


def canteens() -> dict[str, CanteenMonth]:
    """Return the newest month of every school that handed one in, by its code."""
    return _all(versions_of(_NOTHING))


@lru_cache(maxsize=2)
def _all(versions: Versions) -> dict[str, CanteenMonth]:
    """Return the newest month of every school at these versions of the lake: one pass for all."""
    if "canteen_months" not in dict(versions):
        return {}
    with views(versions, _NOTHING) as con:
        return {row[0]: _month(row) for row in con.execute(_SQL).fetchall()}


def _month(row: tuple[Any, ...]) -> CanteenMonth:
    school, month, month_batch, eaten, came, meals, staff, aided, delivered, *amounts = row
    return CanteenMonth(
        school=str(school),
        month=str(month),
        meals=_whole(meals),
        staff_meals=_whole(staff),
        subsidised=_whole(aided),
        standard=_standard(str(month)),
        amounts=dict(zip(COLUMNS, map(_whole, amounts), strict=True)),
        delivered=None if delivered is None else _whole(delivered),
        batches=tuple(sorted({month_batch, *(eaten or ()), *(came or ())})),
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
    "canteen_months": "'' AS school_code, '' AS ym, 0::BIGINT AS batch_id",
    "meals": (
        "'' AS school_code, 0::BIGINT AS batch_id, DATE '2020-01-01' AS on_date, 0 AS pupils, 0 AS staff, 0 AS nip"
    ),
    "food_in": "'' AS school_code, 0::BIGINT AS batch_id, DATE '2020-01-01' AS on_date, 0 AS amount",
}
_SQL = f"""
WITH newest AS (SELECT * FROM canteen_months QUALIFY row_number() OVER (PARTITION BY school_code ORDER BY ym DESC) = 1),
eaten AS (
  SELECT school_code, strftime(on_date, '%Y-%m') AS ym, sum(pupils) AS pupils, sum(staff) AS staff, sum(nip) AS nip,
    list(DISTINCT batch_id) AS batches
  FROM meals GROUP BY school_code, ym
),
came AS (
  SELECT school_code, strftime(on_date, '%Y-%m') AS ym, sum(amount) AS amount, list(DISTINCT batch_id) AS batches
  FROM food_in GROUP BY school_code, ym
)
SELECT n.school_code, n.ym, n.batch_id, e.batches, c.batches, e.pupils, e.staff, e.nip, c.amount,
  {", ".join(f"n.{name}" for name in COLUMNS)}
FROM newest AS n LEFT JOIN eaten AS e USING (school_code, ym) LEFT JOIN came AS c USING (school_code, ym)
"""
