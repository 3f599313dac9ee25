"""A share with what is not known about it: numerator, denominator, and the interval that so few cases leave open.

No total, no rank, no score is made of shares. Source: product A8; the interval is Wilson's for 95 in a hundred
(E. B. Wilson, JASA 22, 1927): it needs no large numbers and stays between 0 and 1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054  # the normal quantile of 97.5 in a hundred


@dataclass(frozen=True)
class Share:
    """`part` of `whole` cases. Without a case nothing is known, and every figure is None: grey, never green."""

    part: int = 0
    whole: int = 0

    def __post_init__(self) -> None:
        """Refuse a part that is larger than its whole: a mistake in the program."""
        if not 0 <= self.part <= self.whole:
            raise ValueError(f"{self.part} of {self.whole} is no share")

    @property
    def value(self) -> float | None:
        """Return the share, 0 to 1, or None without a case."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the lower and upper end of the interval, or None without a case."""
        if not self.whole:
            return None
        share, spread = self.part / self.whole, _Z * _Z / self.whole
        middle = (share + spread / 2) / (1 + spread)
        half = _Z / (1 + spread) * sqrt(share * (1 - share) / self.whole + spread / (4 * self.whole))
        return max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half))  # at 0 and 1 up to a rounding


def band(shares: Iterable[Share], least: int) -> tuple[float, float] | None:
    """Return where the middle half of like units lies, or None when fewer than `least` of them have a case."""
    known = sorted(share.value for share in shares if share.value is not None)
    if len(known) < max(least, 1):
        return None
    return _quantile(known, 0.25), _quantile(known, 0.75)


def _quantile(known: list[float], at: float) -> float:
    place = at * (len(known) - 1)
    below = int(place)
    above = min(below + 1, len(known) - 1)
    return known[below] + (known[above] - known[below]) * (place - below)
