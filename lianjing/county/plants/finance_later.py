"""What is planted for the questions about budgets, fees, assets, works, people and patterns of payments.

What counts a school's sums of a year comes last, so that nothing planted afterwards moves them.
"""

from lianjing.county.plants.finance_assets import gone_without_an_order, rent_off_the_books
from lianjing.county.plants.finance_budget import balances_nobody_clears, beyond_the_budget
from lianjing.county.plants.finance_contracts import paid_beyond_the_contract
from lianjing.county.plants.finance_crowds import many_small_payments, sums_below_a_limit
from lianjing.county.plants.finance_days_off import booked_on_days_off
from lianjing.county.plants.finance_digits import digits_that_were_made_up
from lianjing.county.plants.finance_fees import collected_and_kept, fees_off_the_list, sums_that_do_not_follow
from lianjing.county.plants.finance_people import allowances_under_another_name, nobody_stood_aside
from lianjing.county.plants.finance_works import works_cut_into_several, works_that_grew
from lianjing.county.plants.finance_year_end import spent_in_a_hurry
from lianjing.county.plants.plot import Planter

FINANCE: list[tuple[str, Planter]] = [
    ("M-CW-12", fees_off_the_list),
    ("M-CW-13", sums_that_do_not_follow),
    ("M-CW-14", collected_and_kept),
    ("M-CW-21", gone_without_an_order),
    ("M-CW-10", beyond_the_budget),
    ("M-CW-15", rent_off_the_books),
    ("M-CW-16", paid_beyond_the_contract),
    ("M-CW-18", works_cut_into_several),
    ("M-CW-17", works_that_grew),
    ("M-CW-20", allowances_under_another_name),
    ("M-CW-22", nobody_stood_aside),
    ("M-CW-26", sums_below_a_limit),
    ("M-CW-23", many_small_payments),
    ("M-CW-25", booked_on_days_off),
    ("M-CW-11", balances_nobody_clears),
    ("M-CW-09", spent_in_a_hurry),
    ("M-CW-24", digits_that_were_made_up),
]
