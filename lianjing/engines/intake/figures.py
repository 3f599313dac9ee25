"""Figures as people write them: whole numbers, decimals, shares, money and weights, each with the unit it stands in.

Everything is reckoned in Decimal and refused when it would have to be rounded; the one exception is a price of a
kilogram, which is often a quotient and is rounded to the fen.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any

from lianjing.domain.money_text import fen_in
from lianjing.domain.refusals import RuleBroken
from lianjing.engines.intake import units_of_measure
from lianjing.engines.intake.formats import Column
from lianjing.engines.intake.plain import empty, figures_of, key, text_of
from lianjing.engines.intake.refused import CellRefused
from lianjing.engines.intake.units_of_measure import GRAMS, KILOGRAM, YUAN

Reader = Callable[[Any], Any]
_NOISE = Decimal("1e-6")  # what binary fractions leave behind in a spreadsheet: 1234.5000000001 is 1234.5
_BARE = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d{1,20})?|\.\d{1,20}", re.ASCII)
_ORDINAL = re.compile("^(?:\u5e76\u5217)?\u7b2c?")  # a place may be shared, "the 3rd"
_LATE_MINUS = re.compile(r"\xa5\s*-")  # as a spreadsheet's own currency format puts it into a text file
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u2014": "-", "\uff0d": "-", "\u2010": "-", "\u2011": "-"})
_WEIGHED = re.compile(
    rf"(.*?)\s*({'|'.join(sorted((re.escape(unit) for unit in GRAMS), key=len, reverse=True))})", re.IGNORECASE
)
_PRICED = re.compile(rf"(.*?)\s*{YUAN}?\s*[/\u6bcf]\s*([^\d\s/]+)")


def integer(column: Column) -> Reader:
    """Return a reader of whole numbers between the column's limits; the column's own unit may stand behind them."""

    def read(cell: Any) -> int:
        figure = _bare(_ORDINAL.sub("", _without_unit(figures_of(cell), column)))
        if figure is None or figure != figure.to_integral_value() or "." in figures_of(cell).removesuffix(".0"):
            raise CellRefused("integer_unreadable")
        return int(_within(figure, column))

    return read


def decimal(column: Column, header: str) -> Reader:
    """Return a reader of figures with a point, as float; of shares (column.share) between 0 and 1."""
    if column.share:
        return _share("%" in header or "\uff05" in header)

    def read(cell: Any) -> float:
        figure = _bare(_without_unit(figures_of(cell), column))
        if figure is None:
            raise CellRefused("decimal_unreadable")
        return float(_within(figure, column))

    return read


def _share(in_percent: bool) -> Reader:
    """Return a reader that tells 30%, 30 and 0.3 apart only where nothing else can be meant; else share_unclear."""

    def read(cell: Any) -> float:
        text = figures_of(cell)
        marked = text.endswith("%")
        figure = _bare(text.removesuffix("%").strip())
        if figure is None or figure < 0:
            raise CellRefused("share_unreadable")
        if marked or figure > 1 or (figure == 1 and in_percent and not isinstance(cell, float)):
            figure /= 100
        elif figure == 1 or (figure > 0 and in_percent):
            raise CellRefused("share_unclear")
        if figure > 1:
            raise CellRefused("share_unreadable")
        return float(figure)

    return read


def money(column: Column, header: str, above: str = "") -> Reader:
    """Return a reader of amounts, in fen; of prices of a kilogram (column.per), in fen and rounded to it.

    A unit in the cell goes before one in the header, that before one in a line above the table; a bare figure without
    any is yuan.
    """
    unit = units_of_measure.money(header, above)
    weight = units_of_measure.weight_of_price(header, above) if column.per else KILOGRAM

    @lru_cache(maxsize=32768)
    def of_text(text: str) -> int:
        grams = weight
        if column.per and (found := _PRICED.fullmatch(text)):
            grams, text = GRAMS.get(key(found[2])), found[1] + YUAN
        figure = _bare(text)
        if column.per and figure is None and (said := _bare(text.removesuffix(YUAN).removeprefix("\xa5").strip())):
            return _per_kilogram(said * 100, grams, column)
        if figure is None:
            fen = Decimal(_spelled(text))
        elif unit is None:
            raise CellRefused("money_unit_unknown")
        else:
            fen = figure * unit * 100
        if column.per:
            return _per_kilogram(fen, grams, column)
        _within(fen / 100, column)
        if (whole := _whole(fen, 100)) is None:
            raise CellRefused("money_too_fine")
        return whole

    return lambda cell: of_text(_signed(cell, "money_unreadable"))


def _per_kilogram(fen: Decimal, grams: Decimal | None, column: Column) -> int:
    """Return the fen of a kilogram, rounded to the fen: a price is often a quotient."""
    if grams is None:
        raise CellRefused("weight_unit_unknown")
    price = fen * 1000 / grams
    _within(price / 100, column)
    return int(price.quantize(Decimal(1), ROUND_HALF_UP))


def weight(column: Column, header: str, above: str = "") -> Reader:
    """Return a reader of weights, in grams. A unit in the cell goes before one in the header; a bare figure is kg."""
    grams = units_of_measure.weight(header, above)

    @lru_cache(maxsize=32768)
    def of_text(text: str) -> int:
        factor = grams
        if found := _WEIGHED.fullmatch(text):
            text, factor = found[1], GRAMS[key(found[2])]
        figure = _bare(text.strip())
        if figure is None:
            raise CellRefused("weight_unreadable")
        if factor is None:
            raise CellRefused("weight_unit_unknown")
        _within(figure * factor / 1000, column)
        if (whole := _whole(figure * factor, 1000)) is None:
            raise CellRefused("weight_too_fine")
        return whole

    return lambda cell: of_text(_signed(cell, "weight_unreadable"))


def with_unit(cell: Any, unit: Any, column: Column) -> Any:
    """Return a bare weight or price with the unit that its row gives; a cell that names its own stays as it is."""
    if isinstance(cell, bool) or not isinstance(cell, str | int | float) or empty(unit):
        return cell
    text = figures_of(cell)
    if _bare(text) is None:
        return cell
    said = units_of_measure.once(text_of(unit))
    return f"{text}{YUAN}/{said}" if column.per else f"{text}{said}"


def names_unit(column: Column, header: str, above: str) -> bool:
    """Return whether a header, or a line above the table, says what the bare weights or prices below it are in."""
    unit_of = units_of_measure.weight_of_price if column.per else units_of_measure.weight
    return unit_of(header, above, Decimal(0)) != 0


def counted(cell: Any, packing: Any) -> bool:
    """Return whether a bare figure stands beside words about packs, which it then counts."""
    bare = not isinstance(cell, bool) and isinstance(cell, str | int | float) and _bare(figures_of(cell)) is not None
    return bare and not empty(packing) and units_of_measure.is_pack(text_of(packing))


def _signed(cell: Any, code: str) -> str:
    """Return the cell as text with plain signs; a number of a spreadsheet as it was typed."""
    if isinstance(cell, bool):
        raise CellRefused(code)
    return _LATE_MINUS.sub("-\xa5", figures_of(cell).translate(_MINUS))


def _bare(text: str) -> Decimal | None:
    """Return the figure when nothing but a figure stands there, brackets meaning minus; else None."""
    text = text.translate(_MINUS)
    if text.startswith("(") and text.endswith(")"):
        inside = _bare(text[1:-1].strip())
        return -inside if inside is not None and inside >= 0 else None
    return Decimal(text.replace(",", "")) if _BARE.fullmatch(text) else None


def _without_unit(text: str, column: Column) -> str:
    for unit in column.unit.values():
        if unit and text.endswith(unit):
            return text.removesuffix(unit).strip()
    return text


def _spelled(text: str) -> int:
    """Return the fen of an amount with words or signs. Raises CellRefused: money_unreadable, money_too_fine."""
    try:
        return fen_in(text)
    except RuleBroken as refused:
        raise CellRefused("money_too_fine" if refused.code == "money_too_fine" else "money_unreadable") from refused


def _whole(small: Decimal, parts: int) -> int | None:
    """Return a whole number of smallest parts, or None: what a binary fraction left behind goes, nothing else does."""
    whole = small.to_integral_value(ROUND_HALF_UP)
    return int(whole) if abs(small - whole) < _NOISE * parts else None


def _within(figure: Decimal, column: Column) -> Decimal:
    if not column.least <= figure <= column.top:
        raise CellRefused("figure_out_of_range", lowest=column.least, highest=column.top)
    return figure
