"""Every planter about staff, by the question it plants for."""

from lianjing.county.plants.plot import Planter
from lianjing.county.plants.staff_hiring import interviews_that_turn_round, posts_for_one_person, relatives_on_the_panel
from lianjing.county.plants.staff_work import paid_and_not_at_work

STAFF: list[tuple[str, Planter]] = [
    ("M-RS-01", posts_for_one_person),
    ("M-RS-02", relatives_on_the_panel),
    ("M-RS-03", interviews_that_turn_round),
    ("M-RS-04", paid_and_not_at_work),
]
