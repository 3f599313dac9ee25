"""The light of one unit: grey, red, yellow or green, always with its reasons, whose they are and the way back.

A light is made of daily work and of what is public alone: charts lit by what happened, and what should have been made
public. No question that is still open, no letter and no person can reach it: there is no argument for one.
No data is grey and never green; red needs a passed window in which the unit could answer. There is no number and no
order of better and worse. Source: product A3, A4, A5; design decisions 8 and 10.
"""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a light shows, in the order in which it is looked at: what is not known comes first."""

    GREY = "grey"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"


@dataclass(frozen=True)
class Reason:
    """Why a light is not green. what: a code of `ui/wording/lights.py`; about: a power; late: past the days given to
    answer it.
    """

    what: str
    about: str
    late: bool = False


def light_of(cases: int, reasons: tuple[Reason, ...]) -> Tone:
    """Return the tone. cases: how many cases of the half year are known of the unit; without any it is grey."""
    if any(reason.late for reason in reasons):
        return Tone.RED
    if reasons:
        return Tone.YELLOW
    return Tone.GREEN if cases else Tone.GREY


def first_looked_at(tone: Tone) -> int:
    """Return the place of a tone in a list: grey first, for nobody knows what is behind it."""
    return list(Tone).index(tone)
