"""What is wrong with a content file: where, what stands there, and what to write instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from lianjing.domain.refusals import RuleBroken


@dataclass(frozen=True, order=True)
class Problem:
    """One fault of one file. `instead` is text to write, ready to copy where it can be.

    code: bad_yaml, not_utf8, too_large, duplicate_key, alias, unknown_key, missing_key, wrong_type,
    not_allowed, wrong_value, unknown_code, looser, dropped, uncovered, unlabelled, idle_label.
    """

    file: str
    line: int
    where: str
    code: str
    got: str
    instead: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " + (f"{self.where}: " if self.where else "")
        return f"{place}{self.code}: {self.got}. {self.instead}"


def refusal(problems: Sequence[Problem]) -> RuleBroken:
    """Return RuleBroken("content_wrong", problems, count, first), the problems in the order of the files."""
    ordered = tuple(sorted(set(problems)))
    return RuleBroken("content_wrong", problems=ordered, count=len(ordered), first=str(ordered[0]))


def refuse(problems: Sequence[Problem]) -> None:
    """Raise the refusal when there is any problem."""
    if problems:
        raise refusal(problems)
