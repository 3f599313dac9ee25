"""The number by which an asker, and nobody else, finds a question again: fifteen random figures and one check figure.

The check figure is Damm's (a quasigroup of order ten): every single wrong figure and every swap of neighbours is found.
Source: H. M. Damm, Total anti-symmetrische Quasigruppen, Marburg 2004.
"""

from collections.abc import Iterable

LENGTH = 16
_TABLE = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def numbered(random_figures: str) -> str:
    """Return the number of sixteen figures made of fifteen random ones. Raises ValueError for anything else."""
    if len(random_figures) != LENGTH - 1 or not (random_figures.isascii() and random_figures.isdecimal()):
        raise ValueError("fifteen figures, please")
    return random_figures + str(_check(random_figures))


def read_number(typed: str) -> str | None:
    """Return the number somebody typed, without blanks and strokes; None when it cannot be one."""
    figures = "".join(sign for sign in typed if not sign.isspace() and sign not in "-\u2013\u2014")
    if len(figures) != LENGTH or not (figures.isascii() and figures.isdecimal()):
        return None
    return figures if _check(figures) == 0 else None


def shown(number: str) -> str:
    """Return a number in groups of four, as it is written down."""
    return " ".join(number[place : place + 4] for place in range(0, LENGTH, 4))


def _check(figures: Iterable[str]) -> int:
    held = 0
    for figure in figures:
        held = int(_TABLE[held][int(figure)])
    return held
