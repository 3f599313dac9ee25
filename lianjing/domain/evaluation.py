"""How well questions are asked, measured on planted truth: precision, recall, look-alikes flagged, with intervals.

Source: screening 5; Wilson's score interval for a share (Wilson 1927, JASA 22).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from lianjing.domain.refusals import RuleBroken
from lianjing.domain.supervision_models import Flag

VERDICTS = ("irregular", "innocent", "beside")
_Z = 1.959964  # 95 %


@dataclass(frozen=True)
class Truth:
    """One row of a truth file. period None: any period. margin: distance from the threshold as a share, or None."""

    model: str
    verdict: str
    school_code: str
    subject: str
    period: str | None = None
    margin: float | None = None


@dataclass(frozen=True)
class Share:
    """`part` of `whole`, with Wilson's interval of 95 %. Of nothing there is no share: None."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Return the share, 0 to 1."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the lower and upper end of the interval."""
        if not self.whole:
            return None
        n, share, z = self.whole, self.part / self.whole, _Z
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Detection:
    """How one question fared. strengths: (strength, whether it was right) of each flag that counts, strongest first."""

    model: str
    precision: Share
    recall: Share
    lookalikes: Share
    near: int
    planted: int
    strengths: tuple[tuple[float, bool], ...]


@dataclass(frozen=True)
class Evaluation:
    """Every question that truth speaks of, and the macro averages over those that have a share."""

    models: tuple[Detection, ...]

    @property
    def precision(self) -> float | None:
        """Return the mean of the questions' precisions."""
        return _mean([one.precision.value for one in self.models])

    @property
    def recall(self) -> float | None:
        """Return the mean of the questions' recalls."""
        return _mean([one.recall.value for one in self.models])

    @property
    def lookalikes_flagged(self) -> float | None:
        """Return the share of all planted look-alikes that were flagged."""
        part, whole = sum(one.lookalikes.part for one in self.models), sum(one.lookalikes.whole for one in self.models)
        return part / whole if whole else None


def evaluate(flags: Sequence[Flag], truth: Iterable[Truth], nearness: float = 0.15) -> Evaluation:
    """Compare flags with what was planted. Each planted row is found once; flags `beside` count neither way.

    nearness: a planted row lies near the threshold when its margin is within this share of it. A flag that truth does
    not speak of is wrong. Raises RuleBroken("truth_verdict_unknown", verdict).
    """
    by_model: dict[str, list[Truth]] = {}
    for row in truth:
        if row.verdict not in VERDICTS:
            raise RuleBroken("truth_verdict_unknown", verdict=row.verdict)
        by_model.setdefault(row.model, []).append(row)
    raised: dict[str, list[Flag]] = {}
    for flag in flags:
        raised.setdefault(flag.model, []).append(flag)
    spoken = [model for model, rows in by_model.items() if {row.verdict for row in rows} != {"beside"}]
    return Evaluation(tuple(_one(model, by_model[model], raised.get(model, []), nearness) for model in sorted(spoken)))


def _one(model: str, rows: Sequence[Truth], flags: Sequence[Flag], nearness: float) -> Detection:
    book = _Book(rows)
    said = [(flag, book.verdict(flag)) for flag in flags]
    counted = [(flag, verdict) for flag, verdict in said if verdict != "beside"]
    right = sum(verdict == "irregular" for _, verdict in counted)
    found = {verdict: sum(book.hit(row, flags) for row in rows if row.verdict == verdict) for verdict in VERDICTS}
    planted = Counter(row.verdict for row in rows)
    measured = [row.margin for row in rows if row.verdict != "beside" and row.margin is not None]
    return Detection(
        model,
        precision=Share(right, len(counted)),
        recall=Share(found["irregular"], planted["irregular"]),
        lookalikes=Share(found["innocent"], planted["innocent"]),
        near=sum(abs(margin) <= nearness for margin in measured),
        planted=planted["irregular"] + planted["innocent"],
        strengths=tuple(
            sorted(((flag.figures.strength, verdict == "irregular") for flag, verdict in counted), reverse=True)
        ),
    )


class _Book:
    """The truth of one question, by school and subject."""

    def __init__(self, rows: Sequence[Truth]) -> None:
        self._rows: dict[tuple[str, str], list[Truth]] = {}
        for row in rows:
            self._rows.setdefault((row.school_code, row.subject), []).append(row)

    def verdict(self, flag: Flag) -> str:
        """Return what truth says of a flag; a row that names the period speaks before one that names none."""
        rows = [row for row in self._rows.get((flag.school_code, flag.subject), ()) if _same(row, flag)]
        rows.sort(key=lambda row: (row.period is None, VERDICTS.index(row.verdict)))
        return rows[0].verdict if rows else "none"

    @staticmethod
    def hit(row: Truth, flags: Sequence[Flag]) -> bool:
        """Return whether any flag is about the row."""
        return any(
            flag.school_code == row.school_code and flag.subject == row.subject and _same(row, flag) for flag in flags
        )


def _same(row: Truth, flag: Flag) -> bool:
    return row.period is None or row.period == flag.period


def _mean(shares: Sequence[float | None]) -> float | None:
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if known else None


def read_truth(content: Mapping[str, object]) -> tuple[str, list[Truth]]:
    """Return (the day to ask on, rows) of a truth file's content.

    Raises RuleBroken("truth_file_wrong", at, fault) naming the first row that is not as documented.
    """
    rows = content.get("rows")
    if content.get("format") != "lianjing.county/1/screening" or not isinstance(rows, list):
        raise RuleBroken("truth_file_wrong", at="format", fault="not lianjing.county/1/screening with a list `rows`")
    return str(content.get("as_of", "")), [_row(number, row) for number, row in enumerate(rows, start=1)]


def _row(number: int, row: object) -> Truth:
    if not isinstance(row, Mapping):
        raise RuleBroken("truth_file_wrong", at=f"rows[{number}]", fault="not an object")
    for name in ("model", "verdict", "school_code", "subject"):
        if not isinstance(row.get(name), str):
            raise RuleBroken("truth_file_wrong", at=f"rows[{number}].{name}", fault="no text")
    period, margin = row.get("period"), row.get("margin")
    if not (period is None or isinstance(period, str)) or not (margin is None or isinstance(margin, int | float)):
        raise RuleBroken(
            "truth_file_wrong", at=f"rows[{number}]", fault="period is text or null, margin a number or null"
        )
    return Truth(row["model"], row["verdict"], row["school_code"], row["subject"], period, margin)
