"""What is planted for the questions about student aid."""

from lianjing.county.plants.aid_accounts import one_account_for_many, somebody_of_the_staff
from lianjing.county.plants.aid_lists import aided_off_the_list, listed_and_not_aided
from lianjing.county.plants.aid_notices import notices_lacking, shown_to_everybody
from lianjing.county.plants.aid_review import kin_of_the_staff, shared_out_evenly
from lianjing.county.plants.aid_sums import other_than_the_standard, waiting_too_long
from lianjing.county.plants.aid_twice import drawn_twice, paid_after_leaving
from lianjing.county.plants.plot import Planter

AID: list[tuple[str, Planter]] = [
    ("M-ZZ-01", listed_and_not_aided),
    ("M-ZZ-02", aided_off_the_list),
    ("M-ZZ-03", drawn_twice),
    ("M-ZZ-04", paid_after_leaving),
    ("M-ZZ-05", one_account_for_many),
    ("M-ZZ-06", somebody_of_the_staff),
    ("M-ZZ-07", other_than_the_standard),
    ("M-ZZ-08", waiting_too_long),
    ("M-ZZ-09", shared_out_evenly),
    ("M-ZZ-10", notices_lacking),
    ("M-ZZ-11", shown_to_everybody),
    ("M-ZZ-12", kin_of_the_staff),
]
