"""The dated figures of a model: what its placeholders stand for on a day, and the table of them through time."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa

from lianjing.domain.parameters import Parameter, Parameters
from lianjing.domain.supervision_models import SupervisionModel

FOREVER = date(9999, 12, 31)
SCHEMA = pa.schema(
    [("name", pa.string()), ("first_on", pa.date32()), ("last_on", pa.date32()), ("value", pa.float64())]
)
# What stands in quotes or is a remark binds nothing; the profile of the SQL knows no other quotes.
_BOUND = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/|\$(\w+)""", re.DOTALL)


@dataclass(frozen=True)
class Bound:
    """A model's figures for one run.

    today: placeholder → value in force on the run's day. placeholders: those that the SQL uses. through_time:
    (local name, first day, last day, figure or None where it is not known), for the view `parameters`.
    """

    today: dict[str, int | float]
    placeholders: frozenset[str]
    through_time: tuple[tuple[str, date, date, float | None], ...]


def bind(model: SupervisionModel, parameters: Parameters, on: date) -> Bound:
    """Return the figures of `model` on the day `on`.

    Only a figure that the SQL binds by `$name` must be known today: RuleBroken parameter_missing,
    parameter_not_in_force, parameter_unknown_value otherwise. Others may be unknown in some years: null there.
    """
    used = placeholders(model.sql)
    today = {local: _number(parameters[name].on(on)) for local, name in model.parameters.items() if local in used}
    spans = tuple(span for local, name in model.parameters.items() for span in _spans(local, parameters[name]))
    return Bound(today, used, spans)


def unknown_days(model: SupervisionModel, parameters: Parameters, on: date) -> list[tuple[str, date, date]]:
    """Return (name of the figure, first day, last day) of each stretch until `on` of which a figure is not known.

    Only of figures that rows find by their own day, in the view `parameters`: without a figure of today nothing is
    asked at all.
    """
    used, found = placeholders(model.sql), []
    for local, name in model.parameters.items() if model.judged_on else ():
        spans = [] if local in used else _spans(local, parameters[name])
        begun = min((first for _, first, _, _ in spans), default=model.first)
        before = [(model.first, begun - timedelta(days=1))] if begun > model.first else []
        unknown = [(first, last) for _, first, last, figure in spans if figure is None]
        found += [(name, max(first, model.first), min(last, on)) for first, last in before + unknown if first <= on]
    return found


def placeholders(sql: str) -> frozenset[str]:
    """Return the names that a model's text binds by `$name`."""
    return frozenset(found[1] for found in _BOUND.finditer(sql) if found[1])


def parameters_table(bound: Bound) -> pa.Table:
    """Return the figures through time as the view `parameters` shows them."""
    rows = [dict(zip(SCHEMA.names, span, strict=True)) for span in bound.through_time]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _spans(local: str, parameter: Parameter) -> list[tuple[str, date, date, float | None]]:
    days = sorted(parameter.values)
    ends = [day - timedelta(days=1) for day in days[1:]] + [FOREVER]
    figures = [parameter.values[day] for day in days]
    return [
        (local, day, end, None if figure is None else float(figure))
        for day, end, figure in zip(days, ends, figures, strict=True)
    ]


def _number(figure: Decimal) -> int | float:
    return int(figure) if figure == figure.to_integral_value() else float(figure)
