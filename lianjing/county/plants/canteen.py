"""What is planted for the questions about canteens."""

from lianjing.county.plants.canteen_accounts import (
    fees_not_turned_into_food,
    refunds_kept,
    staff_pay_less,
    subsidy_not_eaten,
)
from lianjing.county.plants.plot import Planter

CANTEEN: list[tuple[str, Planter]] = [
    ("M-ST-11", subsidy_not_eaten),
    ("M-ST-12", fees_not_turned_into_food),
    ("M-ST-13", staff_pay_less),
    ("M-ST-21", refunds_kept),
]
