"""What is planted for the questions about budgets, fees, assets, works, people and patterns of payments."""

from lianjing.county.plants.finance_assets import gone_without_an_order
from lianjing.county.plants.finance_fees import collected_and_kept, fees_off_the_list, sums_that_do_not_follow
from lianjing.county.plants.plot import Planter

FINANCE: list[tuple[str, Planter]] = [
    ("M-CW-12", fees_off_the_list),
    ("M-CW-13", sums_that_do_not_follow),
    ("M-CW-14", collected_and_kept),
    ("M-CW-21", gone_without_an_order),
]
