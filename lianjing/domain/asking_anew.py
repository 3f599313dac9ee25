"""Whether a question that was answered and closed is put once more. Asked once is not asked once for ever.

Source: screening 7 (a lead that fires again is the same lead), design decision 2.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from lianjing.domain.supervision_models import Figures


@dataclass(frozen=True)
class Settled:
    """A question as it was answered. corrected: its rows were put right, so that nothing was left of it.

    amount, beyond: the money at risk, and how far the value lay beyond the threshold; None where it is not known.
    """

    on: date
    corrected: bool
    amount: int | None
    beyond: float | None


def asks_anew(settled: Settled, now: Figures, on: date, times: float, days: int) -> bool:
    """Return whether what stands now is another matter than what was answered, if rows came since.

    It is where rows were put right and have it again; where it has grown to `times` what the answer was about, in
    money or, of no money, beyond the threshold; or `days` after the answer, which was about that year.
    """
    if settled.corrected or on >= settled.on + timedelta(days=days):
        return True
    if settled.amount and now.amount is not None:
        return now.amount >= times * settled.amount
    return bool(settled.beyond) and abs(now.observed - now.threshold) >= times * abs(settled.beyond or 0)


def follow_up(key: str) -> str:
    """Return the key under which a closed question is put once more."""
    return hashlib.sha256(f"{key}\0again".encode()).hexdigest()
