"""Every planter about public notices, steps and meetings, by the question it plants for."""

from lianjing.county.plants.plot import Planter
from lianjing.county.plants.process_notices import (
    notices_cut_short,
    notices_left_up,
    numbers_on_public_pages,
    results_nobody_was_told,
)
from lianjing.county.plants.process_steps import entered_late, in_one_hand, minutes_made_up

PROCESS: list[tuple[str, Planter]] = [
    ("M-GK-01", results_nobody_was_told),
    ("M-GK-02", notices_cut_short),
    ("M-GK-03", notices_left_up),
    ("M-GK-04", numbers_on_public_pages),
    ("M-GK-06", entered_late),
    ("M-GK-07", in_one_hand),
    ("M-GK-08", minutes_made_up),
]
