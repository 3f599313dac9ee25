"""Evidence rows become flags: one question per school, subject and period, with the rows that raised it."""

from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import EvidenceRow, Figures, Flag, SupervisionModel

_NEVER_NULL = ("school_code", "subject", "period", "observed", "threshold", "source", "row_id")
_FIGURES = ("observed", "threshold", "baseline", "peers", "amount")


def flags_of(model: SupervisionModel, found: pa.Table) -> list[Flag]:
    """Return the flags in `found` (columns of duck.RESULT), ordered by school, subject and period.

    Rows of one flag are ordered by table and number and stand once. Raises RuleBroken("model_output_wrong", model,
    fault) when a needed column is null, a table is not among those read, or rows of one flag disagree on a figure.
    """
    for name in _NEVER_NULL:
        if found[name].null_count:
            raise _wrong(model, f"{name} is null in {found[name].null_count} rows")
    questions: dict[tuple[str, str, str], tuple[tuple[Any, ...], set[tuple[str, int]]]] = {}
    columns = [found[name].to_pylist() for name in ("school_code", "subject", "period", *_FIGURES, "source", "row_id")]
    for school, subject, period, observed, threshold, baseline, *counts, source, row_id in zip(*columns, strict=True):
        figures = (_settled(observed), _settled(threshold), _settled(baseline), *counts)
        said, rows = questions.setdefault((school, subject, period), (figures, set()))
        if said != figures:
            raise _wrong(model, f"rows of one flag disagree: {_differing(said, figures)}")
        rows.add((source, row_id))
    strangers = sorted({source for _, rows in questions.values() for source, _ in rows} - {*model.reads})
    if strangers:
        raise _wrong(model, f"evidence from {', '.join(strangers)}, which it does not read")
    return [_flag(model, key, *questions[key]) for key in sorted(questions)]


def _flag(
    model: SupervisionModel, key: tuple[str, str, str], said: tuple[Any, ...], rows: Iterable[tuple[str, int]]
) -> Flag:
    figures = Figures(*said)
    evidence = tuple(EvidenceRow(table, number) for table, number in sorted(rows))
    return Flag(model.id, model.version, *key, figures, evidence)


def _settled(figure: float | None) -> Any:
    """Round to six places: the last bits of a mean depend on the order in which an engine adds."""
    return None if figure is None else round(figure, 6) + 0.0


def _differing(one: tuple[Any, ...], other: tuple[Any, ...]) -> str:
    return ", ".join(name for name, a, b in zip(_FIGURES, one, other, strict=True) if a != b)


def _wrong(model: SupervisionModel, fault: str) -> RuleBroken:
    return RuleBroken("model_output_wrong", model=model.id, fault=fault)
