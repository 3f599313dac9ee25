"""How a model's answer is shown to whoever writes a truth file: subjects by their columns, periods by their form."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import groupby

import traced
from sqlglot import exp

from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.content import read_library, read_power_files
from lianjing.engines.content.models import read_models
from lianjing.engines.intake import formats
from lianjing.engines.screening.calendar import SCHEMA
from lianjing.engines.screening.profile import parse
from lianjing.engines.screening.sources import LINKS, OWN

# What a column's type, or one of the calendar's, looks like as a period.
_OF_TYPE = {"term": "term", "school_year": "school_year", "month": "month", "ten_days": "ten_days", "date": "day"}
_OF_CALENDAR = {"term": "term", "school_year": "school_year", "month": "month", "xun": "ten_days", "year": "year"}
_CUT = {4: "year", 7: "month"}  # how much of a day or a month is kept


@cache
def models() -> Mapping[str, SupervisionModel]:
    """Return every model of the catalogue by id."""
    return read_models(read_library(), [item.id for item in read_power_files()[0]])


def lines(model: SupervisionModel, words: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (subject, period) for each way in which a model's answer names them, in words."""
    for subject, period in ways(model):
        kind, which = form(period)
        said = _named(period, model) if kind == "column" else words[kind]
        yield _named(subject, model), f"{words[which]} {said}" if which else said


def ways(model: SupervisionModel) -> list[tuple[exp.Expr, exp.Expr]]:
    """Return each way in which the model's SQL fills subject and period, over columns of tables."""
    tables = {table: {*columns, *OWN} for table, columns in model.reads.items()}
    tables |= {"calendar": set(SCHEMA.names), "links": set(LINKS)}
    return [(way["subject"], way["period"]) for way in traced.ways(parse(model.sql), ["subject", "period"], tables)]


def form(period: exp.Expr) -> tuple[str, str]:
    """Return what a period looks like, and `first` or `last` where it is the smallest or largest of several.

    The forms: empty, year, school_year, term, month, ten_days, day; column for another column's own value.
    """
    which = next((word for kind, word in ((exp.Min, "first"), (exp.Max, "last")) if period.find(kind)), "")
    if isinstance(period, exp.Literal):
        return ("empty", "") if period.name == "" else ("column", which)
    if isinstance(period, exp.Substring):
        return _CUT[int(period.args["length"].name)], which
    column = next(period.find_all(exp.Column))
    if column.table == "calendar":
        return _OF_CALENDAR[column.name], which
    known = formats.load(column.table).column(column.name)
    return ("year" if column.name == "year" else _OF_TYPE.get(known.type, "column")), which


def _named(node: exp.Expr, model: SupervisionModel) -> str:
    """Return the columns of an expression by their headers, with whatever is written between them or cut off."""
    if isinstance(node, exp.DPipe):
        said = []
        for written, parts in groupby(node.flatten(), lambda part: isinstance(part, exp.Literal)):
            words = [part.name if written else _named(part, model) for part in parts]
            said += [f"`{''.join(words)}`"] if written else words
        return " + ".join(said)
    column = next(node.find_all(exp.Column))
    name = column.name.removesuffix("_key")
    known = formats.load(column.table).column(name)
    said = f"{known.zh} {known.en} `{name}`"
    if isinstance(node, exp.Substring):
        return f"{said} [{node.args['start'].name}:{_figure(node.args['length'], model)}]"
    return said


def _figure(node: exp.Expr, model: SupervisionModel) -> str:
    """Return a figure as it is written, or the newest value of the dated figure that stands for it."""
    if not isinstance(node, exp.Placeholder):
        return node.name
    values = read_library().parameters[model.parameters[str(node.this)]].values
    return f"{values[max(values)]}"
