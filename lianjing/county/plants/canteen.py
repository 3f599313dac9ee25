"""What is planted for the questions about canteens."""

from lianjing.county.plants.canteen_accounts import (
    fees_not_turned_into_food,
    refunds_kept,
    staff_pay_less,
    subsidy_not_eaten,
)
from lianjing.county.plants.canteen_papers import one_accepts, papers_lacking, written_afterwards
from lianjing.county.plants.canteen_table import leaders_stay_away, more_eat_than_came, samples_lacking
from lianjing.county.plants.plot import Planter

CANTEEN: list[tuple[str, Planter]] = [
    ("M-ST-10", more_eat_than_came),
    ("M-ST-11", subsidy_not_eaten),
    ("M-ST-12", fees_not_turned_into_food),
    ("M-ST-13", staff_pay_less),
    ("M-ST-15", one_accepts),
    ("M-ST-16", written_afterwards),
    ("M-ST-17", papers_lacking),
    ("M-ST-19", leaders_stay_away),
    ("M-ST-20", samples_lacking),
    ("M-ST-21", refunds_kept),
]
