"""What a course of events may do otherwise than its chart: kinds, and one finding.

Source: the charts' own rules (product C8): each deviation is named, with its step, its article and its rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Deviation(StrEnum):
    """The kinds of deviation."""

    SKIPPED = "skipped"  # a step that had to be taken was not
    EARLY = "early"  # a step was taken before its turn
    EXTRA = "extra"  # something was done that the chart does not know here
    TWICE = "twice"  # a step was taken again without reason to
    WRONG_BRANCH = "wrong_branch"  # the way taken is meant for other amounts
    WRONG_POST = "wrong_post"  # a post took the step that may not
    WRONG_LEVEL = "wrong_level"  # the amount asks for a higher level
    SAME_PERSON = "same_person"  # one person took two steps that are kept apart
    TOO_FEW = "too_few"  # fewer people than the step asks for
    NO_PAPER = "no_paper"  # a paper that the step gives is missing
    LATE = "late"  # after its limit
    TOO_FAST = "too_fast"  # before its waiting time was over
    NOTICE_SHORT = "notice_short"  # the notice came down before its days were over


FLOW_KINDS = frozenset({Deviation.SKIPPED, Deviation.EARLY, Deviation.EXTRA, Deviation.TWICE})
# told by what stands beside an event in its matter: gone once a step that was taken before is written down as well
BESIDE = FLOW_KINDS | {Deviation.LATE, Deviation.TOO_FAST}


@dataclass(frozen=True)
class Finding:
    """One deviation of one case: its kind, its step, where (places of events in the case, from 0), and its facts."""

    kind: Deviation
    step: str
    at: tuple[int, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
