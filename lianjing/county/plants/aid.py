"""What is planted for the questions about student aid."""

from lianjing.county.plants.aid_lists import aided_off_the_list, listed_and_not_aided
from lianjing.county.plants.aid_twice import drawn_twice, paid_after_leaving
from lianjing.county.plants.plot import Planter

AID: list[tuple[str, Planter]] = [
    ("M-ZZ-01", listed_and_not_aided),
    ("M-ZZ-02", aided_off_the_list),
    ("M-ZZ-03", drawn_twice),
    ("M-ZZ-04", paid_after_leaving),
]
