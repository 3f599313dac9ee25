"""What is planted for questions that were added to their areas later; none of it moves a payment or a stock.

Last, so that each planter before it keeps the schools that it had.
"""

from lianjing.county.plants.canteen_clauses import forbidden_food, past_its_day, subsidy_paid_wages, the_same_two_accept
from lianjing.county.plants.finance_places import fees_of_another_stage, meals_out, shops_without_a_lease
from lianjing.county.plants.plot import Planter
from lianjing.county.plants.process_steps import made_up_in_a_day
from lianjing.county.plants.staff_panels import heads_on_the_panel

CLAUSES: list[tuple[str, Planter]] = [
    ("M-ST-24", subsidy_paid_wages),
    ("M-ST-25", the_same_two_accept),
    ("M-ST-26", forbidden_food),
    ("M-RS-15", heads_on_the_panel),
    ("M-GK-10", made_up_in_a_day),
    ("M-CW-19", meals_out),
    ("M-CW-27", shops_without_a_lease),
    ("M-CW-28", fees_of_another_stage),
    ("M-ST-27", past_its_day),
]
