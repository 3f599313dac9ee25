"""What is planted for the questions about canteens."""

from lianjing.county.plants.canteen_accounts import (
    fees_not_turned_into_food,
    refunds_kept,
    staff_pay_less,
    subsidy_not_eaten,
)
from lianjing.county.plants.canteen_firms import firm_may_not_sell, no_sign_of_a_scale, one_firm_for_years
from lianjing.county.plants.canteen_papers import one_accepts, papers_lacking, written_afterwards
from lianjing.county.plants.canteen_prices import above_the_cap, packed_food, price_stands_out
from lianjing.county.plants.canteen_stock import food_for_no_day, odd_rations, stock_does_not_add_up
from lianjing.county.plants.canteen_table import leaders_stay_away, more_eat_than_came, samples_lacking
from lianjing.county.plants.canteen_ties import bidders_look_alike, tied_to_the_supplier
from lianjing.county.plants.canteen_vouchers import no_cost_of_meals
from lianjing.county.plants.plot import Planter

CANTEEN: list[tuple[str, Planter]] = [
    ("M-ST-01", price_stands_out),
    ("M-ST-02", above_the_cap),
    ("M-ST-03", one_firm_for_years),
    ("M-ST-04", bidders_look_alike),
    ("M-ST-05", tied_to_the_supplier),
    ("M-ST-06", odd_rations),
    ("M-ST-07", stock_does_not_add_up),
    ("M-ST-08", food_for_no_day),
    ("M-ST-09", no_sign_of_a_scale),
    ("M-ST-10", more_eat_than_came),
    ("M-ST-11", subsidy_not_eaten),
    ("M-ST-12", fees_not_turned_into_food),
    ("M-ST-13", staff_pay_less),
    ("M-ST-14", no_cost_of_meals),
    ("M-ST-15", one_accepts),
    ("M-ST-16", written_afterwards),
    ("M-ST-17", papers_lacking),
    ("M-ST-18", firm_may_not_sell),
    ("M-ST-19", leaders_stay_away),
    ("M-ST-20", samples_lacking),
    ("M-ST-21", refunds_kept),
    ("M-ST-22", packed_food),
]
