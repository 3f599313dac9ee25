"""How well the models find what somebody planted in a directory: DIR/tables beside DIR/screening_truth.json."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from lianjing.domain.evaluation import Detection, Evaluation, Share, Truth, evaluate, read_truth
from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import SupervisionModel
from lianjing.engines.intake import formats
from lianjing.engines.sealing.columns import ColumnKeys
from lianjing.jobs import folder_screening
from lianjing.jobs.ledger_folder import Told
from lianjing.ui.detection import curves

TRUTH = "screening_truth.json"


def run(folder: Path, on: date | None, told: Told | None, picture: Path | None) -> dict[str, Any]:
    """Screen DIR as on `on`, or on the truth file's own day, and compare; draw the curves into `picture` if asked.

    Raises RuleBroken: truth_missing, truth_file_wrong, truth_verdict_unknown, tables_missing and what screening raises.
    """
    as_of, truth = read_truth(_content(folder / TRUTH))
    day = on or _day(as_of)
    screened = folder_screening.run(folder, settings.COLUMN_KEYS, day, told, experimental=True)
    known = {model.id: model for model in screened.models}
    rows = [keyed(row, known[row.model], settings.COLUMN_KEYS) for row in truth if row.model in known]
    found = evaluate(screened.outcome.flags, rows)
    if picture is not None:
        picture.write_text(curves(found, f"Detection on {folder.name}, {day}"), encoding="utf-8")
    unknown = sorted({row.model for row in truth} - {*known})
    return {**figures(found), "truth_of_unknown_models": unknown, "screening": screened.figures()}


def keyed(row: Truth, model: SupervisionModel, keys: ColumnKeys) -> Truth:
    """Return the row with its subject as flags name it.

    A truth file names pupils and accounts as its tables do; where a model asks about such a number, flags have its key.
    """
    table, column = next(iter(model.reads)), model.subject_column.removesuffix("_key")
    kinds = {name: kind for name, _, kind in formats.lake_columns(formats.load(table))}
    kind = kinds.get(column)
    return row if kind is None else replace(row, subject=str(keys.number_key(kind, row.subject)))


def figures(found: Evaluation) -> dict[str, Any]:
    """Return the evaluation as plain values: overall, and per model with its intervals."""
    return {
        "precision": _round(found.precision),
        "recall": _round(found.recall),
        "lookalikes_flagged": _round(found.lookalikes_flagged),
        "models": {one.model: _of(one) for one in found.models},
    }


def _of(one: Detection) -> dict[str, Any]:
    shares = {"precision": one.precision, "recall": one.recall, "lookalikes_flagged": one.lookalikes}
    return {
        **{name: _round(share.value) for name, share in shares.items()},
        **{f"{name}_interval": _ends(share) for name, share in shares.items()},
        "flags": one.precision.whole,
        "irregular": one.recall.whole,
        "lookalikes": one.lookalikes.whole,
        "near_threshold": one.near,
    }


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RuleBroken("truth_missing", file=path.name) from None
    except (ValueError, RecursionError):
        raise RuleBroken("truth_file_wrong", at=path.name, fault="not JSON in UTF-8") from None
    if not isinstance(content, dict):
        raise RuleBroken("truth_file_wrong", at=path.name, fault="not a JSON object")
    return content


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RuleBroken("truth_file_wrong", at="as_of", fault="not a day such as 2026-08-31") from None


def _round(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


def _ends(share: Share) -> list[float] | None:
    return [round(end, 4) for end in share.interval] if share.interval else None
